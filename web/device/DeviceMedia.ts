import { request } from '../kit/api.ts';
import { measureServerClock } from '../kit/serverClock.ts';
import { deviceId } from './deviceId.ts';
import { deviceStore } from './thisDevice.ts';
import { MIB_PER_MINUTE } from './mediaPiece.ts';
import type { KeepingState } from './MediaKeeper.ts';
import { MediaKeeper } from './MediaKeeper.ts';
import type { Unsent } from './PieceSender.ts';
import { PieceSender } from './PieceSender.ts';

/** The clock, and the room that is left. */
const MEASURE_MS = 60_000;

/** What the page may truthfully say of the device's own recording. */
export interface DeviceMediaView {
  readonly keeping: KeepingState;
  readonly unsent: Unsent;
  /** How long this device could go on keeping what nobody can be sent; undefined where the browser does not say. */
  readonly roomMinutes?: number;
}

const NOTHING: DeviceMediaView = { keeping: 'stopped', unsent: { waiting: 0, sent: 0 } };

/** The device's own recording of one person's visits: kept while a visit is filmed, sent whenever the server can be reached. */
export class DeviceMedia {
  readonly #ownerId: string;
  readonly #listeners = new Set<() => void>();
  readonly #store = deviceStore();
  #keeper: MediaKeeper | undefined;
  #sender: PieceSender | undefined;
  #clockTimer: ReturnType<typeof setTimeout> | undefined;
  #view = NOTHING;
  #closed = false;

  constructor(ownerId: string) {
    this.#ownerId = ownerId;
    void this.#start();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A new object with every change. */
  readonly view = (): DeviceMediaView => this.#view;

  /** Begins to keep, or goes on with other tracks. */
  async keep(visitId: string, tracks: readonly MediaStreamTrack[]): Promise<void> {
    const store = await this.#store;
    if (this.#closed) return;
    if (!store) {
      this.#show({ ...this.#view, keeping: 'unsupported' });
      return;
    }
    this.#keeper ??= new MediaKeeper({
      store, visitId, ownerId: this.#ownerId, deviceId: deviceId(),
      onChange: () => {
        this.#refresh();
        this.#sender?.poke();
      },
    });
    this.#keeper.keep(tracks);
    void this.#measureRoom();
  }

  /** Resolves when what was kept is in the store. Idempotent. */
  async stopKeeping(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    await keeper?.stop();
    this.#refresh();
    this.#sender?.poke();
  }

  /** Everything recorded here of a visit is on record with the server as still to come. Rejects when the server can't be told. */
  async announce(visitId: string): Promise<void> {
    if (this.#keeper?.visitId === visitId) await this.stopKeeping();
    await this.#sender?.announce(visitId);
  }

  /** The network may be there again. */
  readonly poke = (): void => {
    this.#sender?.poke();
  };

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#clockTimer);
    removeEventListener('online', this.poke);
    this.#sender?.close();
    void this.stopKeeping();
  }

  async #start(): Promise<void> {
    const store = await this.#store;
    if (!store || this.#closed) return;
    this.#sender = new PieceSender({
      store, ownerId: this.#ownerId,
      busy: () => this.#keeper?.busy ?? new Set(),
      onChange: () => { this.#refresh(); },
    });
    addEventListener('online', this.poke);
    await this.#measure();
    this.#sender.poke();
  }

  async #measure(): Promise<void> {
    try {
      await measureServerClock(async () => (await request<{ nowMs: number }>('GET', '/api/clock')).nowMs);
    } catch {
      // Without the server the last reading stands; the next round asks again.
    }
    await this.#measureRoom();
    if (!this.#closed) this.#clockTimer = setTimeout(() => void this.#measure(), MEASURE_MS);
  }

  async #measureRoom(): Promise<void> {
    const { usedBytes = 0, quotaBytes } = (await (await this.#store)?.space().catch(() => undefined)) ?? {};
    if (quotaBytes === undefined || this.#closed) return;
    this.#show({ ...this.#view, roomMinutes: Math.floor(Math.max(0, quotaBytes - usedBytes) / 2 ** 20 / MIB_PER_MINUTE) });
  }

  #refresh(): void {
    this.#show({ ...this.#view, keeping: this.#keeper?.state ?? 'stopped', unsent: this.#sender?.unsent() ?? NOTHING.unsent });
  }

  #show(view: DeviceMediaView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
