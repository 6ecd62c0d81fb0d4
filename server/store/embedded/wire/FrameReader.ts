/** A message's largest size. Source: `maxMessageSizeBytes` of MongoDB's `hello`. */
export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER_BYTES = 16;

/** The stream is not made of messages: nothing that follows can be trusted, so the connection has to be closed. */
export class FrameError extends Error {}

/** Cuts a stream into wire-protocol messages. Holds no more than one message that is not whole yet. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #buffered = 0;

  get bufferedBytes(): number {
    return this.#buffered;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
  }

  /**
   * The next whole message with its header.
   * @throws FrameError for a length below a header or above {@link MAX_MESSAGE_BYTES}, before the message has come
   */
  next(): Buffer | undefined {
    if (this.#buffered < HEADER_BYTES) return undefined;
    const first = this.#chunks[0] as Buffer;
    const size = first.length >= 4 ? first.readInt32LE(0) : this.#joined().readInt32LE(0);
    if (size < HEADER_BYTES || size > MAX_MESSAGE_BYTES) throw new FrameError(`a message of ${size} bytes`);
    if (this.#buffered < size) return undefined;
    const all = this.#joined();
    this.#buffered -= size;
    if (this.#buffered === 0) this.#chunks = [];
    else this.#chunks[0] = all.subarray(size);
    return all.subarray(0, size);
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Buffer;
  }
}
