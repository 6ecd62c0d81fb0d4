import { z } from 'zod';
import type { AccountId, Role } from '../people/contract.ts';

/** Every act and every look that the trail knows. */
export const ACTS = [
  'session.signedIn', 'session.signInFailed', 'session.signedOut',
  'visit.pairDrawn', 'visit.assigned', 'visit.dispatched', 'visit.accepted', 'visit.declined', 'visit.appointed', 'visit.checked', 'visit.arrived', 'visit.joined', 'visit.left',
  'visit.identified', 'visit.noticeGiven', 'visit.consentRecorded', 'visit.started', 'visit.closed', 'visit.uploaded', 'visit.sealed', 'visit.reported',
  'visit.noOneHome', 'visit.refused', 'visit.unsafe', 'visit.aborted',
  'form.viewed', 'form.answered', 'form.readBack', 'form.signed', 'signature.viewed',
  'visit.listed', 'visit.viewed', 'track.published', 'track.ended',
  'household.listed', 'staff.listed',
  'case.listed', 'case.viewed', 'case.unmasked', 'case.created', 'case.changed', 'case.importPreviewed', 'case.imported',
  'account.added', 'account.changed', 'organisation.changed',
  'watch.joined', 'watch.left', 'publisher.joined', 'publisher.left',
  'recording.gapOpened', 'recording.gapClosed', 'recording.gapWithdrawn', 'recording.gapExplained', 'recording.absenceExplained', 'recording.alarm',
  'recording.piecesExpected', 'recording.pieceAdded', 'recording.piecesGivenUp',
  'evidence.added', 'evidence.described', 'evidence.listed', 'evidence.viewed',
  'flag.raised', 'flag.listed', 'flag.ruled',
  'replay.opened', 'replay.watched',
  'caseFile.requested', 'caseFile.exported', 'caseFile.cancelled', 'caseFile.downloaded', 'caseFile.removed',
  'retention.held', 'retention.released', 'retention.requested', 'retention.withdrawn', 'retention.confirmed', 'retention.destroyed',
  'exchange.sent', 'exchange.answered', 'exchange.bookmarked', 'exchange.emergency', 'talk.started', 'talk.ended',
  'privacy.paused', 'privacy.resumed', 'device.reported', 'watch.drawn', 'watch.leadTaken',
  'recording.gapRuled', 'visit.scored', 'spotCheck.drawn',
  'document.issued', 'document.viewed',
  'policy.published', 'policy.confirmed', 'policy.previewed', 'calendar.edited', 'calendar.confirmed',
  'case.acted', 'case.refused',
  'calculation.made', 'calculation.viewed', 'need.suggested', 'need.acted', 'need.viewed',
  'report.saved', 'report.submitted', 'report.returned', 'report.accepted', 'report.viewed', 'interview.added', 'interview.viewed',
  'dashboard.viewed',
  'access.denied',
  'trail.viewed', 'trail.keyAdded', 'trail.keyRetired', 'trail.textsForgotten',
] as const;
export type Act = (typeof ACTS)[number];

/**
 * One entry. It holds ids, codes, numbers and digests, never a name or a free text: those are in `withheld`
 * as salted digests, and their clear text is kept beside the trail, where it can lawfully be deleted.
 * The canonical form of an entry is the JSON of RFC 8785 of everything in it but `hash`.
 */
export interface TrailEntry {
  /** From 0, without holes; also the index of the entry's leaf in the Merkle tree. */
  readonly seq: number;
  /** Server's wall clock, ms since the epoch. */
  readonly atMs: number;
  /** The acting device's own clock, ms since the epoch, where it told it. */
  readonly deviceAtMs?: number;
  readonly act: Act;
  /** Missing when the system itself acted. `session` names the sign-in by which the person acted. */
  readonly actor?: { readonly id: AccountId; readonly role: Role; readonly session?: string };
  /** What it was done to, e.g. `{ kind: 'visit', id }`. */
  readonly object?: { readonly kind: string; readonly id: string };
  readonly visitId?: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** Salted digests of personal texts by their names, e.g. `actorName`, `explanation`; see `Disclosure`. */
  readonly withheld?: Readonly<Record<string, string>>;
  /** `hash` of the entry before; 64 zeros for the first. */
  readonly prev: string;
  /** `hash` of the entry before that has the same `visitId`; 64 zeros for the first. Only where there is a `visitId`. */
  readonly visitPrev?: string;
  /** SHA-256 over the canonical form, lower-case hex. */
  readonly hash: string;
}

/**
 * Opens one withheld text: SHA-256 over the canonical JSON of `[salt, name, text]` is the digest in the entry.
 * Made like a disclosure of SD-JWT (RFC 9901, section 4.2).
 */
export interface Disclosure {
  readonly name: string;
  /** 16 random bytes, base64url: without it the digest can't be found by trying names. */
  readonly salt: string;
  readonly text: string;
}

/** An entry with what may still be shown of its withheld texts. A name without its disclosure was deleted. */
export interface DisclosedEntry {
  readonly entry: TrailEntry;
  readonly disclosures: readonly Disclosure[];
}

