import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchiveSource } from './contract.ts';

/** Chunks large enough that reading costs less than hashing, small enough to stay constant in memory. */
const CHUNK_BYTES = 256 * 1024;

/** An archive in a folder of this machine. */
export function folderSource(folder: string): ArchiveSource {
  return {
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
        .sort();
    },
    async read(path) {
      const file = join(folder, ...path.split('/'));
      // A stream reports an absent file only when it is read; the promise of this interface is to reject at once.
      await stat(file);
      return createReadStream(file, { highWaterMark: CHUNK_BYTES });
    },
  };
}
