import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { readMediasoupRepository, readMediasoupVersion, WORKER_NAME } from './workerPlaces.ts';

/** A closed network often swallows packets without an answer; nobody waits for that. */
const ANSWER_TIMEOUT_MS = 8_000;

/**
 * Fetches the worker that mediasoup's authors publish for this system beside each release, under the
 * name that the package's own install script uses.
 * @param folder where it is unpacked
 * @param base address under which releases lie; by default the package's own
 * @returns the worker's path, or why there is none for this machine
 */
export async function fetchWorker(folder: string, base?: string): Promise<{ path: string } | { reason: string }> {
  const version = await readMediasoupVersion();
  const releases = base ?? `${await readMediasoupRepository()}/releases/download`;
  const kernel = platform() === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  const archive = `${releases}/${version}/${WORKER_NAME}-${version}-${platform()}-${arch()}${kernel}.tgz`;
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(new Error(`no answer in ${ANSWER_TIMEOUT_MS / 1000} s`)), ANSWER_TIMEOUT_MS);
  try {
    const response = await fetch(archive, { signal: giveUp.signal });
    clearTimeout(timer);
    if (!response.ok || response.body === null) return { reason: `the release page answered ${response.status}` };
    await mkdir(folder, { recursive: true });
    await unpack(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), folder);
    const path = join(folder, WORKER_NAME);
    await access(path);
    return { path };
  } catch (error) {
    return { reason: describe(error) };
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: Readable, folder: string): Promise<void> {
  const tar = spawn('tar', ['-xz', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(tar, 'close') as Promise<[number | null]>;
  const [[code]] = await Promise.all([ended, pipeline(archive, tar.stdin)]);
  if (code !== 0) throw new Error(`the archive could not be unpacked (tar: exit ${code})`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
