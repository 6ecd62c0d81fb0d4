import { copyFile, mkdir, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { WORKER_NAME } from './workerPlaces.ts';

/** Where a worker came from; lies beside it as `about.json` for whoever wonders. */
export interface WorkerOrigin {
  readonly version: string;
  readonly source: 'built' | 'fetched';
  readonly libraries?: Readonly<Record<string, string>>;
}

/** @returns the path of the worker that was settled in `folder`, if there is one */
export async function findSettled(folder: string): Promise<string | undefined> {
  const path = join(folder, WORKER_NAME);
  return stat(path).then(
    () => path,
    () => undefined,
  );
}

/**
 * Puts a checked worker in its place in one step, so that whatever lies in such a folder can be trusted.
 * @returns the worker's new path
 */
export async function settleWorker(path: string, folder: string, origin: WorkerOrigin): Promise<string> {
  const ready = `${folder}.ready`;
  await rm(ready, { recursive: true, force: true });
  await mkdir(ready, { recursive: true });
  await copyFile(path, join(ready, WORKER_NAME));
  const about = { ...origin, checkedAt: new Date().toISOString() };
  await writeFile(join(ready, 'about.json'), `${JSON.stringify(about, null, 2)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(ready, folder);
  return join(folder, WORKER_NAME);
}

/** Makes `link` lead to `path`, in one step. */
export async function chooseWorker(path: string, link: string): Promise<void> {
  if ((await readlink(link).catch(() => undefined)) === path) return;
  await mkdir(dirname(link), { recursive: true });
  const next = `${link}.next`;
  await rm(next, { force: true });
  await symlink(path, next);
  await rename(next, link);
}
