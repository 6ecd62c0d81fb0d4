import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildKit } from '../../../../.setup/kit.mjs';
import type { CaseReport } from '../../../../server/casefiles/offline/verdict.ts';
import type { CaseVerifyOptions } from '../../../../server/casefiles/offline/verify.ts';
import { verifyCaseFile } from '../../../../server/casefiles/offline/verify.ts';
import type { ArchiveId } from '../../../../recordings/contract.ts';
import { nodeDigester } from '../../../../recordings/nodeDigester.ts';
import type { ByteSource, ZipReading } from '../../../../recordings/zip/readZip.ts';
import { readZip, zipSource } from '../../../../recordings/zip/readZip.ts';
import type { VisitProof } from '../../../../server/trail/contract.ts';
import type { CaseBed } from '../../../support/buildCaseFile.ts';
import { CASE_VISIT, openCaseBed } from '../../../support/buildCaseFile.ts';
import { unpack } from '../../../support/unpack.ts';
import { seeded, tamper, TAMPERINGS } from './tamper.ts';

const run = promisify(execFile);
const SEED = 20_261_124;
const ROUNDS = 126;

function inMemory(bytes: Buffer): ByteSource {
  return { size: bytes.byteLength, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) };
}

async function verify(bytes: Buffer, options: CaseVerifyOptions = {}): Promise<CaseReport> {
  const source = inMemory(bytes);
  const zip = await readZip(source);
  return verifyCaseFile({ source: zipSource(source, zip.entries), zip }, { digester: nodeDigester, ...options });
}

