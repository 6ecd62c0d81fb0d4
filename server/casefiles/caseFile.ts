import type { AccountId } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { CaseFileId, CaseFileState, CaseFileView } from './contract.ts';

/** A case file as it is kept: the record stays when the ZIP has been cleared. */
export interface CaseFile {
  readonly _id: CaseFileId;
  readonly visitId: VisitId;
  readonly version: number;
  readonly state: CaseFileState;
  readonly requestedById: AccountId;
  readonly requestedBy: string;
  readonly organisation: string;
  readonly purpose: string;
  readonly requestedAtMs: number;
  readonly finishedAtMs?: number;
  readonly bytes?: number;
  readonly manifestSha256?: string;
  /** The log's signed head in it: what the next version must continue. */
  readonly checkpoint?: string;
}

export interface Progress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export function viewOfCaseFile(file: CaseFile, keepMs: number, progress?: Progress): CaseFileView {
  const { _id, version, state, requestedBy, requestedAtMs, purpose, bytes, manifestSha256, finishedAtMs } = file;
  return {
    id: _id, version, state, requestedBy, requestedAtMs, purpose,
    ...(bytes !== undefined && { bytes }),
    ...(manifestSha256 !== undefined && { manifestSha256 }),
    ...(state === 'running' && { progress: progress ?? { doneBytes: 0, totalBytes: 0 } }),
    ...(state === 'ready' && { fileUrl: `/api/case-files/${_id}/file`, ...(finishedAtMs !== undefined && { expiresAtMs: finishedAtMs + keepMs }) }),
  };
}
