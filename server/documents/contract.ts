import { z } from 'zod';
import { versionSchema } from '../rules/contract.ts';
import type { Day } from '../rules/contract.ts';

export type DocumentId = string & { readonly __brand: 'DocumentId' };

/** The standard documents (规范性文书) of an investigation. */
export const DOCUMENT_KINDS = ['notice', 'consent', 'visitForm', 'investigationReport', 'calculationSheet'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
export const documentKindSchema = z.enum(DOCUMENT_KINDS);

const line = z.string().max(4_000);
const label = z.string().min(1).max(200);
/** A PNG of a signature, base64 without a prefix. */
const png = z.base64().max(400_000);

/**
 * What is printed, from top to bottom. Page and PDF are made from the same blocks, so that what was read on the
 * screen is what is on the paper.
 */
export const blockSchema = z.discriminatedUnion('block', [
  z.strictObject({ block: z.literal('heading'), text: label }),
  /** Running text; its first line is indented by two characters, as an office writes it. */
  z.strictObject({ block: z.literal('paragraph'), text: line, indent: z.boolean().default(true) }),
  /** A ruled form: shaded labels, two pairs a row; a `wide` one has the row for itself. */
  z.strictObject({
    block: z.literal('fields'),
    fields: z.array(z.strictObject({ label, value: line, wide: z.boolean().default(false) })).min(1).max(200),
  }),
  z.strictObject({
    block: z.literal('table'),
    columns: z.array(z.strictObject({
      title: z.string().max(100),
      /** Share of the width. */
      share: z.number().positive().max(100).default(1),
      align: z.enum(['left', 'center', 'right']).default('left'),
    })).min(1).max(10),
    rows: z.array(z.array(line).max(10)).max(2_000),
    /** Said in place of the rows when there are none. */
    empty: label.default('无'),
  }),
  z.strictObject({ block: z.literal('list'), items: z.array(line).max(500) }),
  z.strictObject({
    block: z.literal('signatures'),
    places: z.array(z.strictObject({
      label,
      name: z.string().max(100).optional(),
      /** `2026年11月24日`; an empty place for a date when missing. */
      on: z.string().max(40).optional(),
      png: png.optional(),
      /** E.g. `指印`, where no signature was given. */
      means: z.string().max(40).optional(),
    })).min(1).max(60),
  }),
  /** Where the office's seal goes: its name, and below it the day of issue. */
  z.strictObject({ block: z.literal('seal'), office: label }),
  z.strictObject({ block: z.literal('smallPrint'), text: line }),
]);
export type Block = z.infer<typeof blockSchema>;
/** A block before its defaults are filled in. */
export type BlockDraft = z.input<typeof blockSchema>;

export const documentContentSchema = z.strictObject({
  /** The office in whose name it is issued. */
  office: label,
  title: label,
  blocks: z.array(blockSchema).min(1).max(500),
});
export type DocumentContent = z.infer<typeof documentContentSchema>;

/** District policy: in whose name documents are issued, and the office's word in their numbers. */
export const documentSettingsSchema = versionSchema.extend({
  office: label,
  /** `新救调` in `新救调告〔2026〕0007号`. */
  word: z.string().trim().min(1).max(12),
});
export type DocumentSettings = z.infer<typeof documentSettingsSchema>;

/** Twelve characters without the ones that are mistaken for others (Crockford's base 32): 60 random bits. */
export const CODE_PATTERN = /^[0-9A-HJKMNP-TV-Z]{12}$/u;
/** `POST` or `GET` with a code as people type it: small letters, blanks and dashes do not matter. */
export const codeSchema = z.string().max(40)
  .transform((typed) => typed.toUpperCase().replace(/[\s-]/gu, '').replace(/[IL]/gu, '1').replace(/O/gu, '0'))
  .pipe(z.string().regex(CODE_PATTERN));

export interface DocumentSummary {
  readonly id: DocumentId;
  readonly kind: DocumentKind;
  readonly caseId: string;
  /** `新救调告〔2026〕0007号`; a later version says which. */
  readonly number: string;
  /** From 1; a changed document gets the next one under the same number. */
  readonly version: number;
  readonly title: string;
  readonly issuedOn: Day;
  readonly issuedAtMs: number;
  readonly issuedBy: string;
  /** SHA-256 of the PDF file, lower-case hex. It is in the trail. */
  readonly sha256: string;
  /** In groups of four: `7K2M-…`. */
  readonly code: string;
}

/** `GET /api/documents/:documentId`; its PDF is at `…/pdf`. */
export interface DocumentView extends DocumentSummary {
  readonly content: DocumentContent;
  /** Where anybody checks it; also in its QR code. */
  readonly checkUrl: string;
}

/** `GET /api/cases/:caseId/documents` */
export interface DocumentList {
  readonly documents: readonly DocumentSummary[];
  /** The kinds that this viewer may issue now. */
  readonly mayIssue: readonly DocumentKind[];
}

/** `POST /api/cases/:caseId/documents` → DocumentView. Repeating it gives the same document while its content is the same. */
export const issueDocumentSchema = z.strictObject({ kind: documentKindSchema });

/** `GET /api/document-proofs/:code`, for anybody: nothing about a person and nothing of the content. */
export interface DocumentProof {
  readonly kind: DocumentKind;
  readonly number: string;
  readonly issuedOn: Day;
  readonly sha256: string;
  /** Whether the trail holds an entry with this hash for this document. */
  readonly inTrail: boolean;
}
