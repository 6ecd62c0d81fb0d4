import type { ConsistencyProof, SignedCheckpoint } from '../contract.ts';

/** Gives the proof that the log of this size begins with the log of that smaller one. */
export type ProveConsistency = (from: number, to: number) => Promise<ConsistencyProof>;

/**
 * Somebody outside who remembers checkpoints, so that the operator alone can't rewrite what is past.
 * `accept` is called with growing sizes, never twice at once.
 */
export interface Witness {
  /** For logs, and for the record of what it signed. */
  readonly name: string;
  /**
   * @returns the witness's signature lines, each with its newline; empty when it does not sign
   * @throws TrailError `trail.rewritten` when it remembers another history, `trail.witnessRefused` otherwise
   */
  accept(checkpoint: SignedCheckpoint, prove: ProveConsistency): Promise<string>;
}
