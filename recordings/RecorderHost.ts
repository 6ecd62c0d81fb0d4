import { ArchiveRecorder } from './ArchiveRecorder.ts';
import type { ArchiveOptions, TrackIntake } from './ArchiveRecorder.ts';
import type { ArchiveId, ExpectedPiece, GapCause, RecordingEvent, RecordingStatus } from './contract.ts';
import { FileVault } from './FileVault.ts';
import { IntakeSocket } from './IntakeSocket.ts';
import { LoopPacer } from './LoopPacer.ts';
import { RecordingError } from './RecordingError.ts';
import { openArchive } from './reader.ts';
import type { Params, RecorderMetrics, Value } from './recorderProtocol.ts';
import { RootLock } from './RootLock.ts';

const TICK_MS = 50;

interface OpenIntake {
  readonly socket: IntakeSocket;
  track?: TrackIntake;
}

interface OpenArchive {
  readonly recorder: ArchiveRecorder;
  readonly intakes: Map<number, OpenIntake>;
}

export interface HostOptions {
  readonly emit: (archiveId: ArchiveId, event: RecordingEvent) => void;
  /** The process cannot vouch for its files any more and should be replaced. */
  readonly onBroken: (error: unknown) => void;
}

/** Everything the recorder's process holds: sockets, archives and the clock that drives them. */
export class RecorderHost {
  readonly #options: HostOptions;
  readonly #config: Params<'configure'>;
  readonly #vault: FileVault;
  readonly #lock: RootLock;
  readonly #archives = new Map<ArchiveId, OpenArchive>();
  readonly #opening = new Map<ArchiveId, Promise<void>>();
  /** Work on archives that are closed and not sealed, one after another for each. */
  readonly #late = new Map<ArchiveId, Promise<unknown>>();
  readonly #timer: NodeJS.Timeout;
  readonly #pacer = new LoopPacer();
  #tickedAtMs = performance.now();
  #slowestTickMs = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: HostOptions, config: Params<'configure'>, vault: FileVault, lock: RootLock) {
    this.#options = options;
    this.#config = config;
    this.#vault = vault;
    this.#lock = lock;
    this.#timer = setInterval(() => {
      const nowMs = Date.now();
      this.#slowestTickMs = Math.max(this.#slowestTickMs, performance.now() - this.#tickedAtMs - TICK_MS);
      this.#tickedAtMs = performance.now();
      for (const { recorder } of this.#archives.values()) recorder.tick(nowMs);
    }, TICK_MS);
  }

  /** Changes into `rootDir`. Rejects with `recorderLocked`. */
  static async create(config: Params<'configure'>, options: HostOptions): Promise<RecorderHost> {
    const vault = await FileVault.create(config.rootDir);
    process.chdir(config.rootDir);
    const lock = await RootLock.acquire('.recorder.sock');
    return new RecorderHost(options, config, vault, lock);
  }

  async open({ archiveId, resumeCause, begunAtMs }: Params<'open'>): Promise<void> {
    if (this.#archives.has(archiveId)) return;
    const opening = this.#opening.get(archiveId) ?? this.#open(archiveId, resumeCause, begunAtMs).finally(() => { this.#opening.delete(archiveId); });
    this.#opening.set(archiveId, opening);
    await opening;
  }

  async #open(archiveId: ArchiveId, resumeCause: GapCause, begunAtMs: number | undefined): Promise<void> {
    const recorder = await ArchiveRecorder.open({ ...this.#archiveOptions(archiveId, resumeCause), ...(begunAtMs === undefined ? {} : { begunAtMs }) });
    this.#archives.set(archiveId, { recorder, intakes: new Map() });
  }

  #archiveOptions(archiveId: ArchiveId, resumeCause: GapCause): ArchiveOptions {
    return {
      vault: this.#vault, archiveId, resumeCause, keyFrameIntervalMs: this.#config.keyFrameIntervalMs,
      emit: (event) => { this.#options.emit(archiveId, event); },
      onBroken: this.#options.onBroken,
    };
  }

  async openIntake({ archiveId, intakeId, port }: Params<'openIntake'>): Promise<{ ip: string; port: number }> {
    const { intakes } = this.#archive(archiveId);
    const socket = await IntakeSocket.open(this.#config.listenIp, port);
    intakes.set(intakeId, { socket });
    return socket.address;
  }

  async start({ archiveId, intakeId, track, from }: Params<'start'>): Promise<void> {
    const { recorder, intakes } = this.#archive(archiveId);
    const intake = intakes.get(intakeId);
    if (intake === undefined) throw new RecordingError('intakeClosed', 'this intake has been stopped');
    if (intake.track !== undefined) return;
    const taking = await recorder.startTrack(track, (message) => { intake.socket.send(message); });
    intake.track = taking;
    intake.socket.listen(from, (datagram) => {
      this.#pacer.busy();
      taking.datagram(datagram, Date.now());
    });
  }

  async stop({ archiveId, intakeId, cause }: Params<'stop'>): Promise<void> {
    const intakes = this.#archives.get(archiveId)?.intakes;
    const intake = intakes?.get(intakeId);
    if (intake === undefined) return;
    intakes?.delete(intakeId);
    intake.socket.close();
    await intake.track?.stop(cause);
  }

  announce({ archiveId, source, cause }: Params<'announce'>): void {
    this.#archive(archiveId).recorder.announce(source, cause);
  }

  async note({ archiveId, source, note }: Params<'note'>): Promise<void> {
    await this.#archive(archiveId).recorder.note(source, note);
  }

  status({ archiveId }: Params<'status'>): RecordingStatus {
    return this.#archive(archiveId).recorder.status();
  }

  async expectPieces({ archiveId, pieces, expectedBy }: Params<'expectPieces'>): Promise<void> {
    await this.#withPieces(archiveId, ({ pieces: shelf }) => shelf.expect(pieces, expectedBy));
  }

  async addPiece({ archiveId, piece }: Params<'addPiece'>): Promise<Value<'addPiece'>> {
    return await this.#withPieces(archiveId, async (recorder) => {
      const added = await recorder.pieces.add(piece);
      return { piece: added, status: recorder.status() };
    });
  }

  async giveUpPieces({ archiveId, sha256s, reason, givenUpBy }: Params<'giveUpPieces'>): Promise<void> {
    await this.#withPieces(archiveId, ({ pieces }) => pieces.giveUp(sha256s, reason, givenUpBy));
  }

  async expectedPieces({ archiveId }: Params<'expectedPieces'>): Promise<readonly ExpectedPiece[]> {
    return await this.#withPieces(archiveId, ({ pieces }) => Promise.resolve(pieces.expected));
  }

  /** While an archive runs, its own recorder takes pieces; once it is closed, it is opened for each of them. */
  async #withPieces<T>(archiveId: ArchiveId, use: (recorder: ArchiveRecorder) => Promise<T>): Promise<T> {
    const running = this.#archives.get(archiveId);
    if (running !== undefined) return await use(running.recorder);
    const mine = (this.#late.get(archiveId) ?? Promise.resolve()).then(async () => {
      const recorder = await ArchiveRecorder.openLate(this.#archiveOptions(archiveId, 'unknown'));
      try {
        return await use(recorder);
      } finally {
        await recorder.suspend();
      }
    });
    const settled = mine.catch(() => undefined);
    this.#late.set(archiveId, settled);
    void settled.then(() => { if (this.#late.get(archiveId) === settled) this.#late.delete(archiveId); });
    return await mine;
  }

  metrics(): RecorderMetrics {
    const { user, system } = process.cpuUsage();
    const slowestTickMs = this.#slowestTickMs;
    this.#slowestTickMs = 0;
    return {
      rssBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1_000, recordings: this.#archives.size,
      tracks: [...this.#archives.values()].reduce((sum, { intakes }) => sum + intakes.size, 0),
      slowestFsyncMs: this.#vault.takeSlowestFsyncMs(), slowestTickMs,
      running: [...this.#archives].flatMap(([archiveId, { recorder }]) => recorder.running.map((track) => ({ archiveId, ...track }))),
    };
  }

  async close({ archiveId, endedAtMs }: Params<'close'>): Promise<RecordingStatus> {
    const archive = this.#archives.get(archiveId);
    // A process that died after it had closed the archive may not have answered.
    if (archive === undefined) return await closedStatus(this.#vault, archiveId);
    for (const intakeId of [...archive.intakes.keys()]) await this.stop({ archiveId, intakeId });
    const status = await archive.recorder.close(endedAtMs);
    this.#archives.delete(archiveId);
    return status;
  }

  /** Makes everything durable and leaves the archives open for whoever comes next. Idempotent. */
  shutDown(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    clearInterval(this.#timer);
    for (const { recorder, intakes } of this.#archives.values()) {
      for (const { socket } of intakes.values()) socket.close();
      await recorder.suspend().catch(() => undefined);
    }
    this.#archives.clear();
    await this.#lock.release();
  }

  #archive(archiveId: ArchiveId): OpenArchive {
    const archive = this.#archives.get(archiveId);
    if (archive === undefined) throw new RecordingError('archiveClosed', `${archiveId} is not being recorded`);
    return archive;
  }
}

async function closedStatus(vault: FileVault, archiveId: ArchiveId): Promise<RecordingStatus> {
  const summary = await openArchive(vault.source(archiveId)).summary().catch(() => undefined);
  if (summary?.closed !== true) throw new RecordingError('archiveClosed', `${archiveId} is not being recorded`);
  const { segments, gaps, pieces, startMs, endMs } = summary;
  return {
    archiveId, segments: segments.length, bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0), gaps, pieces,
    ...(startMs === undefined ? {} : { startMs }), ...(endMs === undefined ? {} : { endMs }),
  };
}
