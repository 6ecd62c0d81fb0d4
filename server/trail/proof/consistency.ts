import type { Checkpoint, ConsistencyProof } from '../contract.ts';
import { hashFromBase64 } from './encoding.ts';
import { provesConsistency } from './merkle.ts';

/** Whether the newer log begins with all of the older one: nothing changed, removed or put in between. */
export function isConsistent(older: Checkpoint, newer: Checkpoint, proof: ConsistencyProof): boolean {
  return older.origin === newer.origin && proof.from === older.size && proof.to === newer.size
    && provesConsistency(
      { size: older.size, root: hashFromBase64(older.rootHash) },
      { size: newer.size, root: hashFromBase64(newer.rootHash) },
      proof.hashes.map(hashFromBase64),
    );
}
