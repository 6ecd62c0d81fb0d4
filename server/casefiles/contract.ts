import { z } from 'zod';
import type { CaseItem, CasePartKind } from './offline/contract.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';

export type CaseFileId = string & { readonly __brand: 'CaseFileId' };

/**
 * `running` until the ZIP is whole, signed and on the disk; `expired` once the ZIP was cleared, while the trail still says
 * what it held.
 */
export const CASE_FILE_STATES = ['running', 'ready', 'failed', 'cancelled', 'expired'] as const;
export type CaseFileState = (typeof CASE_FILE_STATES)[number];

/** `POST /api/visits/:visitId/case-files` → CaseFileView; while one is running it answers with that one. */
export const requestCaseFileSchema = z.strictObject({
  /** Why personal data leave the house; goes into the trail and into the file. */
  purpose: z.string().trim().min(2).max(200),
});

export interface CaseFileView {
  readonly id: CaseFileId;
  readonly version: number;
  readonly state: CaseFileState;
  readonly requestedBy: string;
  readonly requestedAtMs: number;
  readonly purpose: string;
  /** While it runs. `totalBytes` is 0 until everything was counted. */
  readonly progress?: { readonly doneBytes: number; readonly totalBytes: number };
  readonly bytes?: number;
  readonly manifestSha256?: string;
  /** When the ZIP will be cleared, ms since the epoch. */
  readonly expiresAtMs?: number;
  /** `GET`, with ranges, while it is ready. */
  readonly fileUrl?: string;
}

/** `GET /api/visits/:visitId/case-files`, newest first. `POST /api/case-files/:id/cancel` → CaseFileView. */
export interface CaseFileList {
  readonly caseFiles: readonly CaseFileView[];
}

/** One visit of the case, as its parts may need it. */
export interface CaseVisit {
  readonly id: VisitId;
  readonly householdId: HouseholdId;
  readonly state: VisitState;
  readonly startedAtMs?: number;
  readonly closedAtMs?: number;
  readonly sealedAtMs?: number;
}

/** What a case file is about: the visits of one case, the one that was asked about first. */
export interface CaseSubject {
  readonly visits: readonly CaseVisit[];
}

/** One file of a part. */
export interface PartItem extends Omit<CaseItem, 'path' | 'bytes'> {
  /** Name below the part's folder, of `[A-Za-z0-9._-]`. */
  readonly name: string;
  readonly bytes: number;
  readonly content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** How a noun gives what it has of a case; registered in Platform.ts. Answers nothing where there is nothing. */
export interface CaseFileProvider {
  readonly kind: CasePartKind;
  itemsOf(subject: CaseSubject): Promise<readonly PartItem[]>;
}
