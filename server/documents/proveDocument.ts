import { UserError } from '../errors.ts';
import type { DocumentProof } from './contract.ts';
import type { DocumentDeps } from './documentDeps.ts';

/**
 * What anybody may know who holds the paper. Whether the trail holds the hash is looked up in the trail itself, not
 * in the document's own record.
 * @throws UserError `document.unknown`
 */
export async function proveDocument(deps: Pick<DocumentDeps, 'documents' | 'trail'>, code: string): Promise<DocumentProof> {
  const record = await deps.documents.byCode(code);
  if (!record) throw new UserError('document.unknown');
  const { kind, number, issuedOn, sha256, trailSeq } = record;
  const { entries } = await deps.trail.page({ before: trailSeq + 1, limit: 1 });
  const entry = entries[0]?.entry;
  const inTrail = entry?.seq === trailSeq && entry.act === 'document.issued' && entry.object?.id === record._id && entry.details['sha256'] === sha256;
  return { kind, number, issuedOn, sha256, inTrail };
}
