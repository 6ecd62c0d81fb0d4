import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RtpTrack, UdpAddress } from '../sfu/contract.ts';
import type { ArchiveId, GapCause, Intake, Recording, RecordingEvent, RecordingStatus } from './contract.ts';
import { RecordingError } from './RecordingError.ts';
import type { RecordingErrorCode } from './RecordingError.ts';
import type { Params, RecorderMessage, RecorderMetrics, RecorderRequest, RecorderVerb, Value } from './recorderProtocol.ts';

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

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
/** A process that dies at once is not started in a busy loop. */
const RESTART_PAUSE_MS = 100;
const SHUT_DOWN_TIMEOUT_MS = 5_000;

interface Pending {
  readonly request: RecorderRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RecordingError) => void;
}

interface IntakeState {
  readonly intakeId: number;
  readonly address: UdpAddress;
  started?: { readonly track: RtpTrack; readonly from: UdpAddress };
}

interface RecordingState {
  readonly recording: Recording;
  readonly intakes: Map<number, IntakeState>;
  readonly listeners: Set<(event: RecordingEvent) => void>;
  /** Could not be taken up by the process that replaced another: its alarm stays. */
  broken: boolean;
}

/**
 * The server's side of the recorder. The work is done in a process of its own, one for all visits, so that a busy
 * server drops no packet, a crash of either leaves the other whole, and file work does not share a thread pool. When
 * that process dies it is replaced: the new one opens the same ports and goes on in the same archives.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #recordings = new Map<ArchiveId, RecordingState>();
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcess | undefined;
  /** Resolves when the current process has taken up every recording; requests wait for it. */
  #ready: Promise<void> = Promise.resolve();
  #nextRequest = 0;
  #nextIntake = 0;
  #closed: Promise<void> | undefined;

  private constructor(options: RecorderOptions) {
    this.#options = { ...options, rootDir: resolve(options.rootDir) };
  }

  /** Rejects with `recorderLocked` when another recorder writes to the folder. */
  static async create(options: RecorderOptions): Promise<Recorder> {
    await mkdir(options.rootDir, { recursive: true });
    const recorder = new Recorder(options);
    recorder.#ready = recorder.#start();
    try {
      await recorder.#ready;
    } catch (error) {
      await recorder.close();
      throw error;
    }
    return recorder;
  }

  /** The recorder's process, for metrics and for tests that kill it. Changes when it is replaced. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Begins an archive, or goes on with one that a crash left open; the interruption is then in its gap ledger.
   * Rejects with `invalidArchiveId`, `archiveClosed`, `archiveSealed`, `journalBroken`, `recorderClosed`.
   */
  async open(archiveId: ArchiveId): Promise<Recording> {
    const known = this.#recordings.get(archiveId);
    if (known !== undefined) return known.recording;
    await this.#ask('open', { archiveId, resumeCause: 'serverRestart' });
    const again = this.#recordings.get(archiveId);
    if (again !== undefined) return again.recording;
    const state: RecordingState = { recording: this.#face(archiveId), intakes: new Map(), listeners: new Set(), broken: false };
    this.#recordings.set(archiveId, state);
    return state.recording;
  }

  metrics(): Promise<RecorderMetrics> {
    return this.#ask('metrics', {});
  }

  /** Makes everything durable and stops the process. Recordings that are open can be opened again later. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
      // The process flushes when its channel closes.
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), SHUT_DOWN_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    }
    this.#refusePending('recorderClosed');
    this.#recordings.clear();
  }

  #face(archiveId: ArchiveId): Recording {
    const closed = { status: undefined as Promise<RecordingStatus> | undefined };
    return {
      archiveId,
      openIntake: async () => {
        const state = this.#recordings.get(archiveId);
        if (state === undefined) throw new RecordingError('archiveClosed', `${archiveId} is closed`);
        this.#nextIntake += 1;
        const intakeId = this.#nextIntake;
        const address = await this.#ask('openIntake', { archiveId, intakeId, port: 0 });
        const intake: IntakeState = { intakeId, address };
        state.intakes.set(intakeId, intake);
        return this.#intakeFace(archiveId, state, intake);
      },
      announce: (source, cause) => this.#ask('announce', { archiveId, source, cause }),
      status: () => closed.status ?? this.#ask('status', { archiveId }),
      onEvent: (listener) => {
        const listeners = this.#recordings.get(archiveId)?.listeners;
        listeners?.add(listener);
        return () => { listeners?.delete(listener); };
      },
      close: () => {
        closed.status ??= this.#ask('close', { archiveId }).finally(() => { this.#recordings.delete(archiveId); });
        return closed.status;
      },
    };
  }

  #intakeFace(archiveId: ArchiveId, state: RecordingState, intake: IntakeState): Intake {
    const { intakeId } = intake;
    let stopped: Promise<void> | undefined;
    return {
      address: intake.address,
      start: async (track, from) => {
        await this.#ask('start', { archiveId, intakeId, track, from });
        intake.started = { track, from };
      },
      stop: (cause?: GapCause) => {
        stopped ??= this.#ask('stop', { archiveId, intakeId, cause }).finally(() => { state.intakes.delete(intakeId); });
        return stopped;
      },
    };
  }

  /** Starts a process and gives it everything its predecessor had. */
  async #start(): Promise<void> {
    const child = fork(fileURLToPath(new URL('./recorderProcess.ts', import.meta.url)), [], {
      execArgv: [], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (message: RecorderMessage) => { this.#hear(message); });
    child.on('error', (error) => { this.#options.log.error({ reason: error.message }, 'the recorder process failed'); });
    child.once('exit', (code, signal) => { this.#replace(code, signal); });
    const { rootDir, listenIp, keyFrameIntervalMs = DEFAULT_KEYFRAME_INTERVAL_MS } = this.#options;
    await this.#send('configure', { rootDir, listenIp, keyFrameIntervalMs });
    await Promise.all([...this.#recordings].map(([archiveId, state]) => this.#takeUp(archiveId, state)));
  }

  /** One archive that cannot be taken up must not keep the others from going on. */
  async #takeUp(archiveId: ArchiveId, state: RecordingState): Promise<void> {
    try {
      await this.#send('open', { archiveId, resumeCause: 'recorderRestart' });
      for (const { intakeId, address, started } of state.intakes.values()) {
        await this.#send('openIntake', { archiveId, intakeId, port: address.port });
        if (started !== undefined) await this.#send('start', { archiveId, intakeId, ...started });
      }
    } catch (error) {
      const reason = asRecordingError(error);
      // The dead process had just closed it: there is nothing to take up.
      if (reason.code === 'archiveClosed') return;
      state.broken = true;
      this.#options.log.error({ archiveId, code: reason.code, reason: reason.message }, 'a recording could not be taken up again');
    }
  }

  #replace(code: number | null, signal: NodeJS.Signals | null): void {
    this.#child = undefined;
    if (this.#closed !== undefined) return;
    this.#options.log.error({ code, signal, recordings: this.#recordings.size }, 'the recorder process died and is replaced');
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    this.#tellAll({ kind: 'alarm', alarm: 'recorderDown' });
    this.#ready = this.#start().then(() => { this.#tellAll({ kind: 'alarmCleared', alarm: 'recorderDown' }, (state) => !state.broken); });
    this.#ready.then(
      () => {
        // What the dead process did not answer is asked again; every verb may be asked twice.
        for (const { request, resolve, reject } of unanswered) {
          this.#send(request.verb, request.params).then(resolve, reject);
        }
      },
      (error: unknown) => {
        for (const { reject } of unanswered) reject(asRecordingError(error));
        if (this.#closed !== undefined || this.#child === undefined) return;
        this.#options.log.error({ reason: String(error) }, 'the recorder could not be replaced; trying again');
        setTimeout(() => this.#child?.kill('SIGKILL'), RESTART_PAUSE_MS).unref();
      },
    );
  }

  async #ask<V extends RecorderVerb>(verb: V, params: Params<V>): Promise<Value<V>> {
    await this.#ready;
    if (this.#closed !== undefined) throw new RecordingError('recorderClosed', 'the recorder is closed');
    return await this.#send(verb, params);
  }

  async #send<V extends RecorderVerb>(verb: V, params: Params<V>): Promise<Value<V>> {
    return await new Promise<Value<V>>((resolve, reject) => {
      const request: RecorderRequest = { id: this.#nextRequest++, verb, params };
      this.#pending.set(request.id, { request, resolve: (value) => { resolve(value as Value<V>); }, reject });
      this.#child?.send(request, (error) => {
        // A process that is gone is noticed by its exit, which takes care of what is pending.
        if (error !== null) this.#options.log.warn({ verb, reason: error.message }, 'the recorder process did not take a request');
      });
    });
  }

  #hear(message: RecorderMessage): void {
    switch (message.kind) {
      case 'reply':
      case 'refusal': {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.kind === 'reply') pending?.resolve(message.value);
        else pending?.reject(new RecordingError(message.code as RecordingErrorCode, message.message));
        break;
      }
      case 'event':
        for (const listener of this.#recordings.get(message.archiveId)?.listeners ?? []) listener(message.event);
        break;
      case 'log':
        this.#options.log[message.level](message.fields, message.message);
        break;
    }
  }

  #tellAll(event: RecordingEvent, concerned: (state: RecordingState) => boolean = () => true): void {
    for (const state of this.#recordings.values()) {
      if (concerned(state)) for (const listener of state.listeners) listener(event);
    }
  }

  #refusePending(code: RecordingErrorCode): void {
    for (const { reject } of this.#pending.values()) reject(new RecordingError(code, 'the recorder is closed'));
    this.#pending.clear();
  }
}

function asRecordingError(error: unknown): RecordingError {
  return error instanceof RecordingError ? error : new RecordingError('internal', String(error), { cause: error });
}
