import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, CHECKOUT_CACHE } from './places.mjs';
import { mustRun, say } from './run.mjs';

const BUILT = join(CHECKOUT, 'web', 'dist');
const NEXT = join(CHECKOUT_CACHE, 'page.next');
const MARK = 'built-from.txt';

/** The page is made from `web` and from the contracts and the verifier that it shares with the server. */
const SOURCE_FOLDERS = ['web', 'server', 'sfu', 'recordings'];
const SOURCE_FILES = ['package-lock.json', 'tsconfig.json', 'vite.config.ts', join('.setup', 'fieldFiles.mjs')];

/** Builds the page when its sources changed. The old page stays until the new one is complete. */
export async function providePage() {
  const sources = hashSources();
  if (existsSync(join(BUILT, MARK)) && readFileSync(join(BUILT, MARK), 'utf8') === sources) return;
  say('building the page');
  rmSync(NEXT, { recursive: true, force: true });
  mkdirSync(CHECKOUT_CACHE, { recursive: true });
  await mustRun('node_modules/.bin/vite', ['build', '--logLevel', 'error', '--outDir', NEXT, '--emptyOutDir']);
  writeFileSync(join(NEXT, MARK), sources);
  rmSync(BUILT, { recursive: true, force: true });
  renameSync(NEXT, BUILT);
}

function hashSources() {
  const hash = createHash('sha256');
  const files = [...SOURCE_FILES, ...SOURCE_FOLDERS.flatMap((folder) => listFiles(folder))];
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(CHECKOUT, file)));
  return hash.digest('hex');
}

function listFiles(folder) {
  return readdirSync(join(CHECKOUT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === join('web', 'dist') ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
