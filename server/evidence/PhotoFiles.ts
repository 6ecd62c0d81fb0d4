import type { Hash } from 'node:crypto';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { syncFolder } from '../../recordings/syncFolder.ts';

/** A file that has arrived and is not evidence yet. */
export interface IncomingPhoto {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the decoder found. */
export interface DecodedPhoto {
  readonly mimeType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly widthPx: number;
  readonly heightPx: number;
  /** A small JPEG, upright. */
  readonly thumbnail: Buffer;
}

const MIME_TYPES = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;
/** More pixels than any phone's camera; guards against pictures that unpack to gigabytes. */
const MAX_PIXELS = 120_000_000;
const THUMBNAIL_PX = 480;

/**
 * Photos on disk: `incoming/` while they arrive, `originals/` for the untouched bytes, `thumbnails/` for the
 * derivatives. An original is written once, by a hard link that fails where a file already is.
 */
export class PhotoFiles {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Opens the folder and clears what a crash left half received. */
  static async create(dir: string): Promise<PhotoFiles> {
    const files = new PhotoFiles(dir);
    for (const name of ['incoming', 'originals', 'thumbnails']) await mkdir(join(dir, name), { recursive: true, mode: 0o700 });
    for (const left of await readdir(join(dir, 'incoming'))) await rm(join(dir, 'incoming', left), { force: true });
    return files;
  }

  original(id: string): string {
    return join(this.#dir, 'originals', id);
  }

  thumbnail(id: string): string {
    return join(this.#dir, 'thumbnails', `${id}.jpg`);
  }

  /** Writes the stream to disk and hashes it on its way; on disk when it resolves. Leaves nothing when it rejects. */
  async receive(stream: Readable): Promise<IncomingPhoto> {
    const path = join(this.#dir, 'incoming', randomUUID());
    const hashing = new HashingStream();
    try {
      await pipeline(stream, hashing, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { path, bytes: hashing.bytes, sha256: hashing.digest() };
  }

  /** Decodes the whole picture, so that a truncated one is found now. Undefined when it is none. */
  async decode({ path }: IncomingPhoto): Promise<DecodedPhoto | undefined> {
    try {
      const picture = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'truncated' });
      const { format, width, height } = await picture.metadata();
      const mimeType = MIME_TYPES[format as keyof typeof MIME_TYPES] as DecodedPhoto['mimeType'] | undefined;
      if (!mimeType) return undefined;
      const thumbnail = await picture
        .autoOrient()
        .resize({ width: THUMBNAIL_PX, height: THUMBNAIL_PX, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: 78 })
        .toBuffer();
      return { mimeType, widthPx: width, heightPx: height, thumbnail };
    } catch {
      // The decoder's complaint about a foreign file is the answer, not a failure.
      return undefined;
    }
  }

  /**
   * Makes the received file the original of this id, durably. A repetition keeps what is there.
   * @returns false, with nothing written, when other bytes already have this id
   */
  async keep(id: string, incoming: IncomingPhoto, decoded: DecodedPhoto): Promise<boolean> {
    const isNew = await link(incoming.path, this.original(id)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    // A crash may have left an original of this id without its record; only then is there anything to compare.
    if (!isNew && (await hashFile(this.original(id))) !== incoming.sha256) return false;
    const thumbnail = await open(this.thumbnail(id), 'w', 0o600);
    try {
      await thumbnail.writeFile(decoded.thumbnail);
    } finally {
      await thumbnail.close();
    }
    await syncFolder(join(this.#dir, 'originals'));
    return true;
  }

  async discard({ path }: IncomingPhoto): Promise<void> {
    await rm(path, { force: true });
  }
}

class HashingStream extends Transform {
  readonly #hash: Hash = createHash('sha256');
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk);
    this.bytes += chunk.length;
    done(null, chunk);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
