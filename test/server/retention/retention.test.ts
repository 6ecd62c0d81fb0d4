import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchiveId } from '../../../recordings/contract.ts';
import { FileVault } from '../../../recordings/FileVault.ts';
import { seal } from '../../../recordings/seal.ts';
import { SealKeys } from '../../../recordings/SealKeys.ts';
import type { AccountId } from '../../../server/people/contract.ts';
import type { DestructionId, RetentionView } from '../../../server/retention/contract.ts';
import { resumeDestructions } from '../../../server/retention/destroyMedia.ts';
import { outcomeOfCase } from '../../../server/retention/outcomeOfCase.ts';
import { dueAt } from '../../../server/retention/retention.ts';
import { RetentionStore } from '../../../server/retention/store.ts';
import type { VisitId } from '../../../server/visits/contract.ts';
import { SILENT_LOG } from '../../recordings/buildRecording.ts';
import { openTrailBed } from '../../support/openTestTrail.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { writeArchive } from '../../support/writeArchive.ts';
import { sealVisit } from '../../support/visitActs.ts';

const VISIT = 'demo-visit-1';
const BASE = `/api/visits/${VISIT}/retention`;
const PROOFS = ['journal.jsonl', 'manifest.json', 'seal-key.json', 'seal.json'];

async function closed(running: RunningPlatform): Promise<void> {
  const investigator = await running.signIn('investigator');
  await sealVisit({ first: investigator, second: await running.signIn('investigator2') }, VISIT);
}

describe('the period', () => {
  it('is counted in calendar years from the end of the visit, by what became of the case', () => {
    const years = { approved: 10, refused: 3, withdrawn: 3, undecided: 10 };
    const ended = Date.UTC(2026, 10, 24, 8);
    expect(new Date(dueAt(ended, 'refused', years)).toISOString()).toBe('2029-11-24T08:00:00.000Z');
    expect(new Date(dueAt(Date.UTC(2028, 1, 29), 'refused', years)).toISOString()).toBe('2031-03-01T00:00:00.000Z');
  });
});

describe('what became of a case', () => {
  it('is what was decided, also once the family has been told and after aid has ended', () => {
    const rows = [
      ['investigating', undefined, 'undecided'], ['publicity', undefined, 'undecided'], ['approved', 'approved', 'approved'], ['inPayment', 'approved', 'approved'],
      ['terminated', 'approved', 'approved'], ['refused', 'refused', 'refused'], ['notified', 'refused', 'refused'], ['notified', 'approved', 'approved'],
      ['withdrawn', undefined, 'withdrawn'], ['procedureEnded', undefined, 'withdrawn'], ['notAccepted', undefined, 'withdrawn'],
    ] as const;
    for (const [state, decision, outcome] of rows) expect(outcomeOfCase({ state, facts: decision === undefined ? {} : { decision } }), `${state} ${decision}`).toBe(outcome);
  });
});

