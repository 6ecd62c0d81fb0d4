import type { PieceClaims, PiecesReport } from '../../server/pieces/contract.ts';
import { PIECE_UPLOADS_PATH } from '../../server/pieces/uploads/contract.ts';
import { request } from '../kit/api.ts';
import { clockReading } from '../kit/serverClock.ts';
import { uploadResumable } from '../kit/uploadResumable.ts';
import type { DeviceStore, StoredRecord } from './DeviceStore.ts';
import type { MediaPiece } from './mediaPiece.ts';
import { recoverPieces } from './mediaPiece.ts';
import type { HeldPiece } from './planPieces.ts';
import { planPieces } from './planPieces.ts';

/** Small, so that a weak line loses little of it and everything else of the page gets its turn. */
const CHUNK_BYTES = 512 * 1024;
const RETRY_MS = [500, 1_500];
const PAUSE_MS = 5_000;
const MOST_AT_ONCE = 500;

type Held = HeldPiece & { readonly record: StoredRecord<MediaPiece>; readonly offsetMs: number };

export interface PieceSenderParts {
  readonly store: DeviceStore;
  readonly ownerId: string;
  /** Pieces that are being recorded now; they are left alone. */
  readonly busy: () => ReadonlySet<string>;
  readonly onChange: () => void;
}

/** What is only on this device. */
export interface Unsent {
  /** Wanted by the server and not there yet, of how many in this run. */
  readonly waiting: number;
  readonly sent: number;
}

/**
 * Sends what the recording lacks and forgets what it has. It asks the server what is missing, so it sends no more than
 * that; a piece is forgotten only when the server has named its digest, or has recorded all of that time itself.
 */
export class PieceSender {
  readonly #parts: PieceSenderParts;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #working = false;
  #again = false;
  #closed = false;
  #unsent: Unsent = { waiting: 0, sent: 0 };

  constructor(parts: PieceSenderParts) {
    this.#parts = parts;
  }

  /** A new object with every change. */
  readonly unsent = (): Unsent => this.#unsent;

  /** Looks at once: the network is back, a piece is finished, the page has begun. */
  poke(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    if (this.#working) {
      this.#again = true;
      return;
    }
    this.#working = true;
    void this.#work().catch(() => undefined).finally(() => {
      this.#working = false;
      if (this.#again) {
        this.#again = false;
        this.poke();
      } else if (!this.#closed) {
        this.#timer = setTimeout(() => { this.poke(); }, PAUSE_MS);
      }
    });
  }

  /** Tells the server of a visit's pieces before anything can be sealed without them. Rejects when the server can't be told. */
  async announce(visitId: string): Promise<void> {
    const { store, ownerId, busy } = this.#parts;
    await recoverPieces(store, ownerId, busy());
    const records = (await store.list<MediaPiece>('media', ownerId, visitId)).filter(({ meta }) => meta.part === undefined);
    const { send } = planPieces(records.flatMap(heldOf), await request<PiecesReport>('GET', `/api/visits/${visitId}/pieces`));
    await expectPieces(visitId, send);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #work(): Promise<void> {
    const { store, ownerId, busy } = this.#parts;
    await recoverPieces(store, ownerId, busy());
    const records = (await store.list<MediaPiece>('media', ownerId)).filter(({ meta }) => meta.part === undefined);
    for (const visitId of new Set(records.map((record) => record.visitId))) {
      await this.#workOn(visitId, records.filter((record) => record.visitId === visitId).flatMap(heldOf));
    }
  }

  async #workOn(visitId: string, held: readonly Held[]): Promise<void> {
    const { store } = this.#parts;
    const { send, forget } = planPieces(held, await request<PiecesReport>('GET', `/api/visits/${visitId}/pieces`));
    for (const { pieceId } of forget) await store.remove('media', pieceId);
    this.#show({ waiting: send.length, sent: 0 });
    if (send.length === 0) return;
    await expectPieces(visitId, send);
    for (const [place, piece] of send.entries()) {
      if (this.#closed) return;
      await this.#upload(visitId, piece);
      this.#show({ waiting: send.length - place - 1, sent: place + 1 });
    }
    // What came is named by the next report, and only then forgotten.
    this.#again = true;
  }

  async #upload(visitId: string, { record, sha256, offsetMs }: Held): Promise<void> {
    const { store } = this.#parts;
    const { meta, id } = record;
    const body = await store.body('media', id, meta.mimeType);
    if (!body) return;
    const claims: PieceClaims = {
      sha256, deviceId: meta.deviceId, deviceStartMs: Math.round(meta.deviceStartMs), clockOffsetMs: offsetMs,
      ...(meta.clockUncertaintyMs !== undefined && { clockUncertaintyMs: meta.clockUncertaintyMs }),
      sources: { video: 'camera', audio: 'microphone' },
    };
    await uploadResumable({
      endpoint: PIECE_UPLOADS_PATH, body, visitId, claims, uploadUrl: meta.uploadUrl, chunkBytes: CHUNK_BYTES, retryMs: RETRY_MS,
      onUploadUrl: (uploadUrl) => { void store.putMeta('media', id, { ...meta, uploadUrl }); },
    });
  }

  #show(unsent: Unsent): void {
    this.#unsent = unsent;
    this.#parts.onChange();
  }
}

async function expectPieces(visitId: string, pieces: readonly Held[]): Promise<void> {
  // As many as one request takes; a whole day has fewer than ten times as many.
  for (let from = 0; from < pieces.length; from += MOST_AT_ONCE) {
    await request<PiecesReport>('POST', `/api/visits/${visitId}/pieces/expected`, {
      pieces: pieces.slice(from, from + MOST_AT_ONCE)
        .map(({ sha256, startMs, endMs }) => ({ sha256, sources: ['camera', 'microphone'], startMs: Math.round(startMs), endMs: Math.round(endMs) })),
    });
  }
}

/** A piece by the server's clock; none while nothing is known of that clock. */
function heldOf(record: StoredRecord<MediaPiece>): Held[] {
  const { meta } = record;
  const now = clockReading();
  // Of an earlier page that never reached the server: by the device's wall clock, from which both pages began to count.
  const offsetMs = meta.clockOffsetMs ?? now?.offsetMs;
  if (meta.sha256 === undefined || offsetMs === undefined) return [];
  return [{ pieceId: record.id, sha256: meta.sha256, startMs: meta.deviceStartMs + offsetMs, endMs: meta.deviceEndMs + offsetMs, record, offsetMs }];
}
