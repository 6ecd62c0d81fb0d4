import { setTimeout as delay } from 'node:timers/promises';
import * as mediasoup from 'mediasoup';
import type { Log, RoomId, SfuStats, WorkerStats } from './contract.ts';
import { Listeners } from './Listeners.ts';
import type { MediaWorkerOptions } from './MediaWorker.ts';
import { Room } from './Room.ts';
import { SfuError } from './SfuError.ts';
import { WorkerPlace } from './WorkerPlace.ts';

export interface SfuOptions {
  /** Path of the mediasoup worker's binary. */
  readonly workerBin: string;
  /** Number of worker processes; each uses at most one core. */
  readonly workers: number;
  readonly listenIp: string;
  /** What browsers are told to connect to, when it is not `listenIp` (behind NAT). */
  readonly announcedAddress?: string;
  /**
   * Each worker then listens on one UDP and TCP port of its own, from `min` upwards, for all its browsers;
   * these are the only ports a firewall has to let in. Without it every transport opens an ephemeral port.
   */
  readonly rtcPorts?: { readonly min: number; readonly max: number };
  readonly log: Log;
}

/** How long `openRoom` waits for a worker that is being replaced. */
const WORKER_WAIT_MS = 5_000;

/** A room that is open or being opened. */
interface Opening {
  readonly place: WorkerPlace;
  readonly opened: Promise<Room>;
  room?: Room;
}

/** The media part: worker processes, and the rooms spread over them. */
export class Sfu {
  readonly #log: Log;
  readonly #places: WorkerPlace[] = [];
  readonly #rooms = new Map<RoomId, Opening>();
  /** Rooms that closed because the worker in their place died, until that is announced. */
  readonly #lost = new Map<WorkerPlace, RoomId[]>();
  readonly #died: Listeners<readonly RoomId[]>;
  #closing: Promise<void> | undefined;

  private constructor(log: Log) {
    this.#log = log;
    this.#died = new Listeners(log);
  }

  /** Rejects when a worker cannot be started; none is left then. */
  static async create(options: SfuOptions): Promise<Sfu> {
    const { workers, rtcPorts, log } = options;
    if (!Number.isInteger(workers) || workers < 1) throw new RangeError('an SFU needs at least one worker');
    if (rtcPorts && rtcPorts.max - rtcPorts.min + 1 < workers) {
      throw new RangeError(`ports ${rtcPorts.min}–${rtcPorts.max} are too few for ${workers} workers`);
    }
    // Only warnings: what matters also rejects a request or ends a worker, and is told of as such, while a
    // worker that is being closed may still complain that nobody reads it.
    mediasoup.setLogEventListeners({
      onwarn: (namespace, text) => log.warn({ namespace }, text),
      onerror: (namespace, text, error) => log.warn({ namespace, ...(error && { err: error }) }, text),
    });
    const sfu = new Sfu(log);
    try {
      for (let index = 0; index < workers; index += 1) await sfu.#addPlace(placeOptions(options, index));
    } catch (error) {
      await sfu.close();
      throw error;
    }
    return sfu;
  }

