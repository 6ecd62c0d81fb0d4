import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import type { Incoming } from './incoming.ts';
import { hashFile } from './incoming.ts';

/** An upload that nobody goes on with is given up after a week. */
const UPLOAD_KEPT_MS = 7 * 86_400_000;
/** Chunks are gathered to this before they are written: a write for each would cost more than the bytes. */
const WRITE_BYTES = 1024 * 1024;

/** The digest over what has been written so far. */
interface Running {
  readonly hash: Hash;
  readonly bytes: number;
}

/**
 * Tus's own store of files, which also hashes the bytes as they pass, over as many requests as they need. After a restart
 * of the server the hash is made from the disk once the file is whole.
 */
export class ResumableFiles extends FileStore {
  readonly #running = new Map<string, Running>();

  constructor(directory: string) {
    super({ directory, expirationPeriodInMilliseconds: UPLOAD_KEPT_MS });
    // A file whose length is not known before can't be held to a limit.
    this.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const before = offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : this.#running.get(id);
    const hash = before?.bytes === offset ? before.hash : undefined;
    this.#running.delete(id);
    let written = offset;
    const file = await open(this.#path(id), 'r+');
    try {
      let chunks: Buffer[] = [];
      let gathered = 0;
      const flush = async (): Promise<void> => {
        if (gathered === 0) return;
        const { bytesWritten } = await file.writev(chunks, written);
        if (bytesWritten !== gathered) throw new Error('the disk took less than it was given');
        for (const chunk of chunks) hash?.update(chunk);
        written += gathered;
        chunks = [];
        gathered = 0;
      };
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        gathered += chunk.length;
        if (gathered >= WRITE_BYTES) await flush();
      }
      await flush();
    } finally {
      await file.close();
    }
    if (hash) this.#running.set(id, { hash, bytes: written });
    return written;
  }

  /** The whole file, on the disk, with its digest. */
  async finish(id: string, bytes: number): Promise<Incoming> {
    const path = this.#path(id);
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    const running = this.#running.get(id);
    const sha256 = running?.bytes === bytes ? running.hash.copy().digest('hex') : await hashFile(path);
    return { path, bytes, sha256 };
  }

  override async remove(id: string): Promise<void> {
    this.#running.delete(id);
    await super.remove(id);
  }

  /** The id is one that we gave, so it is a plain name. */
  #path(id: string): string {
    return join(this.directory, id);
  }
}
