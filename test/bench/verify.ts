import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, opendir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { ZipFile } from 'yazl';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { folderSource } from '../../recordings/folderSource.ts';
import { nodeDigester, nodeSignatureCheck } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import { writeArchive } from '../support/writeArchive.ts';

const ARCHIVE = 'one-hour' as ArchiveId;
const SECONDS = 3_600;
/** Of 1.5 Mbit/s of picture and 32 kbit/s of sound. */
const PICTURE_BYTES = 375_000;
const SOUND_BYTES = 8_000;
const RUNS = 3;

const run = promisify(execFile);

/** Four hours in small segments: what matters to memory is their number. */
const LONG_HOURS = 4;
const SMALL_PICTURE_BYTES = 9_000;

/**
 * How fast an hour's archive is verified with one digest, beside `sha256sum` over the same files; the better of three
 * runs each, files in the page cache for both. Then the most memory that the command takes, resident, from its start to its
 * end: for that hour as a folder and as a ZIP, and for four hours.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const rootDir = await mkdtemp(join(tmpdir(), 'bench-verify-'));
  try {
    const keys = await SealKeys.create(join(rootDir, '.keys'));
    const { bytes, files } = await makeArchive(join(rootDir, 'hour'), keys, SECONDS, PICTURE_BYTES);
    const folder = join(rootDir, 'hour', ARCHIVE);
    let verifyMs = Infinity;
    let bothMs = Infinity;
    let sha256sumMs = Infinity;
    for (let i = 0; i < RUNS; i += 1) {
      verifyMs = Math.min(verifyMs, await timed(() => verifyWith(folder, keys, ['sha256'])));
      bothMs = Math.min(bothMs, await timed(() => verifyWith(folder, keys, ['sha256', 'sm3'])));
      sha256sumMs = Math.min(sha256sumMs, await timed(() => run('sh', ['-c', 'find . -type f -print0 | xargs -0 sha256sum > /dev/null'], { cwd: folder })));
    }
    const peakRssMiB = await peakOfCommand(folder);
    const zip = join(rootDir, 'hour.zip');
    await zipFolder(folder, zip);
    const peakRssZipMiB = await peakOfCommand(zip);
    await rm(zip);
    await makeArchive(join(rootDir, 'long'), keys, LONG_HOURS * SECONDS, SMALL_PICTURE_BYTES);
    const peakRssFourHoursMiB = await peakOfCommand(join(rootDir, 'long', ARCHIVE));
    const mibPerSec = (ms: number): number => Math.round((bytes / 2 ** 20 / ms) * 1_000);
    return {
      name: 'verify', mib: Math.round(bytes / 2 ** 20), files, mibPerSec: mibPerSec(verifyMs), mibPerSecBothDigests: mibPerSec(bothMs),
      sha256sumMibPerSec: mibPerSec(sha256sumMs), ratio: Math.round((sha256sumMs / verifyMs) * 1_000) / 1_000,
      peakRssMiB, peakRssZipMiB, peakRssFourHoursMiB,
    };
  } finally {
    await rm(rootDir, { recursive: true });
  }
}

/** The kernel's own account of the command's highest resident memory (proc(5), VmHWM), MiB. */
async function peakOfCommand(archive: string): Promise<number> {
  const { verify } = (JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: { verify: string } }).scripts;
  const child = spawn(process.execPath, [...verify.split(' ').slice(1), archive], { stdio: 'ignore' });
  const exited = new Promise<number | null>((resolve) => { child.once('exit', resolve); });
  let peak = 0;
  const sampling = setInterval(() => {
    readFile(`/proc/${child.pid}/status`, 'utf8').then((status) => {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    }, () => undefined);
  }, 10);
  const code = await exited;
  clearInterval(sampling);
  if (code !== 0) throw new Error(`the command ended with ${String(code)}`);
  return Math.round(peak / 1_024);
}

async function zipFolder(folder: string, file: string): Promise<void> {
  const zip = new ZipFile();
  for await (const entry of await opendir(folder, { recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    // Media does not become smaller, and an exporter does not try.
    if (entry.isFile()) zip.addFile(path, relative(folder, path), { compress: false });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

async function makeArchive(rootDir: string, keys: SealKeys, seconds: number, pictureBytes: number): ReturnType<typeof seal> {
  const vault = await FileVault.create(rootDir);
  await writeArchive(vault, ARCHIVE, { seconds, pictureBytes, soundBytes: SOUND_BYTES });
  return await seal(vault, ARCHIVE, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

async function verifyWith(folder: string, keys: SealKeys, digests: readonly ('sha256' | 'sm3')[]): Promise<void> {
  const result = await verifyArchive(folderSource(folder, { alone: true }), keys.publicKeys, { digester: nodeDigester, signatureCheck: nodeSignatureCheck, digests });
  if (!result.ok) throw new Error(`the archive does not verify: ${result.reason}`);
}