async function fileOf(zip: Buffer, { entries }: ZipReading, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await zipSource(inMemory(zip), entries).read(path)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const findingsOf = (report: CaseReport) => report.checks.flatMap(({ findings }) => findings);
const stateOf = (report: CaseReport, name: string): string | undefined => report.checks.find((check) => check.name === name)?.state;

async function command(...args: string[]): Promise<{ code: number; stdout: string }> {
  return run(process.execPath, args).then(({ stdout }) => ({ code: 0, stdout }), (error: unknown) => error as { code: number; stdout: string });
}

describe('a case file', () => {
  let bed: CaseBed;
  let path: string;
  let zip: Buffer;
  let reading: ZipReading;

  beforeAll(async () => {
    const bedDir = await openCaseBed({ archive: { seconds: 8, pictureBytes: 4_000, soundBytes: 500 } });
    bed = bedDir;
    await buildKit(join(bed.dir, 'kit'));
    path = await bed.exportNext();
    zip = await readFile(path);
    reading = await readZip(inMemory(zip));
  });
  afterAll(() => bed.close());

  it('is proven, byte for byte, with every check made', async () => {
    const report = await verify(zip, { sealKeys: bed.keys.publicKeys });
    expect(findingsOf(report)).toEqual([]);
    expect(report).toMatchObject({ verdict: 'proven', sealKeyKnown: true });
    for (const name of ['container', 'signature', 'contents', 'recordings', 'trail', 'evidence', 'history']) expect([name, stateOf(report, name)]).toEqual([name, 'proven']);
    expect(report.index).toMatchObject({ title: '刘桂兰', version: 1, recordings: [{ included: true }] });
  });

  it('is a ZIP in which another reader finds every file, with the original bytes inside', async () => {
    const names: string[] = [];
    const opened = await openPromise(path);
    for await (const entry of opened.eachEntry()) names.push(entry.fileName);
    expect(names).toEqual(reading.entries.map((entry) => entry.path));
    const segment = await bed.vault.read(CASE_VISIT as string as ArchiveId, 'media/000-camera/000001-1.m4s');
    expect(zip.includes(Buffer.from(segment))).toBe(true);
  });

  it(`is never proven after any of ${ROUNDS} changes, and the place is named`, async () => {
    const random = seeded(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      const done = tamper(zip, reading.entries, TAMPERINGS[round % TAMPERINGS.length]!, random);
      const found = findingsOf(await verify(done.bytes));
      const named = found.some(({ place }) => done.places.some((wanted) => place.includes(wanted)));
      expect([round, done.what, found.length > 0, named ? 'named' : found[0]?.place]).toEqual([round, done.what, true, 'named']);
    }
  });

  it('with a changed name inside is told by where that file begins: in its header, and where bytes came into it', async () => {
    const entry = reading.entries.find(({ path }) => path.startsWith('parts/photos/'))!;
    const at = entry.offset + 30 + entry.path.indexOf('photo-1');
    const flipped = Buffer.from(zip);
    flipped[at] = flipped[at]! ^ 1;
    for (const bytes of [flipped, Buffer.concat([zip.subarray(0, at), Buffer.from('xy'), zip.subarray(at)])]) {
      expect(findingsOf(await verify(bytes))[0]?.place).toContain(`ZIP @${entry.offset})`);
    }
  });

  it('does not pass under a foreign key, nor as another log’s', async () => {
    const foreign = await verify(zip, { sealKeys: [{ keyId: '0'.repeat(16), publicKey: Buffer.alloc(32).toString('base64') }] });
    expect(findingsOf(foreign)).toMatchObject([{ check: 'signature', fault: 'foreignKey', place: 'signature.json' }]);
    const otherLog = await verify(zip, { trailKey: 'district.example/trail+00000000+AAAA' });
    expect(findingsOf(otherLog)).toMatchObject([{ check: 'trail', fault: 'foreignKey' }]);
  });

  it('of a later version goes on from the earlier one, and from a checkpoint that a witness kept', async () => {
    const kept = (await bed.trail.checkpoint()).note;
    const later = await readFile(await bed.exportNext());
    const source = inMemory(zip);
    const earlier = { source: zipSource(source, reading.entries), zip: reading };
    const report = await verify(later, { earlier, checkpoints: [{ name: 'witness', note: kept }] });
    expect(findingsOf(report)).toEqual([]);
    expect([stateOf(report, 'earlier'), stateOf(report, 'checkpoints')]).toEqual(['proven', 'proven']);
    expect(report.manifest?.earlier).toMatchObject({ version: 1, caseFileId: 'case-file-1' });
  });

  it('of a history that was written anew under valid signatures is caught by an older file and an older checkpoint', async () => {
    // The first version's own head, over as many entries as the forged log has when its file is made.
    const kept = [{ name: 'witness', note: (JSON.parse(await fileOf(zip, reading, 'trail/visit-1.json')) as VisitProof).checkpoint }];
    const rewritten = await openCaseBed({ archive: { seconds: 4, pictureBytes: 3_000, soundBytes: 400 }, withKeysOf: bed });
    try {
      const forged = await readFile(await rewritten.exportNext());
      expect((await verify(forged)).verdict).toBe('proven');
      const source = inMemory(zip);
      const byFile = await verify(forged, { earlier: { source: zipSource(source, reading.entries), zip: reading } });
      expect(findingsOf(byFile)).toMatchObject([{ check: 'earlier', fault: 'rewritten' }]);
      const byCheckpoint = await verify(forged, { checkpoints: kept });
      expect(findingsOf(byCheckpoint)).toMatchObject([{ check: 'checkpoints', fault: 'rewritten', place: 'witness', reason: expect.stringContaining('contradicts') as string }]);
    } finally {
      await rewritten.close();
    }
  });

  it('is checked by the one file that it carries, run by Node alone, as a ZIP and unpacked', async () => {
    const folder = join(bed.dir, 'unpacked');
    await unpack(zipSource(inMemory(zip), reading.entries), folder);
    const verifier = join(folder, 'verify.mjs');
    const whole = await command(verifier, path);
    expect(whole.stdout).toMatch(/结论\u3000\u3000\u3000通过/u);
    expect(whole.code).toBe(0);
    expect((await command(verifier)).code).toBe(0);
    await writeFile(join(folder, 'parts/application/household.json'), '{}');
    const broken = await command(verifier, folder);
    expect([broken.code, /\[未通过\].*parts\/application\/household\.json/u.test(broken.stdout)]).toEqual([1, true]);
    expect((await command(verifier, join(folder, 'FORMAT.md'))).code).toBe(2);
    expect((await command('server/casefiles/offline/verifyAny.ts', path)).code).toBe(0);
  });
});
