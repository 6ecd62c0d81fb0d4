import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Answer, FormLine, FormMember, VisitForm } from './contract.ts';
import { FORM_DEFINITION } from './definition/contract.ts';

/** A revision as it is kept; its id is the one its device gave it. Evidence is looked up when it is shown. */
export interface AnswerRecord extends Omit<Answer, 'evidenceIds'> {
  readonly _id: string;
  readonly visitId: string;
}

export interface FormParts {
  readonly visitId: string;
  /** By line and revision, as the store has them. */
  readonly answers: readonly AnswerRecord[];
  readonly registered: readonly FormMember[];
  /** Photos by the line they prove. */
  readonly evidence: ReadonlyMap<string, readonly string[]>;
  readonly signedDigest?: string;
}

/** The form as it stands. */
export function assembleForm({ visitId, answers, registered, evidence, signedDigest }: FormParts): VisitForm {
  const byLine = new Map<string, Answer[]>();
  for (const { _id: _, visitId: __, ...answer } of answers) {
    byLine.set(answer.itemId, [...(byLine.get(answer.itemId) ?? []), { ...answer, evidenceIds: evidence.get(answer.itemId) ?? [] }]);
  }
  const lines: Record<string, FormLine> = {};
  for (const [itemId, revisions] of byLine) {
    const newest = revisions.at(-1);
    if (newest) lines[itemId] = { ...newest, against: revisions.filter((one) => standsAgainst(newest, one)) };
  }
  return { visitId, definition: FORM_DEFINITION, lines, registered, ...(signedDigest !== undefined && { signedDigest }) };
}

/** Written by another device after what the newest one had seen, and different: nobody has compared the two yet. */
function standsAgainst(newest: Answer, other: Answer): boolean {
  return other.revision < newest.revision && other.revision > newest.basedOn && other.deviceId !== newest.deviceId && !isSameValue(other.value, newest.value);
}

export function isSameValue(a: Answer['value'], b: Answer['value']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The canonical JSON (RFC 8785) of the form: its definition and, by id, each line's value, revision, source and reason. */
export function canonicalForm({ visitId, definition, lines }: VisitForm): string {
  const shown = Object.values(lines)
    .sort((a, b) => (a.itemId < b.itemId ? -1 : 1))
    .map(({ itemId, value, revision, source, reason }) => ({ itemId, value, revision, source, ...(reason !== undefined && { reason }) }));
  return canonicalize({ visitId, definition, lines: shown }) ?? '';
}

/** SHA-256 over the canonical form: what is read back and signed. */
export function digestOfForm(form: VisitForm): string {
  return createHash('sha256').update(canonicalForm(form)).digest('hex');
}
