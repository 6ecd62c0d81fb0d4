import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CHECKOUT, RUNTIME } from './places.mjs';
import { mustRun, run, say } from './run.mjs';

/** npm writes this as the last step of an installation, so an interrupted one is seen to be incomplete. */
const INSTALLED = join(CHECKOUT, 'node_modules', '.package-lock.json');
const WANTED = join(CHECKOUT, 'package-lock.json');

/** Installs the npm packages of package-lock.json, if they are not already exactly there. */
export async function provideModules() {
  if (isInstalled()) return;
  say('installing npm packages (about a minute)');
  const arguments_ = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const environment = {
    PATH: pathWithoutModules(),
    // With any value, mediasoup's install script leaves the worker alone; the setup provides it itself.
    MEDIASOUP_WORKER_BIN: 'provided-by-the-setup',
  };
  if ((await run('npm', arguments_, environment)) !== 0) {
    // What npm remembers of the registry can be older than a package of the lock (seen: ETARGET); asking anew cures it.
    say('npm did not succeed; once more, asking the registry for everything anew');
    await mustRun('npm', [...arguments_, '--prefer-online'], environment);
  }
  if (!isInstalled()) throw new Error('npm ci ended well, but node_modules is not what package-lock.json says');
}

function isInstalled() {
  if (!existsSync(INSTALLED) || !existsSync(RUNTIME)) return false;
  const installed = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(WANTED, 'utf8')).packages;
  // Packages for other systems are in the lock and not on the disk.
  const complete = Object.entries(wanted).every(([path, wantedPackage]) =>
    path === '' || (path in installed ? isSame(installed[path], wantedPackage) : wantedPackage.optional === true),
  );
  return complete && Object.keys(installed).every((path) => path in wanted);
}

function isSame(one, other) {
  return one.version === other.version && one.integrity === other.integrity;
}

/** npm would otherwise run on the very Node that it is about to delete and install again. */
function pathWithoutModules() {
  const own = join(CHECKOUT, 'node_modules');
  return (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(own)).join(delimiter);
}
