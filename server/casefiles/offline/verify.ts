import type { SealKey } from '../../../recordings/contract.ts';
import type { Digester } from '../../../recordings/verify.ts';
import { portableDigester } from '../../../recordings/verify.ts';
import type { ConsistencyProof } from '../../trail/contract.ts';
import { checkContainer, checkFiles, openManifest } from './checkContents.ts';
import type { KeptCheckpoint } from './checkOlder.ts';
import { checkKept, checkKeptEarlier, checkNamedEarlier } from './checkOlder.ts';
import { checkRecordings } from './checkRecordings.ts';
import { checkEvidence, checkHistory, checkTrail } from './checkTrail.ts';
import { INDEX_PATH, KEYS_PATH, SIGNATURE_PATH } from './contract.ts';
import type { CaseIndex, CaseKeys } from './contract.ts';
import type { CaseInput } from './readFiles.ts';
import { readJson } from './readFiles.ts';
import { CaseFileFinding, CHECKS } from './verdict.ts';
import type { CaseFinding, CaseReport, CheckName, CheckResult, CheckState } from './verdict.ts';

export interface CaseVerifyOptions {
  /** Trusted keys got elsewhere. Without them the file's own are taken, which proves that nothing changed, not who signed. */
  readonly sealKeys?: readonly SealKey[];
  /** The log's first key, got elsewhere. */
  readonly trailKey?: string;
  /** A file of an earlier version. */
  readonly earlier?: CaseInput;
  /** Heads of the log that a witness kept, and proofs for sizes that the file itself has none for. */
  readonly checkpoints?: readonly KeptCheckpoint[];
  readonly consistency?: readonly ConsistencyProof[];
  readonly digester?: Digester;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** Whether these files are, or once were, a case file: what a verifier of this format is for. */
export function isCaseFile(paths: readonly string[]): boolean {
  return paths.includes(SIGNATURE_PATH) || paths.includes(INDEX_PATH);
}

/**
 * Checks a case file from the outside in (CASEFILE.md §7). Reads every byte once, as a stream. Answers a report for
 * everything that can be wrong with the file; rejects only when the source itself fails.
 */
export async function verifyCaseFile({ source, zip }: CaseInput, options: CaseVerifyOptions = {}): Promise<CaseReport> {
  const digester = options.digester ?? portableDigester;
  const results = new Map<CheckName, CheckResult>();
  const notCompared: string[] = [];
  const known = { sealKeyKnown: options.sealKeys !== undefined, trailKeyKnown: options.trailKey !== undefined };
  const tell = (name: CheckName, state: CheckState, facts: CheckResult['facts'] = {}, findings: readonly CaseFinding[] = []): void => {
    results.set(name, { name, state: findings.length > 0 ? 'broken' : state, facts, findings });
  };
  const attempt = async <T>(name: CheckName, check: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof CaseFileFinding)) throw error;
      tell(name, 'broken', {}, [error.finding]);
      return undefined;
    }
  };
  const report = (rest: Partial<CaseReport> = {}): CaseReport => {
    const checks = CHECKS.map((name) => results.get(name) ?? { name, state: 'skipped' as const, facts: {}, findings: [] });
    return { verdict: checks.some(({ state }) => state === 'broken') ? 'broken' : 'proven', ...known, checks, notCompared, ...rest };
  };

  if (zip?.fault) {
    const { kind, path, offset, fileOffset = offset, reason } = zip.fault;
    const begins = fileOffset === offset ? '' : `; from ZIP @${fileOffset}`;
    const place = path === '' ? `ZIP @${offset}` : `${path} (ZIP @${offset}${begins})`;
    tell('container', 'broken', {}, [{ check: 'container', fault: kind === 'truncated' ? 'truncated' : 'changed', place, reason }]);
    return report();
  }
  const signed = await attempt('signature', () => openManifest(source, options.sealKeys, digester));
  if (!signed) return report();
  const { manifest, keyId } = signed;
  tell('signature', 'proven', { keyId });
  if (zip) {
    const finding = await checkContainer(zip, source, manifest);
    tell('container', 'proven', { files: zip.entries.length }, finding ? [finding] : []);
  } else {
    tell('container', 'absent');
  }

  const totalBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let doneBytes = 0;
  const onFile = (bytes: number): void => {
    doneBytes += bytes;
    options.onProgress?.(doneBytes, totalBytes);
  };
  const contents = await checkFiles(source, manifest, digester, onFile);
  tell('contents', 'proven', { files: manifest.files.length, bytes: totalBytes }, contents);
  const keys = await attempt('contents', async () => (await readJson(source, 'contents', KEYS_PATH, (value) => value as CaseKeys)).value);
  const index = await attempt('contents', async () => (await readJson(source, 'contents', INDEX_PATH, (value) => value as CaseIndex)).value);
  // What is not what was signed is not worth reading further.
  if (!keys || !index || contents.some(({ place }) => place === KEYS_PATH || place === INDEX_PATH)) return report({ manifest, keyId });

  const recordings = await attempt('recordings', () => checkRecordings(source, manifest, options.sealKeys ?? keys.sealKeys, digester, onFile));
  if (recordings) {
    const { archives, files, bytes, gaps, findings } = recordings;
    tell('recordings', archives === 0 ? 'absent' : 'proven', { archives, files, bytes, gaps }, findings);
  }
  const trail = await attempt('trail', () => checkTrail(source, manifest, options.trailKey ?? keys.trailFirstKey));
  if (!trail) return report({ manifest, index, keyId });
  const { proofs, entries, size, forgotten, keyId: trailKeyId, lastAtMs } = trail;
  tell('trail', 'proven', { entries, size, forgotten, keyId: trailKeyId, lastAtMs });
  const evidence = checkEvidence(index, manifest, proofs, recordings?.manifests ?? new Map());
  tell('evidence', evidence.compared === 0 ? 'absent' : 'proven', { compared: evidence.compared }, evidence.findings);
  const history = await attempt('history', () => checkHistory(source, proofs));
  if (history !== undefined) tell('history', 'proven', { checkpoints: history });

  const earlier = await attempt('earlier', async () => {
    await checkNamedEarlier(source, manifest, proofs);
    return options.earlier ? await checkKeptEarlier(options.earlier.source, proofs, digester) : undefined;
  });
  if (!results.has('earlier')) {
    const facts = { ...(manifest.earlier && { version: manifest.earlier.version }), ...(earlier && { compared: earlier.version }) };
    tell('earlier', manifest.earlier || earlier ? 'proven' : 'absent', facts);
  }
  if (results.get('history')?.state === 'proven') {
    const kept = await checkKept(source, proofs, options.checkpoints ?? [], options.consistency ?? []);
    notCompared.push(...kept.notCompared);
    const state = kept.compared > 0 ? 'proven' : kept.notCompared.length > 0 ? 'notCompared' : 'absent';
    tell('checkpoints', state, { compared: kept.compared }, kept.findings);
  }
  return report({ manifest, index, keyId });
}
