import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEvidence } from '../../../server/casefiles/offline/checkTrail.ts';
import { INDEX_PATH, MANIFEST_PATH, trailPath } from '../../../server/casefiles/offline/contract.ts';
import type { CaseIndex, CaseItem, CaseManifest, CasePartKind } from '../../../server/casefiles/offline/contract.ts';
import { readJson, readWhole } from '../../../server/casefiles/offline/readFiles.ts';
import type { VisitProof } from '../../../server/trail/contract.ts';
import { openCaseFile } from '../../../server/casefiles/offline/openCaseFile.ts';
import type { CaseReport } from '../../../server/casefiles/offline/verdict.ts';
import { verifyCaseFile } from '../../../server/casefiles/offline/verify.ts';
import { nodeDigester } from '../../../recordings/nodeDigester.ts';
import type { CaseFileList, CaseFileView } from '../../../server/casefiles/contract.ts';
import { smallKit } from '../../support/buildCaseFile.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, signInAt, startPlatform } from '../../support/startPlatform.ts';
import { answer, bringTo, sealVisit } from '../../support/visitActs.ts';

const VISIT = 'demo-visit-1';
const LIST = `/api/visits/${VISIT}/case-files`;

async function untilState(client: Client, id: string, state: CaseFileView['state']): Promise<CaseFileView> {
  let found: CaseFileView | undefined;
  await expect.poll(async () => {
    found = (await client.get<CaseFileList>(LIST)).caseFiles.find((file) => file.id === id);
    return found?.state;
  }, { timeout: 30_000, interval: 50 }).toBe(state);
  return found!;
}

async function verify(path: string): Promise<CaseReport> {
  const input = await openCaseFile(path);
  if (!input) throw new Error(`${path} is no case file`);
  try {
    return await verifyCaseFile(input, { digester: nodeDigester });
  } finally {
    await input.close();
  }
}

const request = async (client: Client, purpose = '法院调取'): Promise<CaseFileView> => (await (await client.post(LIST, { purpose })).json()) as CaseFileView;

