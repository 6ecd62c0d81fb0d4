import { sha256Hex } from '../../recordings/nodeDigester.ts';
import type { Log } from '../../sfu/contract.ts';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Certificate } from './contract.ts';
import type { Destruction } from './retention.ts';
import type { RetentionStore } from './store.ts';

/** What of a visit can be destroyed, behind narrow functions of those who keep it. */
export interface DestroyDeps {
  readonly store: RetentionStore;
  readonly trail: Pick<Trail, 'append' | 'checkpoint' | 'ofVisit'>;
  /** Removes an archive's media and leaves its proofs; safe to repeat. */
  readonly destroyArchive: (visitId: VisitId) => Promise<Pick<Certificate, 'manifestSha256' | 'files' | 'bytes'>>;
  /** Removes the originals and everything made from them; answers the SHA-256 of each; safe to repeat. */
  readonly destroyEvidence: (visitId: VisitId) => Promise<readonly string[]>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Carries out a destruction that two persons have asked for. May be broken off anywhere and begun again: every step finds
 * what is left to do, and the certificate is written once.
 */
export async function destroyMedia(deps: DestroyDeps, destruction: Destruction): Promise<Destruction> {
  const { visitId, _id } = destruction;
  const archive = await deps.destroyArchive(visitId);
  const digests = await deps.destroyEvidence(visitId);
  const certificate: Certificate = { ...archive, evidence: digests.length, evidenceSha256: sha256Hex(Buffer.from(digests.toSorted().join('\n'))) };
  const written = (await deps.trail.ofVisit(visitId)).some(({ act, object }) => act === 'retention.destroyed' && object?.id === _id);
  if (!written) {
    await deps.trail.append({ act: 'retention.destroyed', object: { kind: 'destruction', id: _id }, visitId, details: { ...certificate } });
    await deps.trail.checkpoint().catch((error: unknown) => deps.log.error({ err: error, visitId }, 'a certificate is not yet under a checkpoint'));
  }
  return (await deps.store.transition(_id, 'confirmed', { state: 'destroyed', destroyedAtMs: deps.now(), certificate })) ?? destruction;
}

/** After a start of the server: what was confirmed and not finished. */
export async function resumeDestructions(deps: DestroyDeps): Promise<void> {
  for (const destruction of await deps.store.inState('confirmed')) {
    await destroyMedia(deps, destruction).catch((error: unknown) => {
      deps.log.error({ err: error, visitId: destruction.visitId }, 'a destruction could not be finished');
    });
  }
}
