import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { patchSource } from './patchSource.ts';
import { MEDIASOUP_FOLDER, SUBPROJECTS_FOLDER, WORKER_NAME } from './workerPlaces.ts';

/** Lines of a failing tool that are shown with the error. */
const SHOWN_LINES = 30;

/**
 * Builds the worker from mediasoup's own source against the system's libraries, with Meson and ninja.
 * Interrupted, the next call with the same folder goes on where this one stopped.
 * @param buildFolder only for this build; the caller deletes it once the worker is in its place
 * @param onProgress steps done and steps in all, as ninja counts them
 * @returns the worker's path inside `buildFolder`
 * @throws Error with the last lines of the tool that failed
 */
export async function buildWorker(
  buildFolder: string,
  onProgress: (done: number, total: number) => void,
): Promise<string> {
  const source = join(buildFolder, 'source');
  const ninja = join(buildFolder, 'ninja');
  await mkdir(buildFolder, { recursive: true });
  if (!(await exists(source))) await copySource(source);
  if (!(await exists(join(ninja, 'build.ninja')))) {
    await rm(ninja, { recursive: true, force: true });
    await runTool('meson', ['setup', '--buildtype', 'release', '-Db_ndebug=true', ninja, source]);
  }
  await runTool('ninja', ['-C', ninja, WORKER_NAME], (line) => {
    const step = /^\[(\d+)\/(\d+)\]/.exec(line);
    if (step !== null) onProgress(Number(step[1]), Number(step[2]));
  });
  return join(ninja, WORKER_NAME);
}

/** A folder with this name is complete: it is copied and patched under another name first. */
async function copySource(source: string): Promise<void> {
  const partial = `${source}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(join(MEDIASOUP_FOLDER, 'worker'), partial, { recursive: true });
  await rm(join(partial, 'subprojects'), { recursive: true });
  await cp(SUBPROJECTS_FOLDER, join(partial, 'subprojects'), { recursive: true });
  await patchSource(partial);
  await rename(partial, source);
}

async function runTool(command: string, args: readonly string[], onLine?: (line: string) => void): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const last: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      onLine?.(line);
      last.push(line);
      if (last.length > SHOWN_LINES) last.shift();
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${signal ?? `exit ${code}`}:\n${last.join('\n')}`));
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
