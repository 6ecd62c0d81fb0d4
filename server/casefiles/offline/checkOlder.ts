import type { ArchiveSource } from '../../../recordings/contract.ts';
import type { Digester } from '../../../recordings/verify.ts';
import type { ConsistencyProof, VisitProof } from '../../trail/contract.ts';
import { continues, keysOf, openCheckpoint } from '../../trail/proof/verify.ts';
import { openManifest } from './checkContents.ts';
import { findEntry, knownRoots } from './checkTrail.ts';
import { EARLIER_PATH, trailPath } from './contract.ts';
import type { CaseManifest, EarlierProof } from './contract.ts';
import { readJson } from './readFiles.ts';
import { CaseFileFinding } from './verdict.ts';
import type { CaseFinding } from './verdict.ts';

/** An older signed head of the log, kept by somebody else than the operator. */
export interface KeptCheckpoint {
  readonly name: string;
  readonly note: string;
}

/**
 * That this version goes on from the one that it names as earlier: the log continues the earlier checkpoint, and records
 * the earlier file's own digest.
 * @throws CaseFileFinding
 */
export async function checkNamedEarlier(source: ArchiveSource, { earlier }: CaseManifest, proofs: readonly VisitProof[]): Promise<void> {
  if (earlier === undefined) return;
  const { value: { visitId, proof } } = await readJson(source, 'earlier', EARLIER_PATH, (value) => value as EarlierProof);
  const now = proofs.find((one) => one.visitId === visitId);
  let holds: boolean;
  try {
    holds = now !== undefined && continues(earlier.checkpoint, now.checkpoint, proof, keysOf(now));
  } catch (error) {
    throw new CaseFileFinding('earlier', 'rewritten', EARLIER_PATH, `The earlier version's checkpoint is not one of this log: ${String(error)}`);
  }
  if (!holds) throw new CaseFileFinding('earlier', 'rewritten', EARLIER_PATH, 'The log does not continue that of the earlier version.');
  checkExported(proofs, earlier.caseFileId, earlier.manifestSha256);
}

/**
 * That this version goes on from an earlier file that somebody kept: every entry of the earlier one is still there.
 * @throws CaseFileFinding
 */
export async function checkKeptEarlier(earlier: ArchiveSource, proofs: readonly VisitProof[], digester: Digester): Promise<CaseManifest> {
  const { manifest, manifestSha256 } = await openManifest(earlier, undefined, digester);
  for (const visitId of manifest.visits) {
    const path = trailPath(visitId);
    const { value: old } = await readJson(earlier, 'earlier', path, (value) => value as VisitProof);
    const now = proofs.find((one) => one.visitId === visitId);
    if (now?.firstKey !== old.firstKey) throw new CaseFileFinding('earlier', 'rewritten', path, 'The earlier file has another log, or a visit that this one leaves out.');
    for (const [i, { entry }] of old.entries.entries()) {
      if (now.entries[i]?.entry.hash === entry.hash) continue;
      throw new CaseFileFinding('earlier', 'rewritten', `${path} #${entry.seq}`, `Entry ${entry.seq} of the earlier file is not the same in this one.`);
    }
  }
  checkExported(proofs, manifest.caseFileId, manifestSha256);
  return manifest;
}

function checkExported(proofs: readonly VisitProof[], caseFileId: string, manifestSha256: string): void {
  const exported = findEntry(proofs, (entry) => entry.act === 'caseFile.exported' && entry.object?.id === caseFileId);
  if (exported?.details['manifestSha256'] !== manifestSha256) {
    throw new CaseFileFinding('earlier', 'rewritten', EARLIER_PATH, `The trail does not record the earlier version ${caseFileId} with this content.`);
  }
}

/** Holds heads that others kept against this log. */
export async function checkKept(
  source: ArchiveSource, proofs: readonly VisitProof[], kept: readonly KeptCheckpoint[], consistency: readonly ConsistencyProof[],
): Promise<{ findings: CaseFinding[]; compared: number; notCompared: string[] }> {
  const findings: CaseFinding[] = [];
  const notCompared: string[] = [];
  const [proof] = proofs;
  if (!proof || kept.length === 0) return { findings, compared: 0, notCompared };
  const keys = keysOf(proof);
  const roots = await knownRoots(source, proofs);
  let compared = 0;
  const find = (name: string, reason: string): void => { findings.push({ check: 'checkpoints', fault: 'rewritten', place: name, reason }); };
  for (const { name, note } of kept) {
    try {
      const { checkpoint } = openCheckpoint(note, keys);
      const root = roots.get(checkpoint.size);
      const given = consistency.find(({ from }) => from === checkpoint.size);
      if (root === undefined && given === undefined) {
        notCompared.push(`${name} (${checkpoint.size})`);
        continue;
      }
      compared += 1;
      const holds = root === undefined ? given !== undefined && continues(note, proof.checkpoint, given, keys) : root === checkpoint.rootHash;
      if (!holds) find(name, `A checkpoint over ${checkpoint.size} entries that was kept elsewhere contradicts the log of this file.`);
    } catch (error) {
      find(name, `A checkpoint that was kept elsewhere is not one of this log: ${String(error)}`);
    }
  }
  return { findings, compared, notCompared };
}