/** The head of the log as a C2SP checkpoint (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  /** Which log this is: one a district. */
  readonly origin: string;
  /** Entries covered, from the first. */
  readonly size: number;
  /** Root of the Merkle tree over them (RFC 6962, section 2.1), base64. */
  readonly rootHash: string;
}

/** A checkpoint as a signed note (c2sp.org/signed-note), and when it was made. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
  /** Server's wall clock, ms since the epoch; not covered by the signature. */
  readonly atMs: number;
}

/** That an entry is in the log of this size (RFC 9162, section 2.1.3). */
export interface InclusionProof {
  readonly seq: number;
  readonly size: number;
  /** From the leaf up, base64. */
  readonly hashes: readonly string[];
}

/** That the log of size `to` begins with the log of size `from` (RFC 9162, section 2.1.4). */
export interface ConsistencyProof {
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly string[];
}

/** A key by which checkpoints are signed, and its place in the log that records it. */
export interface TrailKey {
  /** Eight hex digits, as signed notes have it. */
  readonly keyId: string;
  /** `name+keyId+base64`, as signed notes have it. */
  readonly vkey: string;
  readonly addedSeq: number;
  readonly addedAtMs: number;
  readonly retiredSeq?: number;
}

/** A key's entry in the log, included in a checkpoint of the key before it. */
export interface KeyProof {
  readonly entry: TrailEntry;
  readonly proof: InclusionProof;
  readonly checkpoint: string;
}

/** All that a stranger needs to check one visit's entries without this server. Part of an exported case. */
export interface VisitProof {
  readonly format: 'trail-proof/1';
  readonly visitId: string;
  /** Every entry of the visit, oldest first, each with its own proof in the same order. */
  readonly entries: readonly DisclosedEntry[];
  readonly proofs: readonly InclusionProof[];
  /** The signed note that the proofs lead to. */
  readonly checkpoint: string;
  /** The log's first key; a verifier compares it with one got elsewhere. */
  readonly firstKey: string;
  /** Every later key, in their order. */
  readonly laterKeys: readonly KeyProof[];
}

const seq = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** As ids are: what is asked for goes into the trail, where no free text may be. */
const id = z.string().regex(/^[\x21-\x7e]{1,128}$/u);

/** `GET /api/trail/entries`: newest first; `before` is the `next` of the page before. */
export const trailFilterSchema = z.strictObject({
  actorId: id.optional(),
  visitId: id.optional(),
  act: z.enum(ACTS).optional(),
  fromMs: z.coerce.number().int().optional(),
  /** Exclusive. */
  toMs: z.coerce.number().int().optional(),
  before: seq.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TrailFilter = z.infer<typeof trailFilterSchema>;

export interface TrailPage {
  readonly entries: readonly DisclosedEntry[];
  /** `before` of the next page; missing on the last. */
  readonly next?: number;
}

/** `GET /api/trail/entries/:seq/proof`; without a size the newest checkpoint's. */
export const inclusionQuerySchema = z.strictObject({ seq, size: seq.optional() });

/** `GET /api/trail/consistency?from=&to=`; without `to` the newest checkpoint's size. */
export const consistencyQuerySchema = z.strictObject({ from: seq, to: seq.optional() });

/** `GET /api/trail/keys`, oldest first. */
export interface TrailKeys {
  readonly origin: string;
  readonly keys: readonly TrailKey[];
}

/** Acts by which people see what is not their own: what an audit of looks reads. */
export const LOOKS = [
  'visit.viewed', 'watch.joined', 'watch.left', 'replay.opened', 'replay.watched', 'evidence.viewed', 'evidence.listed', 'document.viewed', 'report.viewed',
  'interview.viewed', 'caseFile.requested', 'caseFile.downloaded', 'access.denied',
] as const satisfies readonly Act[];

/** The plain numbers in the rules of an audit; the page says each rule in one sentence. */
export const AUDIT_RULES = {
  /** The district's clock, hours east of UTC. */
  utcOffsetHours: 8,
  nightFromHour: 22,
  nightToHour: 6,
  bulkVisits: 20,
  bulkMinutes: 10,
  /** Family names that say nothing: the most frequent of the country. */
  commonFamilyNames: '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗',
} as const;

/** `GET /api/trail/access`: looks of a time, by default of the last 30 days. */
export const accessQuerySchema = z.strictObject({
  actorId: id.optional(),
  visitId: id.optional(),
  fromMs: z.coerce.number().int(),
  /** Exclusive. */
  toMs: z.coerce.number().int().optional(),
});

export interface AccessLine {
  readonly actorId: string;
  /** Empty when the name is not kept any more. */
  readonly who: string;
  readonly role: Role;
  readonly visitId: string;
  readonly looks: number;
  /** Live and replayed, as their sessions reported. */
  readonly watchedMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface Anomaly {
  readonly rule: 'denied' | 'night' | 'bulk' | 'offCase' | 'relative';
  readonly seq: number;
  readonly atMs: number;
  readonly actorId: string;
  readonly who: string;
  readonly visitId?: string;
  readonly count: number;
}

export interface AccessView {
  /** The newest first. */
  readonly lines: readonly AccessLine[];
  readonly anomalies: readonly Anomaly[];
  /** There were more looks than are counted at once; the newest were. */
  readonly truncated: boolean;
}
