import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsistencyProof, InclusionProof, SignedCheckpoint, TrailKeys, TrailPage } from '../../../server/trail/contract.ts';
import { parseVkey } from '../../../server/trail/proof/note.ts';
import { continues, isIncluded, openCheckpoint } from '../../../server/trail/proof/verify.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';

const PATHS = ['/api/trail/entries', '/api/trail/entries/0/proof', '/api/trail/checkpoint', '/api/trail/consistency?from=1', '/api/trail/keys'];

describe('the trail for an auditor', () => {
  let running: RunningPlatform;
  let reviewer: Client;
  let witnessDir: string;
  const origin = 'district.example/trail';

  beforeAll(async () => {
    witnessDir = await mkdtemp(join(tmpdir(), 'witness-'));
    running = await startPlatform({ env: { TRAIL_ORIGIN: origin, TRAIL_WITNESS_DIR: witnessDir } });
    reviewer = await running.signIn('reviewer');
  });
  afterAll(async () => {
    await running.stop();
    await rm(witnessDir, { recursive: true });
  });

  it.each(PATHS)('is for nobody who is not signed in, and not for an investigator: %s', async (path) => {
    expect((await fetch(running.url + path)).status).toBe(401);
    const denied = await (await running.signIn('investigator')).fetch(path);
    expect([denied.status, await codeOf(denied)]).toEqual([403, 'access.denied']);
  });

  it('shows who did what, by person and by visit, with the names; and the look is in it', async () => {
    const supervisor = await running.signIn('supervisor');
    await supervisor.get('/api/visits/demo-visit-1');
    const { entries } = await reviewer.get<TrailPage>('/api/trail/entries?visitId=demo-visit-1&act=visit.viewed&limit=1');
    expect(entries[0]?.entry).toMatchObject({ act: 'visit.viewed', visitId: 'demo-visit-1', actor: { role: 'supervisor' } });
    expect(entries[0]?.disclosures.map(({ name, text }) => [name, text])).toEqual([['actorName', '王建国']]);
    const actorId = entries[0]?.entry.actor?.id ?? '';
    const his = await reviewer.get<TrailPage>(`/api/trail/entries?actorId=${actorId}`);
    expect(new Set(his.entries.map(({ entry }) => entry.actor?.id))).toEqual(new Set([actorId]));
    const looks = await reviewer.get<TrailPage>('/api/trail/entries?act=trail.viewed');
    expect(looks.entries.map(({ entry }) => entry.details)).toContainEqual({ limit: 1, visitId: 'demo-visit-1', act: 'visit.viewed' });
  });

  it('goes page by page to the first entry', async () => {
    const seqs: number[] = [];
    for (let next: number | undefined = Number.MAX_SAFE_INTEGER; next !== undefined;) {
      const page: TrailPage = await reviewer.get<TrailPage>(`/api/trail/entries?limit=5&before=${next}`);
      seqs.push(...page.entries.map(({ entry }) => entry.seq));
      next = page.next;
    }
    expect(seqs.at(-1)).toBe(0);
    expect(seqs).toEqual(seqs.toSorted((a, b) => b - a));
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  it('gives checkpoints, keys and proofs that a stranger can check', async () => {
    const older = await reviewer.get<SignedCheckpoint>('/api/trail/checkpoint');
    const { entries: [newest] } = await reviewer.get<TrailPage>('/api/trail/entries?limit=1');
    if (!newest) throw new Error('the trail is empty');
    const checkpoint = await reviewer.get<SignedCheckpoint>('/api/trail/checkpoint');
    const { origin: name, keys } = await reviewer.get<TrailKeys>('/api/trail/keys');
    const verifiers = keys.map(({ vkey }) => parseVkey(vkey));
    expect([name, openCheckpoint(checkpoint.note, verifiers).checkpoint.origin]).toEqual([origin, origin]);

    const inclusion = await reviewer.get<InclusionProof>(`/api/trail/entries/${newest.entry.seq}/proof?size=${checkpoint.size}`);
    expect(isIncluded(newest.entry, inclusion, openCheckpoint(checkpoint.note, verifiers).checkpoint)).toBe(true);
    const consistency = await reviewer.get<ConsistencyProof>(`/api/trail/consistency?from=${older.size}&to=${checkpoint.size}`);
    expect(continues(older.note, checkpoint.note, consistency, verifiers)).toBe(true);
  });

  it('is witnessed in the configured folder', async () => {
    const { note } = await reviewer.get<SignedCheckpoint>('/api/trail/checkpoint');
    await expect.poll(async () => {
      const files = (await readdir(witnessDir, { recursive: true })).filter((file) => file.endsWith('.txt')).sort();
      return readFile(join(witnessDir, files.at(-1) ?? ''), 'utf8').catch(() => '');
    }).toBe(note);
  });

  it('says what is wrong with a place that it does not have, or a wish that it does not understand', async () => {
    const nowhere = await reviewer.fetch('/api/trail/entries/999999/proof?size=1000000');
    expect([nowhere.status, await codeOf(nowhere)]).toEqual([404, 'trail.outOfRange']);
    for (const query of ['limit=0', 'limit=9999', 'act=no', 'visitId=%E5%BC%A0', 'from=1', 'before=-1']) {
      const refused = await reviewer.fetch(`/api/trail/entries?${query}`);
      expect([query, refused.status, await codeOf(refused)]).toEqual([query, 400, 'input.invalid']);
    }
  });
});
