import canonicalize from 'canonicalize';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { ZipFile } from 'yazl';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ArchiveId, GapStatement, SealKey, VerifyResult } from '../../recordings/contract.ts';
import { sealSchema, sealStatement } from '../../recordings/archiveFormat.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { folderSource } from '../../recordings/folderSource.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import { openZipSource } from '../../recordings/zip/anyZip.ts';
import { withRecording } from './buildRecording.ts';
import { audioTrack, sendPicture, sendSound, videoTrack } from './rtpSender.ts';

const ARCHIVE = 'visit-1' as ArchiveId;
const SEGMENT = 'media/000-camera/000001-1.m4s';
const NEXT_SEGMENT = 'media/000-camera/000002-1.m4s';
const run = promisify(execFile);

let master: string;
let rootDir: string;
let folder: string;
let keys: SealKeys;

/** One real recording of four seconds with a gap, closed and not sealed; every test seals a copy. */
beforeAll(async () => {
  master = await mkdtemp(join(tmpdir(), 'sealed-'));
  await withRecording(async (built) => {
    const camera = await built.connect(videoTrack());
    const microphone = await built.connect(audioTrack());
    microphone.wire.impair(({ atMs }) => (atMs > 1_000 && atMs < 1_500 ? 'drop' : 'pass'));
    await Promise.all([sendPicture(videoTrack(), camera.wire, { seconds: 4 }), sendSound(audioTrack(), microphone.wire, { seconds: 4 })]);
    await built.recording.close();
    await cp(built.folder, join(master, ARCHIVE), { recursive: true });
  });
});
afterAll(() => rm(master, { recursive: true }));

beforeEach(async () => {
  rootDir = await mkdtemp(join(tmpdir(), 'sealed-'));
  await cp(master, rootDir, { recursive: true });
  folder = join(rootDir, ARCHIVE);
  keys = await SealKeys.create(join(rootDir, 'keys'));
});
afterEach(() => rm(rootDir, { recursive: true }));

async function sealIt(statements: readonly GapStatement[] = []): ReturnType<typeof seal> {
  return await seal(await FileVault.create(rootDir), ARCHIVE, { signer: keys.signer, statements, sealedAtMs: Date.now() });
}

function verify(trusted: readonly SealKey[] = keys.publicKeys): Promise<VerifyResult> {
  return verifyArchive(folderSource(folder), trusted, { digester: nodeDigester });
}

async function flipByte(path: string, at: number): Promise<void> {
  const bytes = await readFile(join(folder, path));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(join(folder, path), bytes);
}