  /**
   * Opens a room on the live worker with the fewest rooms; while it is open, the same room again.
   * @throws {SfuError} `unavailable`, `closed`
   */
  async openRoom(id: RoomId): Promise<Room> {
    let opening = this.#rooms.get(id);
    if (!opening) {
      if (!this.#anyLive()) await this.#waitForWorker();
      const place = this.#leastLoaded();
      // Somebody else may have opened it while this call waited for a worker.
      opening = this.#rooms.get(id) ?? this.#begin(id, place);
    }
    return opening.opened;
  }

  /** The open room of this id. */
  room(id: RoomId): Room | undefined {
    return this.#rooms.get(id)?.room;
  }

  /**
   * `listener` hears which rooms a dead worker took along; each of them has said `closed` by then, and the
   * worker is being replaced. Returns the function that stops listening.
   */
  onWorkerDied(listener: (roomIds: readonly RoomId[]) => void): () => void {
    return this.#died.add(listener);
  }

  async stats(): Promise<SfuStats> {
    const rooms = [...this.#rooms.values()];
    const totals = { tracks: 0, publishers: 0, watchers: 0, taps: 0 };
    for (const { room } of rooms) {
      if (!room) continue;
      for (const key of ['tracks', 'publishers', 'watchers', 'taps'] as const) totals[key] += room.counts[key];
    }
    const workers = await Promise.all(this.#places.map(async (place) => this.#placeStats(place)));
    return { workers: workers.filter((worker) => worker !== undefined), rooms: rooms.length, ...totals };
  }

  /** Closes every room, then every worker; resolves when no process and no port is left. Idempotent. */
  async close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    await this.#closing;
  }

  async #addPlace(options: MediaWorkerOptions): Promise<void> {
    const place: WorkerPlace = await WorkerPlace.create(options, this.#log, () => {
      const roomIds = this.#lost.get(place) ?? [];
      this.#lost.delete(place);
      this.#died.emit(roomIds);
    });
    this.#places.push(place);
  }

  #begin(id: RoomId, place: WorkerPlace): Opening {
    const opening: Opening = { place, opened: this.#open(id, place) };
    this.#rooms.set(id, opening);
    opening.opened.then(
      (room) => (opening.room = room),
      () => this.#rooms.delete(id),
    );
    return opening;
  }

  async #open(id: RoomId, place: WorkerPlace): Promise<Room> {
    let room: Room;
    try {
      if (!place.worker) throw new Error('the worker died before it could take the room');
      room = new Room(id, await place.worker.carry(), this.#log);
    } catch (error) {
      throw new SfuError('unavailable', `no worker could open room ${id}`, { cause: error });
    }
    room.on((event) => {
      if (event.type !== 'closed') return;
      this.#rooms.delete(id);
      if (event.reason === 'workerDied') this.#lost.set(place, [...(this.#lost.get(place) ?? []), id]);
    });
    if (this.#closing) {
      room.close();
      throw new SfuError('closed', 'the SFU closed meanwhile');
    }
    this.#log.info({ roomId: id, pid: place.worker?.pid }, 'room opened');
    return room;
  }

  #anyLive(): boolean {
    return this.#places.some(({ worker }) => worker);
  }

  async #waitForWorker(): Promise<void> {
    const patience = new AbortController();
    const late = delay(WORKER_WAIT_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([late, ...this.#places.map(async (place) => place.settled())]);
    patience.abort();
  }

  /** Synchronous with `#begin`, so that rooms that are opened at once count for each other. */
  #leastLoaded(): WorkerPlace {
    if (this.#closing) throw new SfuError('closed', 'the SFU is closed');
    const loads = new Map(this.#places.filter(({ worker }) => worker).map((place) => [place, 0]));
    for (const { place } of this.#rooms.values()) {
      const load = loads.get(place);
      if (load !== undefined) loads.set(place, load + 1);
    }
    const [least] = [...loads].toSorted(([, a], [, b]) => a - b);
    if (!least) throw new SfuError('unavailable', 'no live worker');
    return least[0];
  }

  async #placeStats(place: WorkerPlace): Promise<WorkerStats | undefined> {
    const { worker, restarts } = place;
    if (!worker) return undefined;
    const rooms = [...this.#rooms.values()].filter((opening) => opening.place === place).length;
    try {
      return { pid: worker.pid, rooms, restarts, ...(await worker.usage()) };
    } catch (error) {
      if (worker.gone()) return undefined;
      throw error;
    }
  }

  async #closeAll(): Promise<void> {
    for (const { room } of this.#rooms.values()) room?.close();
    await Promise.all(this.#places.map(async (place) => place.close()));
  }
}

function placeOptions(options: SfuOptions, index: number): MediaWorkerOptions {
  const { workerBin, listenIp, announcedAddress, rtcPorts } = options;
  return {
    workerBin,
    listenIp,
    ...(announcedAddress === undefined ? {} : { announcedAddress }),
    ...(rtcPorts ? { rtcPort: rtcPorts.min + index } : {}),
  };
}
