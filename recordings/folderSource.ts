import { access, open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchiveSource } from './contract.ts';

/** Chunks large enough that reading costs less than hashing, small enough to stay constant in memory. */
const CHUNK_BYTES = 128 * 1024;

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
      // Absent files are told at once; the file itself is only opened by whoever reads on.
      await access(file);
      return chunksOf(file);
    },
  };
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    // A stream would take a whole chunk's memory for every small file.
    let left = (await file.stat()).size;
    for (;;) {
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, left + 1));
      const { bytesRead } = await file.read(chunk, 0, chunk.byteLength);
      if (bytesRead === 0) return;
      left = Math.max(0, left - bytesRead);
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
