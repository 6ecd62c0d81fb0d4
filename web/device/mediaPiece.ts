import type { DeviceStore, StoredRecord } from './DeviceStore.ts';

/** What the keeper records, MiB a minute: picture, sound, and what the file's form costs. */
export const MIB_PER_MINUTE = 12.5;

/** What is said of a piece in the device's store; its body is the file. */
export interface MediaPiece {
  readonly pieceId: string;
  readonly deviceId: string;
  readonly mimeType: string;
  /** `deviceNow` at timestamp 0 of the media, and at its end. */
  readonly deviceStartMs: number;
  readonly deviceEndMs: number;
  /** The page's `performance.timeOrigin`: a clock reading of the same page places a piece that had none. */
  readonly pageOriginMs: number;
  readonly clockOffsetMs?: number;
  readonly clockUncertaintyMs?: number;
  /** Lower-case hex of the whole file; missing on a part of a piece that was not finished. */
  readonly sha256?: string;
  /** Place of a part, from 0, while the piece is being recorded. */
  readonly part?: number;
  /** Where a broken upload goes on. */
  readonly uploadUrl?: string;
}

export function partId(pieceId: string, part: number): string {
  return `${pieceId}/${String(part).padStart(4, '0')}`;
}

/** Makes one record of a piece's parts, with its digest, and forgets the parts. */
export async function finishPiece(store: DeviceStore, record: { visitId: string; ownerId: string }, piece: Omit<MediaPiece, 'sha256' | 'part'>, parts: readonly Blob[]): Promise<void> {
  const body = new Blob(parts as Blob[], { type: piece.mimeType });
  const meta: MediaPiece = { ...piece, sha256: await digestOf(body) };
  await store.put({ kind: 'media', id: piece.pieceId, ...record, meta }, body);
  await Promise.all(parts.map((_, part) => store.remove('media', partId(piece.pieceId, part))));
}

/**
 * Puts together what a page that was killed left in parts.
 * @param busy pieces that are being recorded right now
 */
export async function recoverPieces(store: DeviceStore, ownerId: string, busy: ReadonlySet<string>): Promise<void> {
  const records = await store.list<MediaPiece>('media', ownerId);
  const whole = new Set(records.filter(({ meta }) => meta.part === undefined).map(({ id }) => id));
  const groups = new Map<string, StoredRecord<MediaPiece>[]>();
  for (const record of records) {
    if (record.meta.part !== undefined) groups.set(record.meta.pieceId, [...(groups.get(record.meta.pieceId) ?? []), record]);
  }
  for (const [pieceId, parts] of groups) {
    if (busy.has(pieceId)) continue;
    const ordered = parts.sort((a, b) => (a.meta.part ?? 0) - (b.meta.part ?? 0));
    const [first] = ordered;
    if (!first || whole.has(pieceId) || first.meta.part !== 0) {
      for (const { id } of ordered) await store.remove('media', id);
      continue;
    }
    const bodies = (await Promise.all(ordered.map(({ id }) => store.body('media', id)))).filter((body) => body !== undefined);
    const { part: _, ...piece } = first.meta;
    await finishPiece(store, first, { ...piece, deviceEndMs: ordered.at(-1)?.meta.deviceEndMs ?? piece.deviceEndMs }, bodies);
  }
}

async function digestOf(body: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await body.arrayBuffer()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
