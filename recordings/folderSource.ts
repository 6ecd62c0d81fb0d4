import { closeSync, openSync, readSync } from 'node:fs';
import { access, open, opendir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ArchiveSource } from './contract.ts';

/** Chunks large enough that reading costs less than hashing, small enough to stay constant in memory. */
const CHUNK_BYTES = 128 * 1024;

/**
 * An archive in a folder of this machine.
 * @param options `alone`: for a program that does nothing else. Reads wait for the disk, and every chunk is the same memory,
 * filled anew; that is faster, and takes no more memory for an archive of any length.
 */
export function folderSource(folder: string, options: { readonly alone?: boolean } = {}): ArchiveSource {
  return {
    async list() {
      const names: string[] = [];
      for await (const entry of await opendir(folder, { recursive: true })) {
        if (!entry.isDirectory()) names.push(relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
      }
      return names.sort();
    },
    async read(path) {
      const file = join(folder, ...path.split('/'));
      // Absent files are told at once; the file itself is only opened by whoever reads on.
      await access(file);
      return options.alone === true ? sharedChunksOf(file) : chunksOf(file);
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

let shared: Buffer | undefined;

async function* sharedChunksOf(path: string): AsyncGenerator<Uint8Array> {
  shared ??= Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const bytesRead = readSync(file, shared, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      yield shared.subarray(0, bytesRead);
    }
  } finally {
    closeSync(file);
  }
}
