import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The checkout that is being set up. */
export const CHECKOUT = join(import.meta.dirname, '..');

/** What outlives a checkout, in the user's own cache (XDG Base Directory Specification). */
export const CACHE_FOLDER = join(xdgCacheHome() ?? join(homedir(), '.cache'), 'household-investigation');

/** What belongs to this checkout's installed packages and goes with them. */
export const CHECKOUT_CACHE = join(CHECKOUT, 'node_modules', '.cache', 'household-investigation');

/** Node 24 as an npm package: the runtime of everything but the setup itself. */
export const RUNTIME = join(CHECKOUT, 'node_modules', '.bin', 'node');

/** "All paths must be absolute. […] a relative path [is] invalid and [to be] ignored." */
function xdgCacheHome() {
  const folder = process.env.XDG_CACHE_HOME;
  return folder !== undefined && isAbsolute(folder) ? folder : undefined;
}
