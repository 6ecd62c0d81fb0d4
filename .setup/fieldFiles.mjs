import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an investigator's pages begin with, as modules below `web/`. */
const FIELD_PAGES = ['capture/EvidenceQueues.tsx', 'capture/VisitsPage.tsx', 'capture/SyncPage.tsx', 'capture/VisitPage.tsx', 'casework/DeadlineStrip.tsx'];
/** Pages of the field that no visit waits for. */
const LATER_PAGES = ['capture/check/CheckPage.tsx'];
/** Loaded from a worker or as bytes, which the build's manifest does not follow. */
const SOUND_FILES = /^(captureWorklet|budgetWorker|worklet|rnnoise|gtcrn).*\.(js|wasm)$/u;

/**
 * The files of a built page that a phone of the field needs: what its pages import, and what those load later. Other
 * roles' pages are not among them.
 * @param {string} dir the built page
 * @param {{ later?: boolean }} options `later: false` leaves out what is loaded only on demand
 * @returns {Set<string>} paths below `dir`
 */
export function fieldFiles(dir, { later = true } = {}) {
  const manifest = JSON.parse(readFileSync(join(dir, '.vite', 'manifest.json'), 'utf8'));
  const files = new Set();
  const seen = new Set();
  const follow = (key, dynamic) => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const one of chunk.imports ?? []) follow(one, dynamic);
    if (dynamic) for (const one of chunk.dynamicImports ?? []) follow(one, dynamic);
  };
  // The entry's dynamic imports are every role's pages.
  follow('index.html', false);
  for (const page of [...FIELD_PAGES, ...(later ? LATER_PAGES : [])]) follow(page, later);
  if (later) for (const name of readdirSync(join(dir, 'assets'))) if (SOUND_FILES.test(name)) files.add(`assets/${name}`);
  return files;
}
