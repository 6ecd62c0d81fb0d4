import type { InclusionProof, KeyProof, TrailKey, VisitProof } from './contract.ts';
import { TrailError } from './proof/TrailError.ts';
import type { TrailStores } from './stores.ts';
import type { Trail } from './Trail.ts';

type Prover = Pick<Trail, 'ofVisit' | 'checkpoint' | 'inclusion' | 'keys' | 'disclose'>;

/** All that a stranger needs to check this visit's entries, under a checkpoint that covers them. */
export async function proveVisit(trail: Prover, stores: TrailStores, visitId: string): Promise<VisitProof> {
  const entries = await trail.ofVisit(visitId);
  const { size, note } = await trail.checkpoint();
  const proofs: InclusionProof[] = [];
  for (const { seq } of entries) proofs.push(await trail.inclusion(seq, size));
  const [first, ...later] = (await trail.keys()).filter(({ addedSeq }) => addedSeq < size);
  if (!first) throw new TrailError('trail.keyMissing', 'the log names no key');
  return {
    format: 'trail-proof/1',
    visitId,
    entries: await trail.disclose(entries),
    proofs,
    checkpoint: note,
    firstKey: first.vkey,
    laterKeys: await Promise.all(later.map((key) => proveKey(trail, stores, key))),
  };
}

/** The first checkpoint that covers a key's entry is signed by a key before it: only later does the new one take over. */
async function proveKey(trail: Prover, { entries, checkpoints }: TrailStores, { addedSeq }: TrailKey): Promise<KeyProof> {
  const [entry, checkpoint] = await Promise.all([entries.entry(addedSeq), checkpoints.firstOf(addedSeq + 1)]);
  if (!entry || !checkpoint) throw new TrailError('trail.outOfRange', `no checkpoint covers entry ${addedSeq}`);
  return { entry, proof: await trail.inclusion(addedSeq, checkpoint.size), checkpoint: checkpoint.note };
}
