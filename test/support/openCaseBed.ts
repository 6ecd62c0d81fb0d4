import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openCaseRooms } from '../../server/caseRooms.ts';
import type { CaseRoomParts, CaseRooms } from '../../server/caseRooms.ts';
import { createHttp } from '../../server/http.ts';
import type { Actor } from '../../server/people/authenticate.ts';
import type { AccountId, OrganisationId, Role } from '../../server/people/contract.ts';
import type { CaseFile } from '../../server/procedures/contract.ts';
import type { Trail } from '../../server/trail/Trail.ts';
import { VisitLock } from '../../server/visits/VisitLock.ts';
import { UserError } from '../../server/errors.ts';
import { openTrailBed } from './openTestTrail.ts';

/** Who works on the case of these tests. */
export const PEOPLE = {
  clerk: person('clerk', 'clerk', 'town'), clerk2: person('clerk2', 'clerk', 'town'), otherClerk: person('other-clerk', 'clerk', 'other-town'),
  approver: person('approver', 'approver', 'town'), investigator: person('li', 'investigator', 'vendor'), investigator2: person('ba', 'investigator', 'vendor'),
  stranger: person('stranger', 'investigator', 'vendor'), orgAdmin: person('zhao', 'orgAdmin', 'vendor'), supervisor: person('wang', 'supervisor', 'district'),
  reviewer: person('chen', 'reviewer', 'district'), systemAdmin: person('he', 'systemAdmin', 'district'),
} as const;
export type Who = keyof typeof PEOPLE;

export const CASE: CaseFile = {
  id: 'case-1', caseNumber: '新低保〔2026〕0147', applicantName: '张建国', address: '新城区东街街道光明路社区 18 号院 3 号楼 2 单元 401', memberCount: 4,
  townId: 'town', organisationId: 'vendor', investigatorIds: ['li', 'ba'], state: 'draft', createdAtMs: Date.parse('2026-11-20T02:00:00Z'),
};

export interface CaseBed {
  readonly rooms: CaseRooms;
  readonly trail: Trail;
  readonly url: string;
  /** Milliseconds since the epoch that the bed's clock shows. */
  clock: { nowMs: number };
  get<T>(who: Who, path: string): Promise<T>;
  send(who: Who | undefined, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** The rooms of one case on a real store and a real trail, by HTTP. Who asks is named in a header, in the place of a sign-in. */
export async function openCaseBed(parts: Partial<CaseRoomParts> = {}): Promise<CaseBed> {
  const bed = await openTrailBed();
  const trail = await bed.open();
  const clock = { nowMs: Date.parse('2026-11-24T03:00:00Z') };
  let url = '';
  const rooms = await openCaseRooms({
    connection: bed.database.connection, dataDir: bed.dataDir, trail, lock: new VisitLock(),
    caseFiles: async (ids) => (ids.includes(CASE.id) ? [CASE] : []),
    noteProcedure: async () => undefined, mayInvestigate: async () => true, noteReported: async () => undefined,
    visitsOf: async () => [{ id: 'visit-1', investigators: ['李秀英', '巴特尔'], startedAtMs: Date.parse('2026-11-23T02:00:00Z'), closedAtMs: Date.parse('2026-11-23T03:05:00Z'), photos: 6, gaps: 1 }],
    formOf: async () => undefined, consentsOf: async () => [], signaturesOf: async () => [], secretsOf: async () => [],
    organisationName: async () => '晨光社会工作服务中心', publicUrl: () => url, now: () => clock.nowMs, seenAfterSealMs: 7 * 86_400_000,
    ...parts,
  });
  const server = createServer(createHttp({
    routers: rooms.routers(async (request) => {
      const who = request.headers['x-who'];
      if (typeof who !== 'string' || !(who in PEOPLE)) throw new UserError('session.required');
      return PEOPLE[who as Who];
    }),
    log: pino({ level: 'error' }),
  }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send: CaseBed['send'] = (who, method, path, body) => fetch(`${url}/api${path}`, {
    method,
    headers: { ...(who !== undefined && { 'x-who': who }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    rooms, trail, url, clock, send,
    async get<T>(who: Who, path: string) {
      const response = await send(who, 'GET', path);
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await rooms.close();
      await bed.close();
    },
  };
}

function person(id: string, role: Role, organisationId: string): Actor {
  return { id: id as AccountId, name: id, role, organisationId: organisationId as OrganisationId, organisation: organisationId };
}
