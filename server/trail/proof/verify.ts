import type { Checkpoint, ConsistencyProof, InclusionProof, TrailEntry, VisitProof } from '../contract.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { isConsistent } from './consistency.ts';
import { isDisclosureOf } from './disclosure.ts';
import { hashFromBase64 } from './encoding.ts';
import { GENESIS, hashEntry, leafOf } from './entry.ts';
import { provesInclusion } from './merkle.ts';
import type { VerifierKey } from './note.ts';
import { openNote, parseVkey } from './note.ts';
import { TrailError } from './TrailError.ts';

/**
 * What a stranger checks of the trail, without the server that wrote it: in a page, or from an exported case.
 * Nothing in this folder imports Node, the store or the writer.
 */

/** What did not hold, from the outside in. */
export const PROOF_FAULTS = [
  /** The proof is not in its form. */
  'malformed',
  /** A key, or the checkpoint, is not signed by whom it should be. */
  'unsigned',
  /** An entry is not what its hash says. */
  'changed',
  /** An entry is not in the log that the checkpoint covers. */
  'notIncluded',
  /** An entry of the visit was left out, or they are in another order. */
  'missing',
  /** A text that is shown is not the one that the entry withholds. */
  'otherText',
] as const;
export type ProofFault = (typeof PROOF_FAULTS)[number];

export type ProofVerdict =
  | {
      readonly ok: true;
      readonly checkpoint: Checkpoint;
      /** Id of the key that signed it. */
      readonly keyId: string;
      readonly entries: number;
      /** Texts that the entries withhold and that are no longer shown because they were deleted. */
      readonly forgotten: number;
    }
  | { readonly ok: false; readonly fault: ProofFault; readonly seq?: number; readonly reason: string };

/** Whether the checkpoint covers this very entry. */
export function isIncluded(entry: TrailEntry, proof: InclusionProof, checkpoint: Checkpoint): boolean {
  return proof.seq === entry.seq && proof.size === checkpoint.size && provesInclusion(leafOf(entry), {
    index: proof.seq,
    size: proof.size,
    root: hashFromBase64(checkpoint.rootHash),
    path: proof.hashes.map(hashFromBase64),
  });
}

/**
 * The checkpoint in a signed note, once its signature and the log's name have been checked.
 * @throws TrailError `trail.badNote`, `trail.badSignature`, `trail.unknownKey`, `trail.badCheckpoint`
 */
export function openCheckpoint(note: string, keys: readonly VerifierKey[]): { checkpoint: Checkpoint; signedBy: readonly VerifierKey[] } {
  const { text, signedBy } = openNote(note, keys);
  const checkpoint = parseCheckpoint(text);
  // A log's key signs only for its own log; a witness's key signs for many.
  if (!signedBy.some(({ name }) => name === checkpoint.origin)) {
    throw new TrailError('trail.unknownKey', `no key of ${checkpoint.origin} has signed its checkpoint`);
  }
  return { checkpoint, signedBy };
}

/**
 * Whether the log of the newer checkpoint begins with all of the older one's.
 * @throws TrailError when one of the notes is not signed by these keys
 */
export function continues(older: string, newer: string, proof: ConsistencyProof, keys: readonly VerifierKey[]): boolean {
  return isConsistent(openCheckpoint(older, keys).checkpoint, openCheckpoint(newer, keys).checkpoint, proof);
}

/**
 * The first key and every later one that a checkpoint of a key before it vouches for.
 * @throws TrailError when one is not vouched for
 */
export function keysOf({ firstKey, laterKeys }: Pick<VisitProof, 'firstKey' | 'laterKeys'>): VerifierKey[] {
  const keys = [parseVkey(firstKey)];
  for (const { entry, proof, checkpoint: note } of laterKeys) {
    const { checkpoint } = openCheckpoint(note, keys);
    if (entry.act !== 'trail.keyAdded' || hashEntry(entry) !== entry.hash || !isIncluded(entry, proof, checkpoint)) {
      throw new TrailError('trail.unknownKey', `the key of entry ${entry.seq} is not vouched for by an earlier one`);
    }
    keys.push(parseVkey(String(entry.details['vkey'])));
  }
  return keys;
}

/**
 * Checks everything about one visit's entries. It proves that each entry is in the log as it is shown, and that
 * none between the first and the last was left out. It does not prove that nothing came after the last: the
 * checkpoint's size and the consistency with a later one do that.
 * @param knownKey the log's first key as got from elsewhere; without it the proof stands only for itself
 */
export function verifyVisitProof(proof: VisitProof, knownKey?: string): ProofVerdict {
  try {
    return check(proof, knownKey);
  } catch (error) {
    // What is not in its form fails in many ways; none of them is a proof.
    if (!(error instanceof TrailError)) return { ok: false, fault: 'malformed', reason: String(error) };
    const unsigned = error.code === 'trail.badSignature' || error.code === 'trail.unknownKey';
    return { ok: false, fault: unsigned ? 'unsigned' : 'malformed', reason: error.message };
  }
}

function check(proof: VisitProof, knownKey: string | undefined): ProofVerdict {
  if (proof.format !== 'trail-proof/1') return { ok: false, fault: 'malformed', reason: `unknown format ${String(proof.format)}` };
  if (knownKey !== undefined && knownKey !== proof.firstKey) {
    return { ok: false, fault: 'unsigned', reason: 'the log’s first key is not the known one' };
  }
  if (proof.proofs.length !== proof.entries.length) return { ok: false, fault: 'malformed', reason: 'not as many proofs as entries' };
  const { checkpoint, signedBy } = openCheckpoint(proof.checkpoint, keysOf(proof));
  let prev = GENESIS;
  let forgotten = 0;
  for (const [i, { entry, disclosures }] of proof.entries.entries()) {
    const { seq } = entry;
    const at = (fault: ProofFault, reason: string): ProofVerdict => ({ ok: false, fault, seq, reason: `entry ${seq} ${reason}` });
    if (hashEntry(entry) !== entry.hash) return at('changed', 'is not what its hash says');
    const inclusion = proof.proofs[i];
    if (!inclusion || !isIncluded(entry, inclusion, checkpoint)) return at('notIncluded', 'is not in the log of the checkpoint');
    if (entry.visitId !== proof.visitId || entry.visitPrev !== prev) return at('missing', 'does not follow the visit’s entry before it');
    const wrong = disclosures.find((disclosure) => !isDisclosureOf(entry, disclosure));
    if (wrong) return at('otherText', `withholds another text as ${wrong.name}`);
    const shown = new Set(disclosures.map(({ name }) => name));
    forgotten += Object.keys(entry.withheld ?? {}).filter((name) => !shown.has(name)).length;
    prev = entry.hash;
  }
  const keyId = signedBy.find(({ name }) => name === checkpoint.origin)?.keyId ?? '';
  return { ok: true, checkpoint, keyId, entries: proof.entries.length, forgotten };
}
