import { createHash, randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import { dayInChina } from '../clocks/days.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { DUPLICATE_KEY } from '../trail/durably.ts';
import type { DocumentContent, DocumentId, DocumentKind } from './contract.ts';
import { documentContentSchema } from './contract.ts';
import type { DocumentDeps } from './documentDeps.ts';
import { documentNumber, groupCode, newCode } from './documentNumber.ts';
import type { DocumentRecord } from './store.ts';

/**
 * Issues a case's document of this kind, numbered, printed and hashed into the trail. While the content is the same
 * it is the same document; a changed content becomes the next version under the same number.
 *
 * The order is file, trail, record: a crash leaves bytes or an entry to which nothing refers, never a document
 * without its hash in the trail.
 */
export async function issueDocument(deps: DocumentDeps, actor: Actor, caseId: string, kind: DocumentKind): Promise<DocumentRecord> {
  return deps.lock.run(`${caseId}/${kind}`, async () => {
    const content = documentContentSchema.parse(await deps.compose(kind, caseId));
    const contentSha256 = sha256(canonicalize(content) ?? '');
    const before = await deps.documents.newest(caseId, kind);
    if (before?.contentSha256 === contentSha256) return before;
    try {
      return await issue(deps, actor, { caseId, kind, content, contentSha256, before });
    } catch (error) {
      // Another server issued it meanwhile: if it is the same, theirs is the one.
      if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
      const theirs = await deps.documents.newest(caseId, kind);
      if (theirs?.contentSha256 !== contentSha256) throw error;
      return theirs;
    }
  });
}

interface Draft {
  readonly caseId: string;
  readonly kind: DocumentKind;
  readonly content: DocumentContent;
  readonly contentSha256: string;
  readonly before: DocumentRecord | null;
}

async function issue(deps: DocumentDeps, actor: Actor, { caseId, kind, content, contentSha256, before }: Draft): Promise<DocumentRecord> {
  const issuedAtMs = deps.now();
  const issuedOn = dayInChina(issuedAtMs);
  const settings = await deps.settings(issuedOn);
  const year = before?.year ?? Number(issuedOn.slice(0, 4));
  const sequence = before?.sequence ?? (await deps.documents.nextSequence(kind, year));
  const version = (before?.version ?? 0) + 1;
  const number = documentNumber(settings, kind, year, sequence, version);
  const code = newCode();
  const pdf = await deps.printer.print({ content, number, code: groupCode(code), checkUrl: deps.checkUrl(code), issuedOn, issuedAtMs });
  const digest = sha256(pdf);
  await deps.files.keepDurably(digest, pdf);
  const id = randomUUID() as DocumentId;
  const entry = await deps.trail.append({
    act: 'document.issued',
    actor: inTrail(actor),
    object: { kind: 'document', id },
    details: { caseId, kind, year, sequence, version, sha256: digest, contentSha256 },
  });
  const record: DocumentRecord = {
    _id: id, kind, caseId, year, sequence, version, number, title: content.title, content, contentSha256, sha256: digest, code,
    issuedOn, issuedAtMs, issuedBy: { id: actor.id, name: actor.name }, trailSeq: entry.seq,
  };
  await deps.documents.add(record);
  return record;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
