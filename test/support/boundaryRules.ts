import { basename } from 'node:path';
import type { Import, ImportGraph, SourceFile } from './importGraph.ts';
import { findCycles, reach } from './walkGraph.ts';

export interface BoundaryRule {
  /** The rule in the words of the README. */
  readonly text: string;
  /** One line for each place that breaks it. */
  readonly find: (graph: ImportGraph) => string[];
}

const isContract = (path: string): boolean => basename(path) === 'contract.ts';
const isStore = (path: string): boolean => basename(path) === 'store.ts';
const isProduct = (path: string): boolean => /^(server|sfu|recordings|web)\//.test(path);
const isIn = (folder: string) => (path: string): boolean => path.startsWith(`${folder}/`);
const isPackage = (...names: readonly string[]) => (to: Import): boolean => !to.ours && names.includes(to.to);
/** `people` of `server/people/signIn.ts`; nothing for a file that lies in `server` itself. */
const nounOf = (path: string): string | undefined => /^server\/([^/]+)\//.exec(path)?.[1];

/** The parts of the recordings that write. */
const WRITERS = ['recordings/Recorder.ts', 'recordings/Vault.ts', 'recordings/seal.ts'];
const VERIFIER = 'recordings/verify.ts';
const READERS = [VERIFIER, 'recordings/reader.ts'];
/** What a stranger runs to check the trail, in a page or beside an exported case. */
const TRAIL_VERIFIER = 'server/trail/proof/verify.ts';

/** What a stranger runs over a case file, in Node and in the page inside it. */
const CASE_VERIFIERS = ['server/casefiles/offline/verify.ts', 'server/casefiles/offline/page/main.ts'];

/** A rule about single imports. */
function never(
  text: string,
  from: (path: string) => boolean,
  to: (imported: Import, from: string) => boolean,
): BoundaryRule {
  return {
    text,
    find: (graph) =>
      [...graph.values()]
        .filter((file) => from(file.path))
        .flatMap((file) => file.imports.filter((imported) => to(imported, file.path)).map((imported) => `${file.path} → ${imported.to}`)),
  };
}

/** A rule about what a file may reach over any number of imports that are still there when the code runs. */
function neverReaches(text: string, from: readonly string[], to: (imported: Import) => boolean): BoundaryRule {
  return {
    text,
    find: (graph) => from.flatMap((start) => reach(graph, start, to).map((path) => path.join(' → '))),
  };
}

function offersNone(text: string, from: (path: string) => boolean, names: RegExp): BoundaryRule {
  const lines = (file: SourceFile): string[] => file.offers.filter((name) => names.test(name)).map((name) => `${file.path} offers ${name}`);
  return { text, find: (graph) => [...graph.values()].filter((file) => from(file.path)).flatMap(lines) };
}

/** Imports that must never exist. */
export const BOUNDARY_RULES: readonly BoundaryRule[] = [
  never('sfu never imports server, recordings, web', isIn('sfu'), ({ to }) => /^(server|recordings|web)\//.test(to)),
  never('sfu never imports express, socket.io, mongoose', isIn('sfu'), isPackage('express', 'socket.io', 'mongoose')),
  never('recordings never imports server, web', isIn('recordings'), ({ to }) => /^(server|web)\//.test(to)),
  never('recordings never imports express, mongoose', isIn('recordings'), isPackage('express', 'mongoose')),
  never('recordings imports of sfu only contract.ts', isIn('recordings'), ({ to }) => to.startsWith('sfu/') && !isContract(to)),
  neverReaches('recordings/verify.ts and reader.ts never reach Recorder, Vault, seal', READERS, ({ to }) => WRITERS.includes(to)),
  neverReaches('recordings/verify.ts never reaches node:* (it runs in a browser too)', [VERIFIER], ({ to }) => to.startsWith('node:')),
  never(
    'server/trail/proof imports of ours only itself and the trail’s contract.ts',
    isIn('server/trail/proof'),
    ({ to, ours }) => ours && !isIn('server/trail/proof')(to) && to !== 'server/trail/contract.ts',
  ),
  never('server/trail/proof never imports node:* (it runs in a browser too)', isIn('server/trail/proof'), ({ to }) => to.startsWith('node:')),
  never(
    'web imports of server, sfu and recordings only contract.ts files and the two verify.ts',
    isIn('web'),
    ({ to }) => /^(server|sfu|recordings)\//.test(to) && !isContract(to) && to !== VERIFIER && to !== TRAIL_VERIFIER,
  ),
  never(
    'server/casefiles/offline imports of server only itself, contract.ts files and the trail’s verifier, and nothing of web and sfu',
    isIn('server/casefiles/offline'),
    ({ to }) => /^(server|web|sfu)\//.test(to) && !isIn('server/casefiles/offline')(to) && !isContract(to) && to !== TRAIL_VERIFIER,
  ),
  neverReaches('server/casefiles/offline/verify.ts and the page never reach node:*, the recorder or the vault', CASE_VERIFIERS, ({ to }) => to.startsWith('node:') || WRITERS.includes(to)),
  never('web/rtc never imports react', isIn('web/rtc'), isPackage('react', 'react-dom')),
  never('web/kit never imports a domain folder', isIn('web/kit'), ({ to, ours }) => ours && !to.startsWith('web/kit/')),
  never(
    "one noun of server never imports another noun's store.ts",
    (path) => nounOf(path) !== undefined,
    ({ to }, from) => isStore(to) && nounOf(to) !== undefined && nounOf(to) !== nounOf(from),
  ),
  never('contract.ts imports of ours only other contracts', (path) => isProduct(path) && isContract(path), ({ to, ours }) => ours && !isContract(to)),
  offersNone('server/trail offers no update and no delete', isIn('server/trail'), /^(update|delete|remove)/i),
  never(
    'mongoose is only in store.ts files and server/store',
    (path) => isProduct(path) && !(path.startsWith('server/') && (isStore(path) || path.startsWith('server/store/'))),
    isPackage('mongoose'),
  ),
  never('multer is only in server/evidence', (path) => isProduct(path) && !isIn('server/evidence')(path), isPackage('multer')),
  never('mediasoup is only in sfu', (path) => isProduct(path) && !isIn('sfu')(path), isPackage('mediasoup')),
  never('mediasoup-client is only in web/rtc', (path) => isProduct(path) && !isIn('web/rtc')(path), isPackage('mediasoup-client')),
  {
    text: 'process.env is only in server/config.ts',
    find: (graph) =>
      [...graph.values()]
        .filter((file) => isProduct(file.path) && file.path !== 'server/config.ts' && file.readsEnvironment)
        .map((file) => `${file.path} reads the environment`),
  },
  never('nothing imports main.ts', () => true, ({ to }) => /(^|\/)main\.tsx?$/.test(to)),
  never('product never imports test', isProduct, ({ to }) => to.startsWith('test/')),
  { text: 'there is no cycle', find: (graph) => findCycles(graph).map((cycle) => cycle.join(' → ')) },
];
