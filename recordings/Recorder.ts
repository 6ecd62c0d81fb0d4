import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log, RtpTrack, UdpAddress } from '../sfu/contract.ts';
import type { ArchiveId, DevicePieces, GapCause, Intake, Recording, RecordingEvent, RecordingStatus } from './contract.ts';
import { RecorderProcess } from './RecorderProcess.ts';
import { RecordingError } from './RecordingError.ts';
import type { Params, RecorderMetrics, RecorderVerb, Value } from './recorderProtocol.ts';

export interface RecorderOptions {
  /** Folder of the archives; one recorder per folder. */
  readonly rootDir: string;
  /** Where intakes listen; loopback unless the SFU is on another machine. */
  readonly listenIp: string;
  readonly log: Log;
  /** A camera is asked for a key frame when its last one is older. Default 2,000; why, in README.md. */
  readonly keyFrameIntervalMs?: number;
}

const DEFAULT_KEYFRAME_INTERVAL_MS = 2_000;
/** A piece that ends the recorder's process twice must not end it a third time, with every visit in it. */
const PIECE_TRIES = 2;
/** Before a process that died is replaced; doubled every time its successor cannot start. */
const RESTART_PAUSE_MS = { first: 10, longest: 5_000 };

interface IntakeState {
  readonly address: UdpAddress;
  started?: { readonly track: RtpTrack; readonly from: UdpAddress };
}

interface RecordingState {
  readonly recording: Recording;
  readonly intakes: Map<number, IntakeState>;
  readonly listeners: Set<(event: RecordingEvent) => void>;
}

