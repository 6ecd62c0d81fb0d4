import { copyFile, mkdir, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildWorker } from './buildWorker.ts';
import { fetchWorker } from './fetchWorker.ts';
import {
  CHOSEN_WORKER_LINK,
  keyOfBuiltWorker,
  keyOfFetchedWorker,
  readLibraryVersions,
  readMediasoupVersion,
  WORKER_NAME,
} from './workerPlaces.ts';

/** The worker has to be built here, and the libraries for that are not installed. */
export class MissingLibrariesError extends Error {}

export interface ProvideWorkerOptions {
  /** Folder of this user's cache; workers lie under `mediasoup-worker/<version>-<key>/`. */
  readonly cacheFolder: string;
  /** A worker that the operator chose; it is checked and used as it is. */
  readonly workerBin?: string;
  /** Where prebuilt workers lie, if not beside the package's releases. */
  readonly prebuiltBase?: string;
  /** One line for the person who waits. */
  readonly say: (line: string) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Finds a worker for the installed mediasoup, or fetches one, or builds one, and makes it this
 * checkout's own. A folder in the cache gets its final name only after `checkWorker`, so what is there
 * can be trusted. One process at a time; the setup holds a lock.
 * @returns the worker's path
 * @throws MissingLibrariesError, or an Error that says what failed
 */
export async function provideWorker(options: ProvideWorkerOptions): Promise<string> {
  const path = options.workerBin === undefined ? await findOrMake(options) : await adopt(options.workerBin, options);
  await choose(path);
  return path;
}

async function adopt(workerBin: string, { say }: ProvideWorkerOptions): Promise<string> {
  if ((await readlink(CHOSEN_WORKER_LINK).catch(() => undefined)) === workerBin) return workerBin;
  say(`Checking the chosen media worker ${workerBin} with a DTLS handshake.`);
  await checkWorker(workerBin);
  return workerBin;
}

async function findOrMake(options: ProvideWorkerOptions): Promise<string> {
  const { cacheFolder, say } = options;
  const version = await readMediasoupVersion();
  const libraries = await readLibraryVersions().catch(() => undefined);
  const folderOf = (key: string): string => join(cacheFolder, 'mediasoup-worker', `${version}-${key}`);
  const fetched = folderOf(keyOfFetchedWorker());
  const built = libraries && folderOf(await keyOfBuiltWorker(libraries));
  for (const folder of [fetched, built]) {
    if (folder !== undefined && (await exists(join(folder, WORKER_NAME)))) return join(folder, WORKER_NAME);
  }
  say(`Fetching the media worker of mediasoup ${version}.`);
  const reason = await tryFetched(fetched, options);
  if (reason === undefined) return join(fetched, WORKER_NAME);
  if (built === undefined) {
    throw new MissingLibrariesError(`No prebuilt media worker (${reason}), and the packages to build it are missing.`);
  }
  say(`No prebuilt media worker (${reason}).`);
  say('Building it from source once; this takes 4 to 10 minutes and can be interrupted and resumed.');
  const building = `${built}.building`;
  const path = await buildWorker(building, options.onProgress);
  say('Checking the new media worker with a DTLS handshake.');
  await checkWorker(path);
  await settle(path, built, { version, source: 'built', libraries });
  await rm(building, { recursive: true, force: true });
  return join(built, WORKER_NAME);
}

/** mediasoup itself is only loaded when there is something to check: finding a worker has to be quick. */
async function checkWorker(path: string): Promise<void> {
  const check = await import('./checkWorker.ts');
  await check.checkWorker(path);
}

/** @returns why the fetched worker is not used, or nothing when it is in its place */
async function tryFetched(folder: string, options: ProvideWorkerOptions): Promise<string | undefined> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    const result = await fetchWorker(partial, options.prebuiltBase);
    if ('reason' in result) return result.reason;
    options.say('Checking the fetched media worker with a DTLS handshake.');
    await checkWorker(result.path);
    await settle(result.path, folder, { version: await readMediasoupVersion(), source: 'fetched' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Puts a checked worker in its place in one step. */
async function settle(path: string, folder: string, about: Readonly<Record<string, unknown>>): Promise<void> {
  const ready = `${folder}.ready`;
  await rm(ready, { recursive: true, force: true });
  await mkdir(ready, { recursive: true });
  await copyFile(path, join(ready, WORKER_NAME));
  await writeFile(join(ready, 'about.json'), `${JSON.stringify({ ...about, checkedAt: new Date().toISOString() }, null, 2)}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(ready, folder);
}

async function choose(path: string): Promise<void> {
  if ((await readlink(CHOSEN_WORKER_LINK).catch(() => undefined)) === path) return;
  await mkdir(dirname(CHOSEN_WORKER_LINK), { recursive: true });
  const next = `${CHOSEN_WORKER_LINK}.next`;
  await rm(next, { force: true });
  await symlink(path, next);
  await rename(next, CHOSEN_WORKER_LINK);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