describe('a sealed archive', () => {
  test('is proven by the key that sealed it, with the portable digests as with Node\'s', async () => {
    const sealed = await sealIt();
    const expected = { ok: true, archiveId: ARCHIVE, keyId: keys.signer.keyId, sealedAtMs: sealed.sealedAtMs, bytes: sealed.bytes, files: sealed.files };
    expect(await verify()).toMatchObject(expected);
    expect(await verifyArchive(folderSource(folder), keys.publicKeys)).toMatchObject(expected);
  });

  test('carries the explanation of each gap', async () => {
    const statement = { explanation: '电梯里没有信号', explainedBy: 'investigator-1', explainedAtMs: 1_795_000_000_000, ruling: 'accepted', ruledBy: 'supervisor-1' } as const;
    const unstated = await sealIt([{ gapId: 'g1' as GapStatement['gapId'], ...statement }]);
    expect(unstated.gaps).toMatchObject([{ id: 'g1', source: 'microphone', cause: 'loss' }]);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { gaps: unknown[] };
    expect(manifest.gaps).toMatchObject([{ id: 'g1', statement }]);
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('answers a second sealing with the first seal', async () => {
    const first = await sealIt();
    await keys.rotate();
    expect(await sealIt()).toEqual(first);
  });

  test('is finished by a second sealing when the first stopped between manifest and seal', async () => {
    const first = await sealIt();
    await rm(join(folder, 'seal.json'));
    expect(await verify()).toMatchObject({ ok: false, fault: 'unsealed' });
    expect(await sealIt()).toMatchObject({ manifestSha256: first.manifestSha256, sealedAtMs: first.sealedAtMs });
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('stays provable after the key has been rotated and the keys were opened anew', async () => {
    await sealIt();
    const next = await keys.rotate();
    const reopened = await SealKeys.create(join(rootDir, 'keys'));
    expect(reopened.signer.keyId).toBe(next.keyId);
    expect(await verify(reopened.publicKeys)).toMatchObject({ ok: true });
  });

  test('names the file in which one byte was flipped, wherever it is', async () => {
    await sealIt();
    for (const path of ['journal.jsonl', 'seal-key.json', 'media/000-camera/init-1.mp4', SEGMENT, 'media/001-microphone/000000-1.m4s']) {
      const size = (await stat(join(folder, path))).size;
      for (const at of [0, Math.floor(size / 2), size - 1]) {
        await flipByte(path, at);
        expect(await verify()).toMatchObject({ ok: false, fault: 'changed', path });
        await flipByte(path, at);
      }
    }
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('finds a flipped byte with either digest alone', async () => {
    await sealIt();
    await flipByte(SEGMENT, 1_000);
    for (const digest of ['sha256', 'sm3'] as const) {
      const result = await verifyArchive(folderSource(folder), keys.publicKeys, { digester: nodeDigester, digests: [digest] });
      expect(result).toMatchObject({ ok: false, fault: 'changed', path: SEGMENT });
    }
  });

  test('names a missing file', async () => {
    await sealIt();
    await rm(join(folder, SEGMENT));
    expect(await verify()).toMatchObject({ ok: false, fault: 'missing', path: SEGMENT });
  });

  test('names a truncated file', async () => {
    await sealIt();
    await truncate(join(folder, SEGMENT), 100);
    expect(await verify()).toMatchObject({ ok: false, fault: 'truncated', path: SEGMENT });
  });

  test('names the first of two segments that changed places', async () => {
    await sealIt();
    await rename(join(folder, SEGMENT), join(folder, 'x'));
    await rename(join(folder, NEXT_SEGMENT), join(folder, SEGMENT));
    await rename(join(folder, 'x'), join(folder, NEXT_SEGMENT));
    expect(await verify()).toMatchObject({ ok: false, fault: 'reordered', path: SEGMENT });
  });

  test('names a file that does not belong to it', async () => {
    await sealIt();
    await writeFile(join(folder, 'media/000-camera/000099-1.m4s'), 'x');
    expect(await verify()).toMatchObject({ ok: false, fault: 'extra', path: 'media/000-camera/000099-1.m4s' });
  });

  test('does not pass under a foreign key, not even one that claims the same id', async () => {
    await sealIt();
    const other = await SealKeys.create(join(rootDir, 'other'));
    expect(await verify(other.publicKeys)).toMatchObject({ ok: false, fault: 'foreignKey', path: 'seal.json' });
    const impostor = { keyId: keys.signer.keyId, publicKey: other.signer.publicKey };
    expect(await verify([impostor])).toMatchObject({ ok: false, fault: 'foreignKey' });
    await rm(join(folder, 'manifest.json'));
    await rm(join(folder, 'seal.json'));
    await rm(join(folder, 'seal-key.json'));
    await seal(await FileVault.create(rootDir), ARCHIVE, { signer: other.signer, statements: [], sealedAtMs: 1 });
    expect(await verify()).toMatchObject({ ok: false, fault: 'foreignKey', path: 'seal.json' });
  });

  test('does not pass with a manifest or a seal that was edited', async () => {
    await sealIt();
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
    await writeFile(join(folder, 'manifest.json'), manifest.replace('"cause":"loss"', '"cause":"mute"'));
    expect(await verify()).toMatchObject({ ok: false, fault: 'changed', path: 'manifest.json' });
    await writeFile(join(folder, 'manifest.json'), manifest);
    const sealed = await readFile(join(folder, 'seal.json'), 'utf8');
    await writeFile(join(folder, 'seal.json'), sealed.replace(/"sealedAtMs":\d+/, '"sealedAtMs":1'));
    expect(await verify()).toMatchObject({ ok: false, fault: 'changed', path: 'seal.json' });
    await writeFile(join(folder, 'seal.json'), sealed.replace('"sealedAtMs":', '"sealedAtMs": '));
    expect(await verify()).toMatchObject({ ok: false, fault: 'malformed', path: 'seal.json' });
    // The last letter before the padding has bits that decode to nothing.
    await writeFile(join(folder, 'seal.json'), sealed.replace(/(.)==","timestampToken"/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}==","timestampToken"`));
    expect(await verify()).toMatchObject({ ok: false, fault: 'changed', path: 'seal.json' });
    await writeFile(join(folder, 'seal.json'), '{"a":');
    expect(await verify()).toMatchObject({ ok: false, fault: 'malformed', path: 'seal.json' });
  });

  test('does not pass when even the holder of the key lists segments in another order', async () => {
    await sealIt();
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { segments: { index: number; path: string }[] };
    const [first, second] = manifest.segments;
    manifest.segments.splice(0, 2, { ...second!, index: 0 }, { ...first!, index: 1 });
    const bytes = Buffer.from(JSON.stringify(manifest));
    const sealed = sealSchema.parse(JSON.parse(await readFile(join(folder, 'seal.json'), 'utf8')));
    const stated = { ...sealed, manifestSha256: createHash('sha256').update(bytes).digest('hex'), manifestSm3: createHash('sm3').update(bytes).digest('hex') };
    const signature = Buffer.from(await keys.signer.sign(sealStatement(stated))).toString('base64');
    await writeFile(join(folder, 'manifest.json'), bytes);
    await writeFile(join(folder, 'seal.json'), canonicalize({ ...stated, signature }) ?? '');
    expect(await verify()).toMatchObject({ ok: false, fault: 'reordered', path: second?.path });
  });

  test('says so when it has not been sealed', async () => {
    expect(await verify()).toMatchObject({ ok: false, fault: 'unsealed', path: 'seal.json' });
  });

  test('is proven on the command line with exit 0, and refused with exit 1 and the file\'s name', async () => {
    await sealIt();
    const command = ['recordings/verifyCommand.ts', folder];
    const keyFile = join(rootDir, 'public-key.json');
    await writeFile(keyFile, JSON.stringify(keys.publicKeys[0]));
    const byOwnKey = await run(process.execPath, command);
    expect(byOwnKey.stdout).toContain('trusting the key inside the archive');
    const byGivenKey = await run(process.execPath, [...command, '--key', keyFile]);
    expect(byGivenKey.stdout).not.toContain('trusting the key inside the archive');
    expect(byGivenKey.stdout).toMatch(/^验证通过.*\nPROVEN: visit-1/);
    await flipByte(SEGMENT, 5);
    const refused = await run(process.execPath, command).catch((error: unknown) => error as { code: number; stdout: string });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stdout).toContain(`NOT PROVEN (changed): ${SEGMENT}`);
    await expect(run(process.execPath, ['recordings/verifyCommand.ts'])).rejects.toMatchObject({ code: 2 });
  });
});

describe('a sealed archive in a ZIP', () => {
  const zipped = (): string => join(rootDir, 'archive.zip');

  async function zipIt(prefix: string, options: { compress: boolean }, also: Readonly<Record<string, Buffer>> = {}): Promise<void> {
    const zip = new ZipFile();
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const entry of files) {
      const path = join(entry.parentPath, entry.name);
      zip.addFile(path, prefix + relative(folder, path), options);
    }
    for (const [path, bytes] of Object.entries(also)) zip.addBuffer(bytes, path, options);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(zipped()));
  }

  async function verifyZip(): Promise<VerifyResult[]> {
    const zip = await openZipSource(zipped());
    try {
      const results: VerifyResult[] = [];
      for (const { source } of zip.archives) results.push(await verifyArchive(source, keys.publicKeys, { digester: nodeDigester }));
      return results;
    } finally {
      await zip.close();
    }
  }

  test.each([['', false], ['', true], ['案卷/recordings/visit-1/', true]])('is proven below "%s", packed: %s', async (prefix, compress) => {
    await sealIt();
    await zipIt(prefix, { compress }, { 'readme.txt': Buffer.from('beside the archive') });
    const [result] = await verifyZip();
    // At the ZIP's own root everything is part of the archive.
    if (prefix === '') expect(result).toMatchObject({ ok: false, fault: 'extra', path: 'readme.txt' });
    else expect(result).toMatchObject({ ok: true, archiveId: ARCHIVE });
  });

  test('names the file in which a byte was flipped, also where it can no longer be unpacked', async () => {
    await sealIt();
    for (const compress of [false, true]) {
      await zipIt('', { compress });
      const bytes = await readFile(zipped());
      // The name stands in the journal too; in front of the file it follows a local header of 30 bytes.
      let headerAt = bytes.indexOf(SEGMENT) - 30;
      while (bytes.readUInt32LE(headerAt) !== 0x04034b50) headerAt = bytes.indexOf(SEGMENT, headerAt + 31) - 30;
      const at = headerAt + 30 + SEGMENT.length + 300;
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      await writeFile(zipped(), bytes);
      const [result] = await verifyZip();
      expect(result).toMatchObject({ ok: false, path: SEGMENT });
    }
  });

  test('is not read at all when it names two files the same', async () => {
    await sealIt();
    await zipIt('', { compress: false }, { 'manifest.json': Buffer.from('{}') });
    await expect(verifyZip()).rejects.toThrow('manifest.json is in the ZIP twice');
    await writeFile(zipped(), 'not a ZIP');
    await expect(verifyZip()).rejects.toThrow();
  });

  test('is proven on the command line, and so are two of them, each by itself', async () => {
    await sealIt();
    await zipIt('', { compress: true });
    const one = await run(process.execPath, ['recordings/verifyCommand.ts', zipped()]);
    expect(one.stdout).toContain('PROVEN: visit-1');
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const again: Record<string, Buffer> = {};
    for (const entry of files) again[`two/${relative(folder, join(entry.parentPath, entry.name))}`] = await readFile(join(entry.parentPath, entry.name));
    again[`two/${SEGMENT}`] = Buffer.from('changed');
    await zipIt('one/', { compress: true }, again);
    const both = await run(process.execPath, ['recordings/verifyCommand.ts', zipped()]).catch((error: unknown) => error as { code: number; stdout: string });
    expect(both).toMatchObject({ code: 1 });
    expect(both.stdout).toMatch(/one[^]*PROVEN: visit-1[^]*two[^]*NOT PROVEN \(truncated\): media\/000-camera\/000001-1.m4s/);
  });
});

describe('the seal', () => {
  test('is refused while the archive is open for media', async () => {
    const journal = await readFile(join(folder, 'journal.jsonl'), 'utf8');
    await writeFile(join(folder, 'journal.jsonl'), journal.split('\n').slice(0, -2).join('\n') + '\n');
    await expect(sealIt()).rejects.toMatchObject({ code: 'archiveRunning' });
    expect(await readdir(folder)).not.toContain('seal.json');
  });

  test('is refused when a file is not what was recorded', async () => {
    await flipByte(SEGMENT, 100);
    await expect(sealIt()).rejects.toMatchObject({ code: 'archiveChanged' });
    expect(await readdir(folder)).not.toContain('manifest.json');
  });

  test('is refused over a journal that was edited', async () => {
    const journal = await readFile(join(folder, 'journal.jsonl'), 'utf8');
    await writeFile(join(folder, 'journal.jsonl'), journal.replace('"cause":"loss"', '"cause":"mute"'));
    await expect(sealIt()).rejects.toMatchObject({ code: 'journalBroken' });
  });

  test('carries a token of a time-stamping authority where one is given', async () => {
    const token = Buffer.from('token of the authority');
    let asked: Uint8Array | undefined;
    await seal(await FileVault.create(rootDir), ARCHIVE, {
      signer: keys.signer, statements: [], sealedAtMs: 1_795_000_000_000,
      timestamp: (digest) => {
        asked = digest;
        return Promise.resolve(token);
      },
    });
    const sealed = JSON.parse(await readFile(join(folder, 'seal.json'), 'utf8')) as { timestampToken: string };
    expect(sealed.timestampToken).toBe(token.toString('base64'));
    expect(asked?.byteLength).toBe(32);
  });

  test('keeps private keys readable by their owner only', async () => {
    const [name = ''] = await readdir(join(rootDir, 'keys'));
    expect((await stat(join(rootDir, 'keys', name))).mode & 0o777).toBe(0o600);
  });
});