describe('case files of a platform', () => {
  let folder: string;
  let kitDir: string;
  let running: RunningPlatform;
  let reviewer: Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'casefiles-'));
    kitDir = await smallKit(join(folder, 'kit'));
    running = await startPlatform({ kitDir });
    reviewer = await running.signIn('reviewer');
    const investigator = await running.signIn('investigator');
    const pair = { first: investigator, second: await running.signIn('investigator2') };
    await bringTo(pair, VISIT, 'inProgress');
    for (const [revision, value] of ['coal', 'central'].entries()) await investigator.post(`/api/visits/${VISIT}/answers`, { answers: [answer('living.heating', value, { basedOn: revision })] });
    await sealVisit(pair, VISIT);
  });
  afterAll(async () => {
    await running.stop();
    await rm(folder, { recursive: true });
  });

  it('are for those who may export, with a reason, after the visit', async () => {
    const investigator = await running.signIn('investigator');
    const denied = await investigator.post(LIST, { purpose: '看看' });
    expect([denied.status, await codeOf(denied)]).toEqual([403, 'access.denied']);
    const noReason = await reviewer.post(LIST, { purpose: ' ' });
    expect([noReason.status, await codeOf(noReason)]).toEqual([400, 'input.invalid']);
    const early = await reviewer.post('/api/visits/demo-visit-2/case-files', { purpose: '法院调取' });
    expect([early.status, await codeOf(early)]).toEqual([409, 'caseFile.notYet']);
    expect((await fetch(`${running.url}${LIST}`)).status).toBe(401);
  });

  it('are made, downloaded piece by piece under one ETag, and proven; each step is in the trail', async () => {
    const asked = await request(reviewer);
    const ready = await untilState(reviewer, asked.id, 'ready');
    const first = await reviewer.fetch(ready.fileUrl!, { headers: { range: 'bytes=0-999' } });
    expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-999/${ready.bytes}`]);
    const rest = await reviewer.fetch(ready.fileUrl!, { headers: { 'range': 'bytes=1000-', 'if-range': first.headers.get('etag')! } });
    expect(rest.status).toBe(206);
    const path = join(folder, 'downloaded.zip');
    await writeFile(path, Buffer.concat([Buffer.from(await first.arrayBuffer()), Buffer.from(await rest.arrayBuffer())]));
    const report = await verify(path);
    expect(report.checks.flatMap(({ findings }) => findings)).toEqual([]);
    expect(report.manifest).toMatchObject({ version: 1, caseFileId: asked.id });
    const acts = (await running.platform.trail.ofVisit(VISIT)).filter(({ act }) => act.startsWith('caseFile.'));
    expect(acts.map(({ act }) => act)).toEqual(['caseFile.requested', 'caseFile.exported', 'caseFile.downloaded']);
    expect(acts[0]?.withheld?.['purpose']).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('hold the form as it was signed with every answer that was given, consents and signatures, each proven by the trail', async () => {
    const { id } = await untilState(reviewer, (await request(reviewer)).id, 'ready');
    const input = await openCaseFile(join(running.dataDir, 'casefiles', `${id}.zip`));
    try {
      const { value: index } = await readJson(input!.source, 'contents', INDEX_PATH, (value) => value as CaseIndex);
      const itemsOf = (kind: CasePartKind): readonly CaseItem[] => index.parts.find((part) => part.kind === kind)!.items;
      const text = async (path: string): Promise<string> => new TextDecoder().decode(await readWhole(input!.source, path));
      const [form, history, canonical] = itemsOf('visitForm');
      expect(JSON.parse(await text(form!.path))).toEqual({ 生活实况: { 取暖: '集中供暖' } });
      expect((JSON.parse(await text(history!.path)) as { 回答: string; 原回答?: string }[]).map((one) => [one.回答, one.原回答])).toEqual([['燃煤', undefined], ['集中供暖', '燃煤']]);
      expect(form!.facts?.['签字摘要']).toBe(createHash('sha256').update(await text(canonical!.path)).digest('hex'));
      expect(itemsOf('authorisations').filter(({ mimeType }) => mimeType === 'image/png')).toHaveLength(1);
      expect(itemsOf('visit').filter(({ mimeType }) => mimeType === 'image/png')).toHaveLength(3);
      const proofs = [await readJson(input!.source, 'trail', trailPath(VISIT), (value) => value as VisitProof)].map(({ value }) => value);
      const manifest = (await readJson(input!.source, 'signature', MANIFEST_PATH, (value) => value as CaseManifest)).value;
      expect(checkEvidence(index, manifest, proofs, new Map()).findings).toEqual([]);
      // A form that nobody signed in the place of the one that was, listed as if it belonged there.
      const forged = { ...manifest, files: manifest.files.map((file) => (file.path === canonical!.path ? { ...file, sha256: 'a'.repeat(64) } : file)) };
      expect(checkEvidence(index, forged, proofs, new Map()).findings).toMatchObject([{ fault: 'otherThanRecorded', place: canonical!.path }]);
    } finally {
      await input?.close();
    }
  });

  it('of the next version name the one before and go on from it', async () => {
    const ready = await untilState(reviewer, (await request(reviewer)).id, 'ready');
    const report = await verify(join(running.dataDir, 'casefiles', `${ready.id}.zip`));
    expect(report.checks.find(({ name }) => name === 'earlier')).toMatchObject({ state: 'proven', facts: { version: 2 } });
    expect(ready.version).toBe(3);
  });

  it('that are cleared stay in the list without a file', async () => {
    const other = await startPlatform({ kitDir, env: { CASE_FILE_HOURS: '0.00001' } });
    try {
      const investigator = await other.signIn('investigator');
      await sealVisit({ first: investigator, second: await other.signIn('investigator2') }, VISIT);
      const client = await other.signIn('reviewer');
      const { id } = await untilState(client, (await request(client)).id, 'ready');
      await other.stop({ keepData: true });
      const again = await startPlatform({ kitDir, dataDir: other.dataDir, env: { CASE_FILE_HOURS: '0.00001' } });
      const later = await again.signIn('reviewer');
      await untilState(later, id, 'expired');
      const gone = await later.fetch(`/api/case-files/${id}/file`);
      expect([gone.status, await codeOf(gone)]).toEqual([410, 'caseFile.gone']);
      expect(await readdir(join(other.dataDir, 'casefiles'))).toEqual([]);
      await again.stop();
    } finally {
      await other.stop().catch(() => undefined);
    }
  });

  it('whose making was killed leave nothing half and are made anew by the next start; one that is cancelled stays away', async () => {
    const dataDir = join(folder, 'killed');
    const prepared = await startPlatform({ dataDir, kitDir });
    const investigator = await prepared.signIn('investigator');
    await sealVisit({ first: investigator, second: await prepared.signIn('investigator2') }, VISIT);
    await prepared.stop({ keepData: true });
    // Some more beside the sealed files, so that there is a middle to be killed in.
    const big = Buffer.alloc(32 * 1024 * 1024, 7);
    for (let i = 0; i < 6; i += 1) await writeFile(join(dataDir, 'recordings', VISIT, `filler-${i}.bin`), big);

    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'test/support/servePlatform.ts', dataDir, kitDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const client = await signInAt(url, 'reviewer');
    const { id } = await request(client);
    await expect.poll(async () => (await client.get<CaseFileList>(LIST)).caseFiles[0]?.progress?.doneBytes ?? 0, { interval: 10, timeout: 20_000 }).toBeGreaterThan(big.byteLength);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(join(dataDir, 'casefiles'))).toEqual([`${id}.zip.part`]);

    for (let i = 0; i < 6; i += 1) await rm(join(dataDir, 'recordings', VISIT, `filler-${i}.bin`));
    const again = await startPlatform({ dataDir, kitDir });
    try {
      const later = await again.signIn('reviewer');
      await untilState(later, id, 'ready');
      expect(await readdir(join(dataDir, 'casefiles'))).toEqual([`${id}.zip`]);
      expect((await verify(join(dataDir, 'casefiles', `${id}.zip`))).verdict).toBe('proven');
      const next = await request(later);
      await later.post(`/api/case-files/${next.id}/cancel`);
      const state = (await later.get<CaseFileList>(LIST)).caseFiles.find((file) => file.id === next.id)?.state;
      expect(['cancelled', 'ready']).toContain(state);
    } finally {
      await again.stop();
    }
  });
});
