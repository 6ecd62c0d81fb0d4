import { clockReading, deviceNow } from '../kit/serverClock.ts';
import { newId } from '../kit/newId.ts';
import type { DeviceStore } from './DeviceStore.ts';
import { DeviceStoreError } from './DeviceStoreError.ts';
import type { MediaPiece } from './mediaPiece.ts';
import { finishPiece, partId } from './mediaPiece.ts';

/** A piece is a whole file of its own, so that any of them can be sent alone. */
const PIECE_MS = 10_000;
/** The next recorder is at work before the last one ends: between two of them nothing is lost. */
const OVERLAP_MS = 600;
/** What a killed page loses at most. */
const PART_MS = 1_000;
const VIDEO_BITS_PER_SECOND = 1_500_000;
const AUDIO_BITS_PER_SECOND = 64_000;
const KEY_FRAME_MS = 2_000;
/** H.264 first, because phones encode it in hardware; each is what the recorder can take apart. */
const TYPES = ['video/mp4;codecs=avc1.42E01F,opus', 'video/webm;codecs=h264,opus', 'video/webm;codecs=vp8,opus'];

/** `unsupported`: this browser records nothing itself. `full`: the device has no room. */
export type KeepingState = 'keeping' | 'stopped' | 'unsupported' | 'full';

export interface MediaKeeperParts {
  readonly store: DeviceStore;
  readonly visitId: string;
  readonly ownerId: string;
  readonly deviceId: string;
  readonly onChange: () => void;
}

interface Running {
  readonly pieceId: string;
  readonly recorder: MediaRecorder;
  readonly ended: Promise<void>;
}

/**
 * Keeps on the device what camera and microphone see, all the time, whatever the network does: only so is the beginning
 * of an outage kept too, which nobody notices before it is seconds old. A second encoder is the price; see the README.
 */
export class MediaKeeper {
  readonly #parts: MediaKeeperParts;
  readonly #type = TYPES.find((type) => typeof MediaRecorder !== 'undefined' && MediaRecorder.isTypeSupported(type));
  readonly #running = new Set<Running>();
  #tracks: readonly MediaStreamTrack[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: KeepingState = 'stopped';

  constructor(parts: MediaKeeperParts) {
    this.#parts = parts;
  }

  get visitId(): string {
    return this.#parts.visitId;
  }

  get state(): KeepingState {
    return this.#state;
  }

  /** Ids of what is being recorded now. */
  get busy(): ReadonlySet<string> {
    return new Set([...this.#running].map(({ pieceId }) => pieceId));
  }

  /** Begins, or goes on with other tracks, e.g. after the camera was switched. */
  keep(tracks: readonly MediaStreamTrack[]): void {
    this.#tracks = tracks;
    this.#next();
  }

  /** Resolves when everything is in the store. Idempotent. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#tracks = [];
    const running = [...this.#running];
    for (const { recorder } of running) stopRecorder(recorder);
    await Promise.all(running.map(({ ended }) => ended));
    this.#show('stopped');
  }

  #next(): void {
    clearTimeout(this.#timer);
    const before = [...this.#running];
    const live = this.#tracks.filter(({ readyState }) => readyState === 'live');
    if (live.length > 0) this.#begin(live);
    const lastMs = live.length > 0 ? OVERLAP_MS : 0;
    setTimeout(() => { for (const { recorder } of before) stopRecorder(recorder); }, lastMs);
    if (this.#tracks.length > 0) this.#timer = setTimeout(() => { this.#next(); }, PIECE_MS);
  }

  #begin(tracks: readonly MediaStreamTrack[]): void {
    if (this.#type === undefined) {
      this.#show('unsupported');
      return;
    }
    const pieceId = newId();
    const recorder = new MediaRecorder(new MediaStream([...tracks]), {
      mimeType: this.#type,
      videoBitsPerSecond: VIDEO_BITS_PER_SECOND,
      audioBitsPerSecond: AUDIO_BITS_PER_SECOND,
      // Not yet in every type library; a browser that does not know it ignores it.
      ...({ videoKeyFrameIntervalDuration: KEY_FRAME_MS } as object),
    });
    const running = { pieceId, recorder, ended: this.#record(pieceId, recorder) };
    this.#running.add(running);
    void running.ended.finally(() => { this.#running.delete(running); });
  }

  /** Everything of one recorder, from its first byte to the finished piece. */
  async #record(pieceId: string, recorder: MediaRecorder): Promise<void> {
    const { store, visitId, ownerId, deviceId, onChange } = this.#parts;
    const parts: Blob[] = [];
    const deviceStartMs = deviceNow();
    const piece = (): Omit<MediaPiece, 'part' | 'sha256'> => {
      const clock = clockReading();
      return {
        pieceId, deviceId, mimeType: recorder.mimeType, deviceStartMs, deviceEndMs: deviceNow(), pageOriginMs: performance.timeOrigin,
        ...(clock && { clockOffsetMs: clock.offsetMs, clockUncertaintyMs: clock.uncertaintyMs }),
      };
    };
    // One after the other, so that a part never overtakes the one before.
    let written: Promise<unknown> = Promise.resolve();
    recorder.addEventListener('dataavailable', ({ data }) => {
      if (data.size === 0) return;
      const part = parts.push(data) - 1;
      const meta: MediaPiece = { ...piece(), part };
      written = written.then(() => store.put({ kind: 'media', id: partId(pieceId, part), visitId, ownerId, meta }, data)).then(
        () => { this.#show('keeping'); },
        (error: unknown) => { if (error instanceof DeviceStoreError && error.fault === 'full') this.#show('full'); },
      );
    });
    const stopped = new Promise<void>((resolve) => {
      recorder.addEventListener('stop', () => { resolve(); }, { once: true });
    });
    recorder.start(PART_MS);
    await stopped;
    const last = piece();
    await written;
    if (parts.length === 0) return;
    await finishPiece(store, { visitId, ownerId }, last, parts).catch(() => { this.#show('full'); });
    onChange();
  }

  #show(state: KeepingState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#parts.onChange();
  }
}

function stopRecorder(recorder: MediaRecorder): void {
  if (recorder.state !== 'inactive') recorder.stop();
}
