import type { AccountId } from '../people/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Description, EvidenceId, EvidenceView, ExifClaims, Position, TimestampView } from './contract.ts';
import type { EvidenceKind } from './kinds/contract.ts';

/** An item as it is kept. Its id is the one the device gave it, so that sending it twice stores it once. */
export interface Evidence {
  readonly _id: EvidenceId;
  readonly visitId: VisitId;
  readonly kind: EvidenceKind;
  readonly description: Description;
  readonly requestId?: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mimeType: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly durationMs?: number;
  readonly takenAtDeviceMs: number;
  readonly clockOffsetMs?: number;
  readonly utcOffsetMin?: number;
  readonly takenAtMs: number;
  readonly receivedAtMs: number;
  readonly recordingMs?: number;
  readonly position?: Position;
  readonly device?: string;
  readonly takenById: AccountId;
  readonly takenBy: string;
  readonly duplicateOf?: EvidenceId;
  /** What is recognised when the picture is used again, 16 hex digits; see `examine/pictureHash.ts`. */
  readonly print?: string;
  /** Its four quarters as lookup keys; see `examine/pictureHash.ts`. */
  readonly bands?: readonly number[];
  // What takes time is found out after the receipt; the item is settled when it has its SM3.
  readonly sm3?: string;
  readonly exif?: ExifClaims;
  readonly timestamp?: TimestampView & { readonly token: string };
}

export function viewOfEvidence(item: Evidence): EvidenceView {
  const {
    _id, visitId: _visit, takenById: _account, print: _print, bands: _bands, utcOffsetMin: _zone, description, timestamp, ...shown
  } = item;
  const url = `/api/evidence/${_id}`;
  return {
    id: _id,
    ...shown,
    ...Object.fromEntries(Object.entries(description).filter(([, said]) => said !== '')) as Description as Pick<EvidenceView, 'caption'>,
    ...(timestamp && { timestamp: { atMs: timestamp.atMs, authority: timestamp.authority } }),
    originalUrl: `${url}/original`,
    ...(item.widthPx !== undefined && isPicture(item.kind) && { thumbnailUrl: `${url}/thumbnail`, watermarkedUrl: `${url}/watermarked` }),
  };
}

export function isPicture(kind: EvidenceKind): boolean {
  return kind === 'photo' || kind === 'snapshot';
}
