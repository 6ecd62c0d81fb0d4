import { z } from 'zod';
import type { VisitId } from '../visits/contract.ts';

export type DestructionId = string & { readonly __brand: 'DestructionId' };

/**
 * `requested` by one person, `confirmed` by another and being carried out, `destroyed` with its certificate in the trail.
 */
export const DESTRUCTION_STATES = ['requested', 'withdrawn', 'confirmed', 'destroyed'] as const;
export type DestructionState = (typeof DESTRUCTION_STATES)[number];

/** What became of a case, as far as it is known: the periods hang on it. */
export const OUTCOMES = ['approved', 'refused', 'withdrawn', 'undecided'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** `POST …/hold`, `POST …/destruction`: why. Goes into the trail. */
export const reasonSchema = z.strictObject({ reason: z.string().trim().min(2).max(200) });

/** What a destruction leaves behind; the trail's entry carries its digests. */
export interface Certificate {
  /** Of the archive whose media are gone; the manifest with every digest stays. */
  readonly manifestSha256: string;
  readonly files: number;
  readonly bytes: number;
  /** Originals of evidence that are gone. */
  readonly evidence: number;
  /** SHA-256 over the originals' SHA-256 as hex lines, sorted. */
  readonly evidenceSha256: string;
}

export interface DestructionView {
  readonly id: DestructionId;
  readonly state: DestructionState;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly confirmedBy?: string;
  readonly destroyedAtMs?: number;
  readonly certificate?: Certificate;
  /** Of this viewer. */
  readonly mayConfirm: boolean;
  readonly mayWithdraw: boolean;
}

/**
 * `GET /api/visits/:visitId/retention`. `POST` and `DELETE …/retention/hold`; `POST …/retention/destruction`, then by another person
 * `POST …/retention/destruction/confirm`, or `DELETE …/retention/destruction`. All answer with RetentionView.
 */
export interface RetentionView {
  readonly visitId: VisitId;
  readonly outcome: Outcome;
  /** From then on the media may be destroyed, ms since the epoch; missing while the visit has not ended. */
  readonly dueAtMs?: number;
  readonly hold?: { readonly reason: string; readonly by: string; readonly atMs: number };
  readonly destruction?: DestructionView;
  readonly mayHold: boolean;
  readonly mayRequest: boolean;
}
