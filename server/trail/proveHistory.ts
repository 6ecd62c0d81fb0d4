import type { ConsistencyProof, SignedCheckpoint, VisitProof } from './contract.ts';
import { parseCheckpoint } from './proof/checkpoint.ts';
import { parseNote } from './proof/note.ts';

/** A head that was signed while the log grew, and that a later one continues it. */
export interface ProvenOlder {
  readonly note: string;
  readonly proof: ConsistencyProof;
}

/** Entries that the head of a proof covers. */
export function sizeOf(note: string): number {
  return parseCheckpoint(parseNote(note).text).size;
}

/**
 * The first signed head over each of a visit's entries, each proven to be continued by the head of the visit's proof. So
 * whoever kept one of them finds it again.
 */
export async function proveHistory(
  { entries, checkpoint }: Pick<VisitProof, 'entries' | 'checkpoint'>,
  firstOf: (size: number) => Promise<SignedCheckpoint | undefined>,
  prove: (from: number, to: number) => Promise<ConsistencyProof>,
): Promise<ProvenOlder[]> {
  const size = sizeOf(checkpoint);
  const found = new Map<number, string>();
  let covered = 0;
  for (const { entry: { seq } } of entries) {
    if (seq < covered) continue;
    const first = await firstOf(seq + 1);
    if (!first) break;
    covered = first.size;
    if (first.size < size) found.set(first.size, first.note);
  }
  const history: ProvenOlder[] = [];
  for (const [from, note] of found) history.push({ note, proof: await prove(from, size) });
  return history;
}
