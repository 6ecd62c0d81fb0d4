import type { ArchiveSource } from '../../../../recordings/contract.ts';
import type { ByteSource } from '../../../../recordings/zip/readZip.ts';
import { readZip, zipSource } from '../../../../recordings/zip/readZip.ts';
import type { CaseInput } from '../readFiles.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A case file that a person gave to the page: the ZIP, or every file of the folder into which it was unpacked. */
export async function openChosen(files: readonly File[]): Promise<CaseInput | undefined> {
  const [first] = files;
  if (!first) return undefined;
  if (files.length === 1 && !first.webkitRelativePath) {
    const bytes = blobBytes(first);
    const zip = await readZip(bytes);
    return { source: zipSource(bytes, zip.entries), zip };
  }
  return { source: folderOf(files) };
}

function blobBytes(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, Math.min(blob.size, offset + length)).arrayBuffer()),
  };
}

function folderOf(files: readonly File[]): ArchiveSource {
  // The chosen folder's own name is the first part of every path.
  const byPath = new Map(files.map((file) => [file.webkitRelativePath.split('/').slice(1).join('/'), file]));
  return {
    list: () => Promise.resolve([...byPath.keys()].sort()),
    read(path) {
      const file = byPath.get(path);
      if (!file) return Promise.reject(new Error(`${path} is not in the folder`));
      return Promise.resolve(chunksOf(file));
    },
  };
}

async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += CHUNK_BYTES) yield new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
}
