import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the worker is linked against when it is built here, by pkg-config's names. */
const LIBRARIES = ['openssl', 'libsrtp2', 'libuv', 'flatbuffers', 'absl_strings'] as const;

/** The checkout that this file belongs to. */
const CHECKOUT = join(import.meta.dirname, '..', '..');

/** mediasoup's own folder, with the worker's C++ source in it. */
export const MEDIASOUP_FOLDER = join(CHECKOUT, 'node_modules', 'mediasoup');

/** The Meson projects that stand for mediasoup's bundled libraries and forward to the system's. */
export const SUBPROJECTS_FOLDER = join(import.meta.dirname, 'subprojects');

/** A link to the worker that the setup found, checked and chose for this checkout. */
export const CHOSEN_WORKER_LINK = join(CHECKOUT, 'node_modules', '.cache', 'household-investigation', 'mediasoup-worker');

export const WORKER_NAME = 'mediasoup-worker';

/** Version of the mediasoup package that is installed. */
export async function readMediasoupVersion(): Promise<string> {
  const text = await readFile(join(MEDIASOUP_FOLDER, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The repository's web address as the package itself states it, e.g. for its releases. */
export async function readMediasoupRepository(): Promise<string> {
  const text = await readFile(join(MEDIASOUP_FOLDER, 'package.json'), 'utf8');
  const { url } = (JSON.parse(text) as { repository: { url: string } }).repository;
  return url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** Versions of the system libraries, or the reason why they can't be known. */
export async function readLibraryVersions(): Promise<Record<string, string>> {
  const { stdout } = await run('pkg-config', ['--modversion', ...LIBRARIES]);
  const versions = stdout.trim().split('\n');
  return Object.fromEntries(LIBRARIES.map((library, index) => [library, versions[index] ?? '']));
}

/**
 * A worker that was built is only right for the libraries and the forwarding files that it was built
 * with, so both are in the name of its folder.
 */
export async function keyOfBuiltWorker(libraries: Readonly<Record<string, string>>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([platform(), arch(), libraries]));
  for (const file of await listSources()) hash.update(`${file}\n`).update(await readFile(join(import.meta.dirname, file)));
  return `system-${hash.digest('hex').slice(0, 12)}`;
}

export function keyOfFetchedWorker(): string {
  return `prebuilt-${platform()}-${arch()}`;
}

async function listSources(): Promise<string[]> {
  const entries = await readdir(SUBPROJECTS_FOLDER, { recursive: true, withFileTypes: true });
  const shims = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(import.meta.dirname.length + 1));
  return [...shims, 'patchSource.ts'].sort();
}