/**
 * The server's side of the recorder. The work is done in a process of its own, one for all visits, so that a busy
 * server drops no packet, a crash of either leaves the other whole, and file work does not share a thread pool. When
 * that process dies it is replaced: the new one opens the same ports and goes on in the same archives.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #recordings = new Map<ArchiveId, RecordingState>();
  /** The process that has taken up every recording; pending while one is being replaced. */
  #process!: Promise<RecorderProcess>;
  #pid: number | undefined;
  /** Pieces and the seal of one archive, one after another. */
  readonly #turns = new Map<ArchiveId, Promise<unknown>>();
  #nextIntake = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: RecorderOptions) {
    this.#options = { ...options, rootDir: resolve(options.rootDir) };
  }

  /** Rejects with `recorderLocked` when another recorder writes to the folder. */
  static async create(options: RecorderOptions): Promise<Recorder> {
    await mkdir(options.rootDir, { recursive: true });
    const recorder = new Recorder(options);
    recorder.#process = recorder.#start();
    await recorder.#process;
    return recorder;
  }

  /** The recorder's process, for metrics and for tests that kill it. Changes when it is replaced. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /**
   * Begins an archive, or goes on with one that a crash left open; the interruption is then in its gap ledger.
   * Rejects with `invalidArchiveId`, `archiveClosed`, `archiveSealed`, `journalBroken`, `recorderClosed`.
   * @param begunAtMs the visit began then without a network; camera and microphone are missing since, for a new archive
   */
  async open(archiveId: ArchiveId, begunAtMs?: number): Promise<Recording> {
    if (!this.#recordings.has(archiveId)) await this.#ask('open', { archiveId, resumeCause: 'serverRestart', begunAtMs });
    const known = this.#recordings.get(archiveId);
    if (known !== undefined) return known.recording;
    const recording = this.#face(archiveId);
    this.#recordings.set(archiveId, { recording, intakes: new Map(), listeners: new Set() });
    return recording;
  }

  /** What devices recorded by themselves for this archive, whether it runs or is closed. */
  pieces(archiveId: ArchiveId): DevicePieces {
    return {
      expect: (pieces, expectedBy) => this.#inTurn(archiveId, () => this.#ask('expectPieces', { archiveId, pieces, expectedBy })),
      add: (piece) => this.#inTurn(archiveId, () => this.#ask('addPiece', { archiveId, piece }, PIECE_TRIES)),
      giveUp: (sha256s, reason, givenUpBy) =>
        this.#inTurn(archiveId, () => this.#ask('giveUpPieces', { archiveId, sha256s, reason, givenUpBy })),
      expected: () => this.#inTurn(archiveId, () => this.#ask('expectedPieces', { archiveId })),
      sealing: (seal) => this.#inTurn(archiveId, async () => {
        // Nothing of a piece that a crash interrupted may be left beside what is sealed.
        await this.#ask('expectedPieces', { archiveId }).catch((error: unknown) => {
          if (!(error instanceof RecordingError) || error.code !== 'archiveSealed') throw error;
        });
        return await seal();
      }),
    };
  }

  #inTurn<T>(archiveId: ArchiveId, work: () => Promise<T>): Promise<T> {
    const mine = (this.#turns.get(archiveId) ?? Promise.resolve()).then(work);
    const settled = mine.catch(() => undefined);
    this.#turns.set(archiveId, settled);
    void settled.then(() => { if (this.#turns.get(archiveId) === settled) this.#turns.delete(archiveId); });
    return mine;
  }

  metrics(): Promise<RecorderMetrics> {
    return this.#ask('metrics', {});
  }

  /** Makes everything durable and stops the process. Recordings that are open can be opened again later. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#process.then((running) => running.close(), () => undefined).then(() => { this.#recordings.clear(); });
    return this.#closed;
  }

  #face(archiveId: ArchiveId): Recording {
    const state = (): RecordingState => {
      const found = this.#recordings.get(archiveId);
      if (found === undefined) throw new RecordingError('archiveClosed', `${archiveId} is not being recorded`);
      return found;
    };
    let closed: Promise<RecordingStatus> | undefined;
    return {
      archiveId,
      openIntake: async () => {
        const { intakes } = state();
        this.#nextIntake += 1;
        const intakeId = this.#nextIntake;
        const intake: IntakeState = { address: await this.#ask('openIntake', { archiveId, intakeId, port: 0 }) };
        intakes.set(intakeId, intake);
        return this.#intakeFace(archiveId, intakeId, intake, intakes);
      },
      announce: (source, cause) => this.#ask('announce', { archiveId, source, cause }),
      note: (source, note) => this.#ask('note', { archiveId, source, note }),
      status: () => closed ?? this.#ask('status', { archiveId }),
      onEvent: (listener) => {
        const { listeners } = state();
        listeners.add(listener);
        return () => { listeners.delete(listener); };
      },
      close: (endedAtMs) => {
        closed ??= this.#ask('close', { archiveId, endedAtMs }).finally(() => { this.#recordings.delete(archiveId); });
        return closed;
      },
    };
  }

  #intakeFace(archiveId: ArchiveId, intakeId: number, intake: IntakeState, intakes: Map<number, IntakeState>): Intake {
    let stopped: Promise<void> | undefined;
    return {
      address: intake.address,
      start: async (track, from) => {
        await this.#ask('start', { archiveId, intakeId, track, from });
        intake.started = { track, from };
      },
      stop: (cause?: GapCause) => {
        stopped ??= this.#ask('stop', { archiveId, intakeId, cause }).finally(() => { intakes.delete(intakeId); });
        return stopped;
      },
    };
  }

  /** Every verb may be asked twice, so what a dying process left unanswered is asked of the next one. */
  async #ask<V extends RecorderVerb>(verb: V, params: Params<V>, tries = Infinity): Promise<Value<V>> {
    for (let tried = 1; ; tried += 1) {
      if (this.#closed !== undefined) throw new RecordingError('recorderClosed', 'the recorder is closed');
      const running = await this.#process;
      try {
        return await running.send(verb, params);
      } catch (error) {
        if (!isDeath(error) || tried >= tries) throw error;
        // The replacement begins when the process's end has been noticed.
        await running.exited;
      }
    }
  }

  /** Starts a process and gives it everything its predecessor had. */
  async #start(): Promise<RecorderProcess> {
    const { rootDir, listenIp, keyFrameIntervalMs = DEFAULT_KEYFRAME_INTERVAL_MS, log } = this.#options;
    const started = await RecorderProcess.create({
      config: { rootDir, listenIp, keyFrameIntervalMs },
      onEvent: (archiveId, event) => { this.#tell(archiveId, event); },
      onLog: (level, fields, message) => { log[level](fields, message); },
    });
    const takenUp = await Promise.all([...this.#recordings.keys()].map(async (archiveId) => (await this.#takeUp(started, archiveId)) ? archiveId : undefined));
    for (const archiveId of takenUp) if (archiveId !== undefined) this.#tell(archiveId, { kind: 'alarmCleared', alarm: 'recorderDown' });
    this.#pid = started.pid;
    void started.exited.then((how) => { this.#replace(how); });
    return started;
  }

  /** Answers whether the recording goes on. One that cannot be taken up must not keep the others from it. */
  async #takeUp(started: RecorderProcess, archiveId: ArchiveId): Promise<boolean> {
    try {
      await started.send('open', { archiveId, resumeCause: 'recorderRestart' });
      for (const [intakeId, { address, started: source }] of this.#recordings.get(archiveId)?.intakes ?? []) {
        await started.send('openIntake', { archiveId, intakeId, port: address.port });
        if (source !== undefined) await started.send('start', { archiveId, intakeId, ...source });
      }
      return true;
    } catch (error) {
      if (isDeath(error)) throw error;
      const code = error instanceof RecordingError ? error.code : 'internal';
      // The dead process had just closed it: there is nothing to take up.
      if (code !== 'archiveClosed') this.#options.log.error({ archiveId, code, reason: String(error) }, 'a recording could not be taken up again');
      return false;
    }
  }

  #replace(how: string): void {
    if (this.#closed !== undefined) return;
    this.#options.log.error({ how, recordings: this.#recordings.size }, 'the recorder process ended and is replaced');
    for (const archiveId of this.#recordings.keys()) this.#tell(archiveId, { kind: 'alarm', alarm: 'recorderDown' });
    this.#process = this.#restart();
    this.#process.catch(() => undefined);
  }

  async #restart(): Promise<RecorderProcess> {
    for (let pauseMs = RESTART_PAUSE_MS.first; ; pauseMs = Math.min(RESTART_PAUSE_MS.longest, pauseMs * 2)) {
      await delay(pauseMs);
      if (this.#closed !== undefined) throw new RecordingError('recorderClosed', 'the recorder is closed');
      try {
        return await this.#start();
      } catch (error) {
        this.#options.log.error({ reason: String(error), pauseMs }, 'the recorder could not be replaced; trying again');
      }
    }
  }

  #tell(archiveId: ArchiveId, event: RecordingEvent): void {
    for (const listener of this.#recordings.get(archiveId)?.listeners ?? []) listener(event);
  }
}

function isDeath(error: unknown): boolean {
  return error instanceof RecordingError && error.code === 'processDied';
}