describe('the media of a visit', () => {
  let running: RunningPlatform;
  let kept: RunningPlatform;
  let reviewer: Client;
  let supervisor: Client;

  beforeAll(async () => {
    running = await startPlatform({ env: { RETENTION_YEARS_APPROVED: '0', RETENTION_YEARS_REFUSED: '0' } });
    kept = await startPlatform();
    await closed(running);
    await closed(kept);
    reviewer = await running.signIn('reviewer');
    supervisor = await running.signIn('supervisor');
  });
  afterAll(async () => {
    await running.stop();
    await kept.stop();
  });

  it('stay before their period has ended, and are nobody’s to destroy in the field', async () => {
    const early = await (await kept.signIn('reviewer')).post(`${BASE}/destruction`, { reason: '期满' });
    expect([early.status, await codeOf(early)]).toEqual([409, 'retention.notDue']);
    const investigator = await (await kept.signIn('investigator')).post(`${BASE}/destruction`, { reason: '期满' });
    expect([investigator.status, await codeOf(investigator)]).toEqual([403, 'access.denied']);
  });

  it('are kept for the time that belongs to what became of their case', async () => {
    const office = await kept.signIn('reviewer');
    expect((await office.get<RetentionView>(BASE)).outcome).toBe('undecided');
    const clerk = await kept.signIn('clerk');
    const ended = await clerk.post('/api/cases/demo-household-1/acts', { act: 'endProcedure', cause: 'movedAway', reason: '家庭已迁出本区' });
    expect(ended.status, await ended.clone().text()).toBe(200);
    expect((await office.get<RetentionView>(BASE)).outcome).toBe('withdrawn');
  });

  it('stay under a legal hold, also when destruction was asked for before', async () => {
    expect((await reviewer.post(`${BASE}/destruction`, { reason: '期满' })).status).toBe(200);
    expect((await supervisor.post(`${BASE}/hold`, { reason: '行政诉讼' })).status).toBe(200);
    const held = await supervisor.post(`${BASE}/destruction/confirm`);
    expect([held.status, await codeOf(held)]).toEqual([409, 'retention.held']);
    expect((await supervisor.fetch(`${BASE}/hold`, { method: 'DELETE' })).status).toBe(200);
  });

  it('are destroyed by two persons only, and stay proven to have existed', async () => {
    const alone = await reviewer.post(`${BASE}/destruction/confirm`);
    expect([alone.status, await codeOf(alone)]).toEqual([409, 'retention.samePerson']);
    const answer = (await (await supervisor.post(`${BASE}/destruction/confirm`)).json()) as RetentionView;
    expect(answer.destruction).toMatchObject({ state: 'destroyed', requestedBy: '陈思远', confirmedBy: '王建国' });
    const sealed = (await running.platform.trail.ofVisit(VISIT)).find(({ act }) => act === 'visit.sealed');
    expect(answer.destruction?.certificate?.manifestSha256).toBe(sealed?.details['manifestSha256']);
    expect(await readdir(join(running.dataDir, 'recordings', VISIT))).toEqual(PROOFS);
    const acts = (await running.platform.trail.ofVisit(VISIT)).map(({ act }) => act).filter((act) => act.startsWith('retention.'));
    expect(acts).toEqual(['retention.requested', 'retention.held', 'retention.released', 'retention.confirmed', 'retention.destroyed']);
    const again = await supervisor.post(`${BASE}/destruction/confirm`);
    expect([again.status, await codeOf(again)]).toEqual([409, 'retention.notRequested']);
  });
});

it('a destruction that is killed goes on with the next start, and is certified once', async () => {
  const bed = await openTrailBed();
  const dir = await mkdtemp(join(tmpdir(), 'destroyed-'));
  const visitId = 'visit-1' as VisitId;
  const archiveId = visitId as string as ArchiveId;
  try {
    const trail = await bed.open();
    const vault = await FileVault.create(dir);
    await writeArchive(vault, archiveId, { seconds: 300, pictureBytes: 800, soundBytes: 200 });
    const { manifestSha256, files } = await seal(vault, archiveId, { signer: (await SealKeys.create(join(dir, '.keys'))).signer, statements: [], sealedAtMs: Date.now() });
    const store = new RetentionStore(bed.database.connection);
    await store.ready();
    const person = 'a' as AccountId;
    await store.add({ _id: 'd1' as DestructionId, visitId, state: 'confirmed', reason: '期满', requestedById: person, requestedBy: '甲', requestedAtMs: 1, confirmedById: 'b' as AccountId, confirmedBy: '乙' });

    const media = async (): Promise<number> => (await vault.list(archiveId)).length - PROOFS.length;
    const before = await media();
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'test/support/destroyForever.ts', bed.url, bed.dataDir, dir], { stdio: 'inherit' });
    while ((await media()) === before && child.exitCode === null) await pause(1);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

    const deps = {
      store, trail, log: SILENT_LOG, now: Date.now,
      destroyArchive: (id: VisitId) => vault.destroyMedia(id as string as ArchiveId), destroyEvidence: () => Promise.resolve([]),
    };
    await resumeDestructions(deps);
    await resumeDestructions(deps);
    expect(await vault.list(archiveId)).toEqual(PROOFS);
    expect((await trail.ofVisit(visitId)).filter(({ act }) => act === 'retention.destroyed')).toHaveLength(1);
    expect(await store.ofVisit(visitId)).toMatchObject({ state: 'destroyed', certificate: { manifestSha256, files: files - PROOFS.length } });
  } finally {
    await bed.close();
    await rm(dir, { recursive: true });
  }
});
