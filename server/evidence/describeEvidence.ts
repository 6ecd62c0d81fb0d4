import { inTrail } from '../people/authenticate.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Description, EvidenceView } from './contract.ts';
import type { EvidenceDeps } from './addEvidence.ts';
import type { Evidence } from './evidence.ts';
import { viewOfEvidence } from './evidence.ts';

/**
 * Says what an item shows, without pressure, after it was taken. The bytes and the claims stay as they are. The caller has
 * checked the ability and that the visit still takes evidence. Said twice the same it is said once.
 */
export async function describeEvidence(deps: EvidenceDeps, actor: Actor, item: Evidence, said: Description): Promise<EvidenceView> {
  const description = { ...item.description, ...said };
  if (JSON.stringify(description) === JSON.stringify(item.description)) return viewOfEvidence(item);
  const { type, formItemId, ...texts } = said;
  await deps.trail.append({
    act: 'evidence.described',
    actor: inTrail(actor),
    object: { kind: item.kind, id: item._id },
    visitId: item.visitId,
    details: { ...(type !== undefined && { type }), ...(formItemId !== undefined && formItemId !== '' && { formItemId }) },
    personal: Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined && text !== '')) as Record<string, string>,
  });
  const described = await deps.evidence.describe(item._id, description);
  deps.changed(item.visitId);
  return viewOfEvidence(described ?? { ...item, description });
}
