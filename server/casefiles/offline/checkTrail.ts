import type { ArchiveSource } from '../../../recordings/contract.ts';
import type { TrailEntry, VisitProof } from '../../trail/contract.ts';
import { continues, keysOf, openCheckpoint, verifyVisitProof } from '../../trail/proof/verify.ts';
import { historyPath, trailPath } from './contract.ts';
import type { CaseIndex, CaseManifest, TrailHistory } from './contract.ts';
import { readJson } from './readFiles.ts';
import { CaseFileFinding } from './verdict.ts';
import type { CaseFault, CaseFinding } from './verdict.ts';

const FAULTS: Readonly<Record<string, CaseFault>> = {
  unsigned: 'foreignKey', changed: 'changed', notIncluded: 'notInTrail', missing: 'missing', otherText: 'changed', malformed: 'malformed',
};

export interface TrailFound {
  readonly proofs: readonly VisitProof[];
  readonly entries: number;
  readonly forgotten: number;
  /** Entries that the checkpoint covers. */
  readonly size: number;
  readonly keyId: string;
  readonly lastAtMs: number;
}

/**
 * Every visit's entries with their proofs, and that the request for this very case file is among them: what came before
 * it cannot be left out.
 * @throws CaseFileFinding
 */
export async function checkTrail(source: ArchiveSource, manifest: CaseManifest, trailKey: string): Promise<TrailFound> {
  const proofs: VisitProof[] = [];
  let [entries, forgotten, size, keyId, lastAtMs] = [0, 0, 0, '', 0];
  for (const visitId of manifest.visits) {
    const path = trailPath(visitId);
    const { value: proof } = await readJson(source, 'trail', path, (value) => value as VisitProof);
    const verdict = verifyVisitProof(proof, trailKey);
    if (!verdict.ok) {
      throw new CaseFileFinding('trail', FAULTS[verdict.fault] ?? 'malformed', verdict.seq === undefined ? path : `${path} #${verdict.seq}`, verdict.reason);
    }
    if (proof.visitId !== visitId) throw new CaseFileFinding('trail', 'malformed', path, `${path} is of another visit.`);
    proofs.push(proof);
    entries += verdict.entries;
    forgotten += verdict.forgotten;
    size = Math.max(size, verdict.checkpoint.size);
    keyId = verdict.keyId;
    lastAtMs = Math.max(lastAtMs, proof.entries.at(-1)?.entry.atMs ?? 0);
  }
  if (!findEntry(proofs, (entry) => entry.act === 'caseFile.requested' && entry.object?.id === manifest.caseFileId)) {
    throw new CaseFileFinding('trail', 'notInTrail', trailPath(manifest.visits[0] ?? ''), 'The trail does not record that this case file was asked for.');
  }
  return { proofs, entries, forgotten, size, keyId, lastAtMs };
}

export function findEntry(proofs: readonly VisitProof[], matches: (entry: TrailEntry) => boolean): TrailEntry | undefined {
  for (const { entries } of proofs) {
    const found = entries.find(({ entry }) => matches(entry));
    if (found) return found.entry;
  }
  return undefined;
}

/** Every file that the trail recorded when it was taken in, and every archive when it was sealed, is still that one. */
export function checkEvidence(
  index: CaseIndex, manifest: CaseManifest, proofs: readonly VisitProof[], archives: ReadonlyMap<string, string>,
): { findings: CaseFinding[]; compared: number } {
  const findings: CaseFinding[] = [];
  const digests = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const compare = (path: string, actual: string | undefined, entry: TrailEntry | undefined, detail?: string): void => {
    const recorded = detail === undefined ? entry?.details['sha256'] ?? entry?.details['manifestSha256'] : entry?.details[detail];
    const [fault, reason] = entry === undefined
      ? ['notInTrail', `The trail has no entry for ${path}.`] as const
      : ['otherThanRecorded', `${path} is not the file that entry ${entry.seq} of the trail recorded.`] as const;
    if (entry === undefined || recorded !== actual) findings.push({ check: 'evidence', fault, place: path, reason });
  };
  const proven = index.parts.flatMap(({ items }) => items).flatMap(({ path, provenBy }) => (provenBy ? [{ path, provenBy }] : []));
  for (const { path, provenBy } of proven) {
    const { act, objectId, visitId, detail } = provenBy;
    const isOf = (entry: TrailEntry): boolean => entry.act === act && entry.object?.id === objectId && entry.visitId === visitId;
    const actual = digests.get(path);
    const exact = detail !== undefined && findEntry(proofs, (entry) => isOf(entry) && entry.details[detail] === actual);
    compare(path, actual, exact || findEntry(proofs, isOf), detail);
  }
  for (const [visitId, sha256] of archives) {
    compare(`recordings/${visitId}/manifest.json`, sha256, findEntry(proofs, (entry) => entry.act === 'visit.sealed' && entry.visitId === visitId));
  }
  return { findings, compared: proven.length + archives.size };
}

/**
 * That the log of this file goes on from every checkpoint that was signed while it grew.
 * @returns how many
 * @throws CaseFileFinding
 */
export async function checkHistory(source: ArchiveSource, proofs: readonly VisitProof[]): Promise<number> {
  let checked = 0;
  for (const proof of proofs) {
    const path = historyPath(proof.visitId);
    const { value: { checkpoints } } = await readJson(source, 'history', path, (value) => value as TrailHistory);
    for (const [place, older] of checkpoints.entries()) {
      const at = `${path} [${place}]`;
      let holds: boolean;
      try {
        holds = continues(older.note, proof.checkpoint, older.proof, keysOf(proof));
      } catch (error) {
        throw new CaseFileFinding('history', 'malformed', at, String(error));
      }
      if (!holds) throw new CaseFileFinding('history', 'rewritten', at, 'The log does not continue a checkpoint that was signed before.');
      checked += 1;
    }
  }
  return checked;
}

/** The signed heads that this case file knows: size → root. */
export async function knownRoots(source: ArchiveSource, proofs: readonly VisitProof[]): Promise<Map<number, string>> {
  const roots = new Map<number, string>();
  for (const proof of proofs) {
    const keys = keysOf(proof);
    const { value: { checkpoints } } = await readJson(source, 'history', historyPath(proof.visitId), (value) => value as TrailHistory);
    for (const note of [proof.checkpoint, ...checkpoints.map((older) => older.note)]) {
      const { checkpoint } = openCheckpoint(note, keys);
      roots.set(checkpoint.size, checkpoint.rootHash);
    }
  }
  return roots;
}
