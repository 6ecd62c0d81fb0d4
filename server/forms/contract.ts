import { z } from 'zod';
import type { AccountId } from '../people/contract.ts';
import type { Sentence } from '../rules/contract.ts';

/**
 * The visit form (入户调查表) as data: what is asked is in `definition/contract.ts`, what was answered is kept as
 * revisions that are only ever added.
 *
 * Every line of the form has a stable id, its path: `section.item` (`household.address`), or
 * `section.entry.item` in a section that repeats (`members.m1.birthDay`, `income.7f3a.amount`). The entry of a section
 * per member is the member's own id; that of a list is made up by the device that adds it.
 */
export const ITEM_KINDS = ['text', 'choice', 'choices', 'yesNo', 'number', 'money', 'date', 'idNumber', 'member'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Rows of the masking table (`people/fieldAccess.ts`) that hold for an answer. */
export type AnswerField =
  | 'formAnswer' | 'memberName' | 'idNumber' | 'birthDay' | 'address' | 'diagnosis' | 'disability' | 'income' | 'property' | 'obligor';

export interface FormOption {
  readonly value: string;
  readonly label: Sentence;
}

export interface FormItem {
  readonly key: string;
  readonly kind: ItemKind;
  readonly label: Sentence;
  /** Missing it is told before the read-back; it never blocks. */
  readonly required?: boolean;
  /** Of a number; money is always yuan on the screen and integer fen in the record. */
  readonly unit?: Sentence;
  readonly options?: readonly FormOption[];
  /** Numbers that are touched rather than typed; fen for money. */
  readonly quick?: readonly number[];
  /** Bounds of a number; fen for money. */
  readonly min?: number;
  readonly max?: number;
  /** Digits after the point of a number; 0. */
  readonly decimals?: number;
  readonly hint?: Sentence;
  /** The item is asked only when the other item of the same entry has one of these values. */
  readonly when?: { readonly item: string; readonly in: readonly string[] };
  /** Which row of the masking table holds for the answer; `formAnswer` unless said. */
  readonly field?: AnswerField;
}

export interface FormSection {
  readonly key: string;
  readonly title: Sentence;
  /** `once`: one set of answers; `perMember`: one a member; `list`: as many entries as there are. */
  readonly repeats: 'once' | 'perMember' | 'list';
  /** What one entry of a list is called. */
  readonly entry?: Sentence;
  /** Entries of a list that a visit should have at least; fewer is a hint. */
  readonly atLeast?: number;
  readonly items: readonly FormItem[];
}

/** Longest text of an answer. */
export const MAX_ANSWER_TEXT = 2000;
/** 10 billion yuan: above any household, and exact. */
export const MAX_FEN = 1_000_000_000_000;
export const EARLIEST_DAY = '1900-01-01';

/** Of a list's entry: `true` takes it out of the form. Nothing is deleted. */
export const REMOVED_ITEM = 'removed';

/** Money in integer fen, days as `YYYY-MM-DD`, a choice by its option's value, a member by their id; null takes the answer back. */
export const answerValueSchema = z.union([
  z.string().trim().min(1).max(MAX_ANSWER_TEXT),
  z.number().min(-MAX_FEN).max(MAX_FEN),
  z.boolean(),
  z.array(z.string().min(1).max(64)).max(40),
  z.null(),
]);
export type AnswerValue = z.infer<typeof answerValueSchema>;

/** Where an answer comes from; `register` was known before the visit. */
export const ANSWER_SOURCES = ['stated', 'document', 'observed', 'thirdParty', 'register'] as const;
export type AnswerSource = (typeof ANSWER_SOURCES)[number];

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u);
export const itemIdSchema = z.string().regex(/^[a-zA-Z]{1,32}(\.[A-Za-z0-9_-]{1,64})?\.[a-zA-Z0-9]{1,32}$/u);

