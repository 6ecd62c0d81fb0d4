import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { IdDigest } from '../../server/cases/IdDigest.ts';
import { listCases } from '../../server/cases/listCases.ts';
import type { CaseDeps } from '../../server/cases/caseDeps.ts';
import { caseQuerySchema } from '../../server/cases/contract.ts';
import type { CaseQuery } from '../../server/cases/contract.ts';
import { CaseStore } from '../../server/cases/store.ts';
import type { Actor } from '../../server/people/authenticate.ts';
import type { AccountId, OrganisationId, Role } from '../../server/people/contract.ts';
import { Database } from '../../server/store/Database.ts';
import { Looks } from '../../server/visits/Looks.ts';
import type { Trail } from '../../server/trail/Trail.ts';
import { timeFormSaves } from './cases/formSaves.ts';
import { buildCases, TOWNS } from './cases/buildCases.ts';

const CASES = 100_000;
const HANDFUL = 1_000;
const ROUNDS = 40;

/**
 * Lists and searches of cases on the embedded store, with a hundred thousand of them in twenty towns: what each role's
 * first page asks, with every filter, deep pages and searches by name, case number, address and ID number. Then a million
 * answers of visit forms, and how long the next one takes to be kept.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'cases-'));
  const database = await Database.create({ dataDir: folder, log: pino({ level: 'silent' }) });
  try {
    const cases = new CaseStore(database.connection);
    await cases.ready();
    const idDigest = await IdDigest.create(folder);
    const startedMs = performance.now();
    for (let i = 0; i < CASES; i += HANDFUL) await cases.addImported(buildCases(i, HANDFUL, idDigest));
    const fillS = (performance.now() - startedMs) / 1000;
    const deps: CaseDeps = {
      cases, idDigest, looks: new Looks(Date.now), now: Date.now, seenAfterSealMs: 0,
      // Neither is asked by a list.
      trail: undefined as unknown as Trail,
      district: () => Promise.reject(new Error('a list asks for no district')),
      opened: () => Promise.resolve(),
      hiddenImports: () => Promise.resolve([]),
    };
    const clerk = actor('clerk', TOWNS[3] ?? '');
    const people = [clerk, actor('orgAdmin', 'vendor-0'), actor('supervisor', 'district')];
    const lists: [Actor, Partial<CaseQuery>][] = people.flatMap((one) => [
      {}, { state: 'accepted' as const }, { caseType: 'rigidExpenseFamily' as const }, { state: 'reported' as const, caseType: 'destitutePerson' as const }, { overdue: true },
    ].map((query): [Actor, Partial<CaseQuery>] => [one, query]));
    const [third] = buildCases(54_321, 1, idDigest);
    const idNumber = third?.members[0]?.idNumber ?? '';
    const searches: [Actor, Partial<CaseQuery>][] = [
      ...['李秀', '王建国', '0147', '案2026', '18号院', '社区3'].map((q): [Actor, Partial<CaseQuery>] => [clerk, { q }]),
      ...[idNumber, '张伟'].map((q): [Actor, Partial<CaseQuery>] => [clerk, { q }]),
      [people[2] ?? clerk, { q: '李秀' }], [people[1] ?? clerk, { q: '99999' }],
    ];
    const listMs = await timed(deps, lists, true);
    const searchMs = await timed(deps, searches, false);
    const { answers, saveMs } = await timeFormSaves(database, folder);
    return { name: 'cases', cases: CASES, answers, listP95Ms: p95(listMs), searchP95Ms: p95(searchMs), formSaveP95Ms: p95(saveMs), fillS: Math.round(fillS) };
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param pages also the second page of each, where the index has to be entered in its middle */
async function timed(deps: CaseDeps, asked: readonly (readonly [Actor, Partial<CaseQuery>])[], pages: boolean): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [who, query] of asked) {
      const parsed = { ...caseQuerySchema.parse({}), ...query };
      const startedMs = performance.now();
      const { next } = await listCases(deps, who, parsed);
      times.push(performance.now() - startedMs);
      if (!pages || next === undefined) continue;
      const againMs = performance.now();
      await listCases(deps, who, { ...parsed, before: next });
      times.push(performance.now() - againMs);
    }
  }
  return times;
}

function actor(role: Role, organisationId: string): Actor {
  return { id: role as string as AccountId, name: role, role, organisationId: organisationId as OrganisationId, organisation: '' };
}

function p95(times: readonly number[]): number {
  return Math.round((times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0) * 10) / 10;
}
