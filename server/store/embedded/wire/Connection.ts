import type { Socket } from 'node:net';
import { encode } from '../bson/exact.ts';
import { errorReply, execute } from '../commands/table.ts';
import type { Engine } from '../Engine.ts';
import { FrameError, FrameReader, MAX_MESSAGE_BYTES } from './FrameReader.ts';
import type { Request } from './message.ts';
import { buildReply, parseMessage, requestIdOf } from './message.ts';

/** One client's connection. Its commands run one after the other, and its answers leave in that order. */
export class Connection {
  readonly #socket: Socket;
  readonly #engine: Engine;
  readonly #id: number;
  readonly #frames = new FrameReader();
  #running = false;

  constructor(socket: Socket, engine: Engine, id: number) {
    this.#socket = socket;
    this.#engine = engine;
    this.#id = id;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#frames.push(chunk);
    if (this.#frames.bufferedBytes > MAX_MESSAGE_BYTES) this.#socket.pause();
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (
        let frame = this.#frames.next();
        frame !== undefined && !this.#socket.destroyed;
        frame = this.#frames.next()
      ) {
        await this.#answer(frame);
      }
      this.#socket.resume();
    } catch (error) {
      this.#socket.destroy(error instanceof FrameError ? undefined : (error as Error));
    } finally {
      this.#running = false;
    }
  }

  async #answer(frame: Buffer): Promise<void> {
    const reply = await this.#replyTo(frame);
    if (reply === undefined || this.#socket.destroyed) return;
    if (!this.#socket.write(reply)) await this.#drained();
  }

  async #replyTo(frame: Buffer): Promise<Buffer | undefined> {
    let request: Request;
    try {
      request = parseMessage(frame);
    } catch (error) {
      if (error instanceof FrameError) throw error;
      return buildReply(requestIdOf(frame), encode(errorReply(error)));
    }
    const body = await execute(this.#engine, request, this.#id);
    return request.silent ? undefined : buildReply(request, body);
  }

  /** A client that does not read gets no further answers made: its next command waits until it has read this one's. */
  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }
}