/** One answer on its way from a device. Sent again with the same `answerId` it changes nothing. */
export const sentAnswerSchema = z.strictObject({
  answerId: id,
  itemId: itemIdSchema,
  value: answerValueSchema,
  source: z.enum(ANSWER_SOURCES).default('stated'),
  /** Why a doubtful value stands, e.g. an ID number with a wrong check digit. */
  reason: z.string().trim().min(2).max(500).optional(),
  /** The revision the device had seen; another one by then is a conflict. 0 when there was none. */
  basedOn: z.number().int().min(0).max(1_000_000),
  deviceId: id,
  /** The device's own clock, ms since the epoch. */
  deviceAtMs: z.number().int().nonnegative(),
});
export type SentAnswer = z.infer<typeof sentAnswerSchema>;

/** `POST /api/visits/:visitId/answers` → AnswersReply; in the order given, a refused one does not hold the others up. */
export const sendAnswersSchema = z.strictObject({ answers: z.array(sentAnswerSchema).min(1).max(100) });

/** One revision of one line. */
export interface Answer {
  readonly itemId: string;
  /** From 1, without holes, in the order the server received them. */
  readonly revision: number;
  readonly value: AnswerValue;
  readonly previous?: AnswerValue;
  readonly source: AnswerSource;
  readonly reason?: string;
  readonly by: AccountId;
  readonly deviceId: string;
  readonly deviceAtMs: number;
  /** The server's clock. */
  readonly atMs: number;
  /** The revision its device had seen. */
  readonly basedOn: number;
  /** Photos taken as evidence for this line. */
  readonly evidenceIds: readonly string[];
}

/** The line as it stands: the newest revision, and those it stands against. */
export interface FormLine extends Answer {
  /** Written by two devices that had not seen each other, with different values; settled by the next answer. */
  readonly against: readonly Answer[];
}

export interface FormMember {
  readonly id: string;
  readonly name: string;
  readonly relation?: string;
  readonly sex?: 'male' | 'female';
  readonly birthDay?: string;
  readonly idNumber?: string;
}

/** `formOfVisit(visitId)`: what the other rooms compute with. */
export interface VisitForm {
  readonly visitId: string;
  readonly definition: string;
  /** Every line that was ever answered, by its id. Taken back and removed ones have the value null. */
  readonly lines: Readonly<Record<string, FormLine>>;
  /** The members the case knows; the form may have more. */
  readonly registered: readonly FormMember[];
  /** SHA-256 of the canonical form (see `digestOfForm`), since it was signed by everybody. */
  readonly signedDigest?: string;
}

/** Something to look at again. It never blocks. */
export interface FormHint {
  readonly code: string;
  readonly itemId: string;
  readonly text: Sentence;
}

/** `GET /api/visits/:visitId/form` */
export interface FormView {
  readonly visitId: string;
  readonly definition: string;
  readonly lines: readonly FormLine[];
  readonly registered: readonly FormMember[];
  readonly hints: readonly FormHint[];
  /** Answers can be given now. */
  readonly editable: boolean;
  /** As it is now; what is read back and signed. */
  readonly digest: string;
}

export interface AnswerOutcome {
  readonly answerId: string;
  readonly itemId: string;
  /** `refused` needs a person: sending it again is refused again. */
  readonly outcome: 'kept' | 'conflict' | 'refused';
  readonly revision?: number;
  readonly code?: string;
  readonly message?: string;
}

export interface AnswersReply {
  readonly outcomes: readonly AnswerOutcome[];
  readonly form: FormView;
}

/** `GET /api/visits/:visitId/form/history?itemId=`: every revision of a line, oldest first. */
export const historyQuerySchema = z.strictObject({ itemId: itemIdSchema });
export interface LineHistory {
  readonly answers: readonly Answer[];
}

/** `GET /api/visits/:visitId/form/revisions`: every revision of every line as this viewer may see it, in the order given. */
export interface FormRevisions {
  readonly answers: readonly Answer[];
  /** Lines whose content this viewer may not see. */
  readonly hidden: number;
}
