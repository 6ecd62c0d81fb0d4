import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { directoryOf, LOCAL_CRC_AT, localHeader, MAX_NAME_BYTES } from './zipFormat.ts';
import type { ZipEntry } from './zipFormat.ts';

/** What was written of one file. */
export interface ZippedFile {
  readonly path: string;
  readonly bytes: number;
  readonly crc32: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Files up to this are written with their header in one go; of larger ones the CRC is put in behind them. */
const ONE_WRITE_BYTES = 1024 * 1024;

/** Writes a ZIP of the form of `zipFormat.ts`, file by file, in constant memory. The bytes inside are the bytes given. */
export class ZipWriter {
  readonly #file: FileHandle;
  readonly #entries: ZipEntry[] = [];
  readonly #paths = new Set<string>();
  #offset = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Rejects when there is a file of this name. */
  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'wx', 0o600));
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#offset;
  }

  /**
   * @param bytes how many `content` will give; it rejects when it gives another number
   * @param onBytes told of every piece that is written
   */
  async add(path: string, bytes: number, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, onBytes?: (count: number) => void): Promise<ZippedFile> {
    if (this.#paths.has(path) || Buffer.byteLength(path) > MAX_NAME_BYTES) throw new Error(`${path} cannot be put into the ZIP`);
    const hash = createHash('sha256');
    const offset = this.#offset;
    const held: Uint8Array[] = [localHeader({ path, bytes, crc32: 0 })];
    let heldBytes = held[0]?.byteLength ?? 0;
    let crc = 0;
    let written = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      crc = crc32(chunk, crc);
      written += chunk.byteLength;
      held.push(chunk);
      heldBytes += chunk.byteLength;
      if (bytes > ONE_WRITE_BYTES && heldBytes >= ONE_WRITE_BYTES) {
        await this.#write(held.splice(0));
        heldBytes = 0;
      }
      onBytes?.(chunk.byteLength);
    }
    if (written !== bytes) throw new Error(`${path} has ${written} bytes, not the ${bytes} it was said to have`);
    const header = localHeader({ path, bytes, crc32: crc });
    if (bytes > ONE_WRITE_BYTES) {
      await this.#write(held);
      await this.#file.write(header, LOCAL_CRC_AT, 4, offset + LOCAL_CRC_AT);
    } else {
      await this.#write([header, ...held.slice(1)]);
    }
    this.#paths.add(path);
    this.#entries.push({ path, bytes, crc32: crc, offset });
    return { path, bytes, crc32: crc, sha256: hash.digest('hex') };
  }

  /** Writes the directory; the ZIP is whole and on the disk when it resolves. */
  async finish(): Promise<void> {
    await this.#write([directoryOf(this.#entries)]);
    await this.#file.sync();
    await this.#file.close();
  }

  /** Lets go of an unfinished file. Idempotent. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  async #write(pieces: readonly Uint8Array[]): Promise<void> {
    const whole = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    let done = 0;
    while (done < whole.byteLength) {
      const { bytesWritten } = await this.#file.write(whole, done, whole.byteLength - done, this.#offset + done);
      done += bytesWritten;
    }
    this.#offset += whole.byteLength;
  }
}
