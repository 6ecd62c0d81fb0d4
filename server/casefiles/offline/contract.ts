import { z } from 'zod';
import type { SealKey } from '../../../recordings/contract.ts';
import type { Act, ConsistencyProof } from '../../trail/contract.ts';

/** What a case file (案卷) looks like, as data. The prose is in CASEFILE.md. */
export const CASE_FORMAT = 'household-case-file/1';
export const INDEX_PATH = 'case.json';
export const KEYS_PATH = 'keys.json';
export const MANIFEST_PATH = 'manifest.json';
export const SIGNATURE_PATH = 'signature.json';
export const EARLIER_PATH = 'earlier.json';
export const trailPath = (visitId: string): string => `trail/${visitId}.json`;
export const historyPath = (visitId: string): string => `trail/${visitId}.history.json`;
export const recordingFolder = (visitId: string): string => `recordings/${visitId}/`;

/** The contents of a case file by the field's own list; each is named in the index, also where there is nothing. */
export const CASE_PARTS = [
  'application', 'notices', 'authorisations', 'identity', 'checkReport', 'visit', 'visitForm', 'neighbourForms', 'photos', 'documents',
  'recordings', 'calculation', 'report', 'appraisal', 'publicity', 'objections', 'decision', 'rechecks', 'access', 'supervision',
] as const;
export type CasePartKind = (typeof CASE_PARTS)[number];

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const path = z.string().max(300).regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/);

export const caseManifestSchema = z.strictObject({
  format: z.literal(CASE_FORMAT),
  caseFileId: id,
  /** From 1, over all case files of the same subject. */
  version: z.number().int().positive(),
  createdAtMs: z.number().positive(),
  visits: z.array(id).min(1),
  /** The case file of the version before, as it was signed. */
  earlier: z.strictObject({ caseFileId: id, version: z.number().int().positive(), manifestSha256: digest, checkpoint: z.string().max(10_000) }).exactOptional(),
  /** Every file but the manifest and its signature, in the order in which they lie in the ZIP. */
  files: z.array(z.strictObject({ path, bytes: count, crc32: count.max(0xffffffff), sha256: digest })),
});
export type CaseManifest = z.infer<typeof caseManifestSchema>;

export const caseSignatureSchema = z.strictObject({
  format: z.literal(CASE_FORMAT),
  caseFileId: id,
  createdAtMs: z.number().positive(),
  manifestSha256: digest,
  keyId: z.string().min(1).max(64),
  /** Raw Ed25519 public key, base64. */
  publicKey: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  /** Ed25519 (RFC 8032) over `caseStatement`, base64. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});
export type CaseSignature = z.infer<typeof caseSignatureSchema>;

/** The exact bytes that are signed: four lines of ASCII, each ended by a newline. */
export function caseStatement({ caseFileId, createdAtMs, manifestSha256 }: Pick<CaseSignature, 'caseFileId' | 'createdAtMs' | 'manifestSha256'>): Uint8Array {
  return new TextEncoder().encode(`${CASE_FORMAT}\n${caseFileId}\n${createdAtMs}\nsha256:${manifestSha256}\n`);
}

/** One document, picture or record of the index. */
export interface CaseItem {
  readonly path: string;
  readonly title: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** What a reader should know of it, by Chinese labels. */
  readonly facts?: Readonly<Record<string, string | number>>;
  /**
   * The entry of the trail that carries this file's SHA-256, as `details.sha256` or `details.manifestSha256`; with `detail`, one of
   * such entries carries it under that name: every signature is an entry of the same act.
   */
  readonly provenBy?: { readonly visitId: string; readonly act: Act; readonly objectId: string; readonly detail?: 'pngSha256' | 'digest' };
}

export interface CasePart {
  readonly kind: CasePartKind;
  readonly title: string;
  readonly items: readonly CaseItem[];
}

/** A recording as the index tells of it. */
export interface CaseRecording {
  readonly visitId: string;
  /** A sealed archive lies in `recordings/<visitId>/`; otherwise `why` says why there is none. */
  readonly included: boolean;
  readonly why?: 'notSealed' | 'destroyed' | 'none';
  readonly startMs?: number;
  readonly endMs?: number;
  readonly files?: number;
  readonly bytes?: number;
  readonly gaps?: readonly {
    readonly id: string; readonly kind: string; readonly cause: string; readonly startMs: number; readonly endMs: number;
    readonly explanation?: string; readonly explainedBy?: string; readonly ruling?: string;
  }[];
}

/** `case.json` */
export interface CaseIndex {
  readonly format: typeof CASE_FORMAT;
  readonly caseFileId: string;
  readonly version: number;
  readonly createdAtMs: number;
  readonly title: string;
  readonly caseNumber: string;
  readonly exportedBy: { readonly name: string; readonly organisation: string; readonly purpose: string };
  readonly parts: readonly CasePart[];
  readonly recordings: readonly CaseRecording[];
}

/** `keys.json`: the public keys; who holds them is proven only by comparing them with keys got elsewhere. */
export interface CaseKeys {
  readonly format: typeof CASE_FORMAT;
  /** Every key that ever sealed an archive or a case file here, oldest first. */
  readonly sealKeys: readonly SealKey[];
  readonly trailOrigin: string;
  /** The log's first key; later ones are vouched for by it in `trail/<visitId>.json`. */
  readonly trailFirstKey: string;
}

/** A checkpoint that was signed earlier, and the proof that the log of this case file goes on from it. */
export interface OlderCheckpoint {
  readonly note: string;
  readonly proof: ConsistencyProof;
}

/** `trail/<visitId>.history.json`: the first checkpoint over each entry of the visit, oldest first. */
export interface TrailHistory {
  readonly format: 'trail-history/1';
  readonly checkpoints: readonly OlderCheckpoint[];
}

/** `earlier.json`, where there is an earlier version. */
export interface EarlierProof {
  readonly format: typeof CASE_FORMAT;
  readonly visitId: string;
  readonly proof: ConsistencyProof;
}
