import type { AccountId } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { EvidenceId, PhotoView } from './contract.ts';

/** A photo as it is kept. Its id is the one the device gave it, so that sending it twice stores it once. */
export interface Photo {
  readonly _id: EvidenceId;
  readonly visitId: VisitId;
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly takenAtDeviceMs: number;
  readonly receivedAtMs: number;
  readonly recordingMs?: number;
  readonly takenById: AccountId;
  readonly takenBy: string;
}

export function viewOfPhoto(photo: Photo): PhotoView {
  const { _id, visitId: _visit, takenById: _account, ...shown } = photo;
  return {
    id: _id,
    kind: 'photo',
    ...shown,
    thumbnailUrl: `/api/photos/${_id}/thumbnail`,
    originalUrl: `/api/photos/${_id}/original`,
  };
}
