import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FORMAT } from '../../recordings/archiveFormat.ts';
import type { JournalEntry } from '../../recordings/archiveFormat.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { folderSource } from '../../recordings/folderSource.ts';
import { Journal } from '../../recordings/Journal.ts';
import { nodeDigester, sha256Hex } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import type { TrackId } from '../../sfu/contract.ts';

const ARCHIVE = 'one-hour' as ArchiveId;
const SECONDS = 3_600;
const SEGMENT_S = 2;
/** Of 1.5 Mbit/s of picture and 32 kbit/s of sound. */
const PICTURE_BYTES = 375_000;
const SOUND_BYTES = 8_000;
const RUNS = 3;

const run = promisify(execFile);

/**
 * How fast an hour's archive is verified with one digest, beside `sha256sum` over the same files; the better of three
 * runs each, files in the page cache for both. Memory is the process's own at its highest.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const rootDir = await mkdtemp(join(tmpdir(), 'bench-verify-'));
  try {
    const vault = await FileVault.create(rootDir);
    await writeArchive(vault);
    const keys = await SealKeys.create(join(rootDir, '.keys'));
    const { bytes, files } = await seal(vault, ARCHIVE, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
    const folder = join(rootDir, ARCHIVE);

    let verifyMs = Infinity;
    let bothMs = Infinity;
    let sha256sumMs = Infinity;
    let peakRssBytes = 0;
    const sampling = setInterval(() => { peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss()); }, 20);
    for (let i = 0; i < RUNS; i += 1) {
      verifyMs = Math.min(verifyMs, await timed(() => verifyWith(folder, keys, ['sha256'])));
      bothMs = Math.min(bothMs, await timed(() => verifyWith(folder, keys, ['sha256', 'sm3'])));
      sha256sumMs = Math.min(sha256sumMs, await timed(() => run('sh', ['-c', 'find . -type f -print0 | xargs -0 sha256sum > /dev/null'], { cwd: folder })));
    }
    clearInterval(sampling);
    const mibPerSec = (ms: number): number => Math.round((bytes / 2 ** 20 / ms) * 1_000);
    return {
      name: 'verify', mib: Math.round(bytes / 2 ** 20), files, mibPerSec: mibPerSec(verifyMs), mibPerSecBothDigests: mibPerSec(bothMs),
      sha256sumMibPerSec: mibPerSec(sha256sumMs), ratio: Math.round((sha256sumMs / verifyMs) * 1_000) / 1_000,
      peakRssMiB: Math.round(peakRssBytes / 2 ** 20),
    };
  } finally {
    await rm(rootDir, { recursive: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

async function verifyWith(folder: string, keys: SealKeys, digests: readonly ('sha256' | 'sm3')[]): Promise<void> {
  const result = await verifyArchive(folderSource(folder), keys.publicKeys, { digester: nodeDigester, digests });
  if (!result.ok) throw new Error(`the archive does not verify: ${result.reason}`);
}

/** An hour of two tracks, with noise for media: only sizes matter to a digest. */
async function writeArchive(vault: FileVault): Promise<void> {
  const { journal } = await Journal.open(vault, ARCHIVE, { onDisk: () => undefined });
  await journal.append({ type: 'archive', format: FORMAT, archiveId: ARCHIVE, epochMs: 1 });
  const sources = [
    { source: 'camera', kind: 'video', folder: 'media/000-camera', bytes: PICTURE_BYTES, codec: 'avc1.42e01f', timescale: 90_000 },
    { source: 'microphone', kind: 'audio', folder: 'media/001-microphone', bytes: SOUND_BYTES, codec: 'opus', timescale: 48_000 },
  ] as const;
  const media = Buffer.alloc(PICTURE_BYTES);
  const write = async (path: string, bytes: Uint8Array): Promise<{ path: string; bytes: number; sha256: string }> => {
    await vault.createExclusive(ARCHIVE, path, bytes);
    return { path, bytes: bytes.byteLength, sha256: sha256Hex(bytes) };
  };
  for (const { source, kind, folder, codec, timescale } of sources) {
    await journal.append({ type: 'init', ...(await write(`${folder}/init-1.mp4`, media.subarray(0, 700))), source, kind, codec, timescale });
  }
  const lines: Promise<void>[] = [];
  for (let number = 0, index = 0; number < SECONDS / SEGMENT_S; number += 1) {
    for (const { source, kind, folder, bytes } of sources) {
      randomFillSync(media, 0, 64);
      const entry: JournalEntry = {
        type: 'segment', index, trackId: source as string as TrackId, source, kind, init: `${folder}/init-1.mp4`, keyframe: true, samples: 50,
        startMs: 1 + number * SEGMENT_S * 1_000, endMs: 1 + (number + 1) * SEGMENT_S * 1_000,
        ...(await write(`${folder}/${String(number).padStart(6, '0')}-1.m4s`, media.subarray(0, bytes))),
      };
      lines.push(journal.append(entry));
      index += 1;
    }
  }
  await Promise.all(lines);
  await journal.append({ type: 'closed', atMs: 1 + SECONDS * 1_000 });
  await journal.close();
}
