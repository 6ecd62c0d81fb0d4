import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { syncFolder } from '../../recordings/syncFolder.ts';
import type { Incoming } from '../uploads/incoming.ts';
import { hashFile } from '../uploads/incoming.ts';
import type { EvidenceId } from './contract.ts';

const FOLDERS = ['incoming', 'uploads', 'originals', 'thumbnails', 'watermarked'] as const;

/**
 * Evidence on disk: `incoming/` while a form's file arrives, `uploads/` for those that may be resumed, `originals/` for
 * the untouched bytes, the others for derivatives. An original is written once, by a hard link that fails where a file
 * already is.
 */
export class EvidenceFiles {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Opens the folder and clears what a crash left half received; unfinished resumable uploads stay. */
  static async create(dir: string): Promise<EvidenceFiles> {
    const files = new EvidenceFiles(dir);
    for (const name of FOLDERS) await mkdir(join(dir, name), { recursive: true, mode: 0o700 });
    for (const left of await readdir(join(dir, 'incoming'))) await rm(join(dir, 'incoming', left), { force: true });
    return files;
  }

  get uploadsDir(): string {
    return join(this.#dir, 'uploads');
  }

  original(id: EvidenceId): string {
    return join(this.#dir, 'originals', id);
  }

  thumbnail(id: EvidenceId): string {
    return join(this.#dir, 'thumbnails', `${id}.jpg`);
  }

  watermarked(id: EvidenceId): string {
    return join(this.#dir, 'watermarked', `${id}.jpg`);
  }

  /** Takes away the original and everything made from it, for a lawful destruction. Durable; may be repeated. */
  async destroy(id: EvidenceId): Promise<void> {
    for (const path of [this.original(id), this.thumbnail(id), this.watermarked(id)]) await rm(path, { force: true });
    await syncFolder(join(this.#dir, 'originals'));
  }

  /** Writes the stream to disk and hashes it on its way; on disk when it resolves. Leaves nothing when it rejects. */
  async receive(stream: Readable): Promise<Incoming> {
    const path = join(this.#dir, 'incoming', randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(stream, hashing, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { path, bytes, sha256: hash.digest('hex') };
  }

  /**
   * Makes the received file the original of this id, durably. A repetition keeps what is there.
   * @returns false, with nothing written, when other bytes already have this id
   */
  async keep(id: EvidenceId, incoming: Incoming): Promise<boolean> {
    const isNew = await link(incoming.path, this.original(id)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    // A crash may have left an original of this id without its record; only then is there anything to compare.
    if (!isNew && (await hashFile(this.original(id))) !== incoming.sha256) return false;
    await syncFolder(join(this.#dir, 'originals'));
    return true;
  }

  /** Puts a derivative in its place as a whole; it can be made again from the original, so it need not be durable. */
  async putDerivative(path: string, bytes: Uint8Array): Promise<void> {
    const unfinished = join(this.#dir, 'incoming', randomUUID());
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  }

  async has(path: string): Promise<boolean> {
    return stat(path).then(() => true, () => false);
  }

  async discard({ path }: Pick<Incoming, 'path'>): Promise<void> {
    await rm(path, { force: true });
  }
}
