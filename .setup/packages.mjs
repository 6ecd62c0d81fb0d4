import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { platform } from 'node:os';
import { delimiter, join } from 'node:path';
import { mustRun, run, say } from './run.mjs';

const CHINESE_FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';

/** What a purpose needs of the system, by the name of Debian's package and how to see that it is there. */
const BROWSER = [
  { name: 'chromium', present: () => process.env.CHROMIUM_BIN !== undefined || hasCommand('chromium') },
  { name: 'ffmpeg', present: () => hasCommand('ffmpeg') && hasCommand('ffprobe') },
  { name: 'espeak-ng', present: () => hasCommand('espeak-ng') },
  { name: 'fonts-noto-cjk', present: () => platform() !== 'linux' || existsSync(CHINESE_FONT) },
];
const BUILD = [
  { name: 'meson', present: () => hasCommand('meson') },
  { name: 'ninja-build', present: () => hasCommand('ninja') },
  { name: 'g++', present: () => hasCommand('g++') },
  { name: 'pkg-config', present: () => hasCommand('pkg-config') },
  { name: 'libuv1-dev', present: () => hasLibrary('libuv') },
  { name: 'libssl-dev', present: () => hasLibrary('openssl') },
  { name: 'libsrtp2-dev', present: () => hasLibrary('libsrtp2') },
  { name: 'libabsl-dev', present: () => hasLibrary('absl_strings') },
  { name: 'libflatbuffers-dev', present: () => hasLibrary('flatbuffers') },
  { name: 'flatbuffers-compiler', present: () => hasCommand('flatc') },
];
/** Speech recognition, by which the far-field bench judges what can still be understood. */
const RECOGNISER = [
  { name: 'pocketsphinx', present: () => hasCommand('pocketsphinx_batch') },
  { name: 'pocketsphinx-en-us', present: () => platform() !== 'linux' || existsSync('/usr/share/pocketsphinx/model/en-us') },
];
const NEEDED = { start: [], test: BROWSER, bench: [...BROWSER, ...RECOGNISER], phone: BROWSER };

/** The packages are missing and only the user can install them. The message is the one command to run. */
export class MissingPackagesError extends Error {}

/**
 * Installs the system's packages that `purpose` needs.
 * @param {'start' | 'test' | 'bench' | 'phone'} purpose
 * @param {boolean} workerIsThere without it, the build's packages are named in the same breath, so that
 * a closed network does not ask twice
 * @param {boolean} [isRoot] whether packages can be installed from here
 */
export async function providePackages(purpose, workerIsThere, isRoot = process.getuid?.() === 0) {
  const missing = NEEDED[purpose].filter((item) => !item.present());
  if (missing.length === 0) return;
  const later = workerIsThere ? [] : BUILD.filter((item) => !item.present());
  await install(missing, later, isRoot);
}

/** Installs what the media worker's build needs. */
export async function provideBuildPackages() {
  const missing = BUILD.filter((item) => !item.present());
  if (missing.length > 0) await install(missing, [], process.getuid?.() === 0);
}

async function install(missing, later, isRoot) {
  const names = missing.map((item) => item.name);
  if (!hasCommand('apt-get')) {
    throw new MissingPackagesError(`These are missing; install them with this system's package manager (Debian's names): ${names.join(' ')}`);
  }
  if (!isRoot) {
    const all = [...names, ...later.map((item) => item.name)];
    throw new MissingPackagesError(`Debian packages are missing. Run this once, then the same command again:\n\n  sudo apt-get update && sudo apt-get install -y ${all.join(' ')}\n`);
  }
  say(`installing Debian packages: ${names.join(' ')}`);
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '-q', '--no-install-recommends', ...names];
  // An earlier installation may have been interrupted, and on a fresh machine the lists are missing.
  await run('dpkg', ['--configure', '-a'], environment);
  if ((await run('apt-get', args, environment)) === 0) return;
  say('refreshing the list of Debian packages');
  await mustRun('apt-get', ['update', '-q'], environment);
  await mustRun('apt-get', args, environment);
}

function hasCommand(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function hasLibrary(name) {
  return spawnSync('pkg-config', ['--exists', name]).status === 0;
}
