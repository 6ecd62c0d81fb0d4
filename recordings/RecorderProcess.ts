import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ArchiveId, RecordingEvent } from './contract.ts';
import { RecordingError } from './RecordingError.ts';
import type { RecordingErrorCode } from './RecordingError.ts';
import type { Params, RecorderMessage, RecorderRequest, RecorderVerb, Value } from './recorderProtocol.ts';

const CLOSE_TIMEOUT_MS = 5_000;
/**
 * Every datagram is a buffer outside the heap that dies young. With V8's defaults they fill its limit before the
 * first small collection, and the whole heap is collected twice a second (measured with --trace-gc); so: small
 * collections often, whole ones seldom.
 */
const MEMORY_FLAGS = ['--max-semi-space-size=4', '--initial-old-space-size=256'];

export interface RecorderProcessOptions {
  readonly config: Params<'configure'>;
  readonly onEvent: (archiveId: ArchiveId, event: RecordingEvent) => void;
  readonly onLog: (level: 'info' | 'warn' | 'error', fields: object, message: string) => void;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RecordingError) => void;
}

/** One life of the recorder's process, seen from the server. */
export class RecorderProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  #nextRequest = 0;
  /** Resolves with how it ended. Everything that was asked and not answered is rejected with `processDied`. */
  readonly exited: Promise<string>;

  private constructor(child: ChildProcess, options: RecorderProcessOptions) {
    this.#child = child;
    child.on('message', (message: RecorderMessage) => { this.#hear(message, options); });
    this.exited = new Promise((resolve) => {
      const ended = (how: string): void => {
        for (const { reject } of this.#pending.values()) reject(new RecordingError('processDied', `the recorder process ended with ${how}`));
        this.#pending.clear();
        resolve(how);
      };
      child.once('exit', (code, signal) => { ended(String(code ?? signal)); });
      child.once('error', (error) => { ended(error.message); });
    });
  }

  /** Ready to record. Rejects with `recorderLocked`, or `processDied` when it cannot even start. */
  static async create(options: RecorderProcessOptions): Promise<RecorderProcess> {
    const child = fork(fileURLToPath(new URL('./recorderEntry.ts', import.meta.url)), [], {
      execArgv: MEMORY_FLAGS, serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const recorderProcess = new RecorderProcess(child, options);
    try {
      await recorderProcess.send('configure', options.config);
      return recorderProcess;
    } catch (error) {
      await recorderProcess.close();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects with what the process refuses with, or with `processDied`. */
  async send<V extends RecorderVerb>(verb: V, params: Params<V>): Promise<Value<V>> {
    if (!this.#child.connected) throw new RecordingError('processDied', 'the recorder process is gone');
    return await new Promise<Value<V>>((resolve, reject) => {
      const request: RecorderRequest = { id: this.#nextRequest, verb, params };
      this.#nextRequest += 1;
      this.#pending.set(request.id, { resolve: (value) => { resolve(value as Value<V>); }, reject });
      // A process that is gone is noticed by its exit, which rejects everything that is pending.
      this.#child.send(request, () => undefined);
    });
  }

  /** It makes everything durable and ends; after 5 s it is ended. Idempotent. */
  async close(): Promise<void> {
    // It flushes when its channel closes.
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  #hear(message: RecorderMessage, { onEvent, onLog }: RecorderProcessOptions): void {
    if (message.kind === 'event') return onEvent(message.archiveId, message.event);
    if (message.kind === 'log') return onLog(message.level, message.fields, message.message);
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'reply') pending?.resolve(message.value);
    else pending?.reject(new RecordingError(message.code as RecordingErrorCode, message.message));
  }
}
