import { readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildWorker } from './buildWorker.ts';
import { fetchWorker } from './fetchWorker.ts';
import { chooseWorker, findSettled, settleWorker } from './settleWorker.ts';
import {
  CHOSEN_WORKER_LINK,
  keyOfBuiltWorker,
  keyOfFetchedWorker,
  readLibraryVersions,
  readMediasoupVersion,
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
  /** Link that will lead to the worker; by default this checkout's own, which `locateWorker` follows. */
  readonly link?: string;
  /** What the worker would be linked against; by default what pkg-config says. */
  readonly readLibraries?: () => Promise<Record<string, string>>;
  /** One line for the person who waits. */
  readonly say: (line: string) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Finds a worker for the installed mediasoup, or fetches one, or builds one, and makes it this
 * checkout's own. A folder in the cache gets its final name only after `checkWorker`. One process at a
 * time; the setup holds a lock.
 * @returns the worker's path
 * @throws MissingLibrariesError, or an Error that says what failed
 */
export async function provideWorker(options: ProvideWorkerOptions): Promise<string> {
  const link = options.link ?? CHOSEN_WORKER_LINK;
  const path = options.workerBin === undefined ? await findOrMake(options) : await adopt(options.workerBin, link, options.say);
  await chooseWorker(path, link);
  return path;
}

async function adopt(workerBin: string, link: string, say: (line: string) => void): Promise<string> {
  if ((await readlink(link).catch(() => undefined)) === workerBin) return workerBin;
  say(`checking the chosen media worker ${workerBin} with a DTLS handshake`);
  await check(workerBin);
  return workerBin;
}

async function findOrMake(options: ProvideWorkerOptions): Promise<string> {
  const version = await readMediasoupVersion();
  const libraries = await (options.readLibraries ?? readLibraryVersions)().catch(() => undefined);
  const folderOf = (key: string): string => join(options.cacheFolder, 'mediasoup-worker', `${version}-${key}`);
  const fetchedFolder = folderOf(keyOfFetchedWorker());
  const builtFolder = libraries && folderOf(await keyOfBuiltWorker(libraries));
  const found = (await findSettled(fetchedFolder)) ?? (builtFolder && (await findSettled(builtFolder)));
  if (found !== undefined) return found;

  const fetched = await fetchAndCheck(fetchedFolder, version, options);
  if ('path' in fetched) return fetched.path;
  if (libraries === undefined || builtFolder === undefined) {
    throw new MissingLibrariesError(`no prebuilt media worker (${fetched.reason}), and the packages to build it are missing`);
  }
  options.say(`no prebuilt media worker (${fetched.reason})`);
  options.say('building it from source, once; this takes 4 to 10 minutes, and interrupted it goes on where it was');
  const building = `${builtFolder}.building`;
  const path = await buildWorker(building, options.onProgress);
  options.say('checking the new media worker with a DTLS handshake');
  await check(path);
  const settled = await settleWorker(path, builtFolder, { version, source: 'built', libraries });
  await rm(building, { recursive: true, force: true });
  return settled;
}

async function fetchAndCheck(
  folder: string,
  version: string,
  { prebuiltBase, say }: ProvideWorkerOptions,
): Promise<{ path: string } | { reason: string }> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    say(`fetching the media worker of mediasoup ${version}`);
    const fetched = await fetchWorker(partial, prebuiltBase);
    if ('reason' in fetched) return fetched;
    say('checking the fetched media worker with a DTLS handshake');
    await check(fetched.path);
    return { path: await settleWorker(fetched.path, folder, { version, source: 'fetched' }) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** mediasoup itself is only loaded when there is something to check: finding a worker has to be quick. */
async function check(path: string): Promise<void> {
  const { checkWorker } = await import('./checkWorker.ts');
  await checkWorker(path);
}
