import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { openPromise } from 'yauzl';
import type { Entry } from 'yauzl';
import { SEAL_PATH } from '../archiveLayout.ts';
import type { ArchiveSource } from '../contract.ts';

/** An archive that lies in a ZIP, with the path of its folder there: empty, or ended by `/`. */
export interface ZippedArchive {
  readonly prefix: string;
  /** One reader at a time: its chunks are the same memory, filled anew. */
  readonly source: ArchiveSource;
}

export interface OpenZip {
  /** Every folder in which there is a seal; the whole ZIP where there is none. In the order of their names. */
  readonly archives: readonly ZippedArchive[];
  close(): Promise<void>;
}

/** What is kept of a file in the index. */
interface ZippedFile {
  readonly headerAt: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly deflated: boolean;
}

const CHUNK_BYTES = 128 * 1024;
/** Smaller files are unpacked at once: a stream for each of ten thousand costs a hundred megabytes of garbage (measured). */
const AT_ONCE_BYTES = 4 * 1024 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * Archives in a ZIP that anyone made with any tool (`readZip` reads those of this house's own form, also in a browser), read
 * where they lie: nothing is extracted, and only the index is kept in memory. Rejects when the file
 * is not a ZIP, is encrypted, or names two files the same: whoever extracts it would see one of them, and nobody could say which.
 */
export async function openZipSource(path: string): Promise<OpenZip> {
  const files = await indexOf(path);
  const prefixes = [...files.keys()].filter((name) => name === SEAL_PATH || name.endsWith(`/${SEAL_PATH}`))
    .map((name) => name.slice(0, -SEAL_PATH.length)).sort();
  const zip = await open(path, 'r');
  return {
    archives: (prefixes.length > 0 ? prefixes : ['']).map((prefix) => ({ prefix, source: sourceOf(zip, files, prefix) })),
    close: () => zip.close(),
  };
}

function sourceOf(zip: FileHandle, files: ReadonlyMap<string, ZippedFile>, prefix: string): ArchiveSource {
  const shared = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  return {
    list: () => Promise.resolve([...files.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)).sort()),
    async read(path) {
      const file = files.get(prefix + path);
      if (file === undefined) throw new Error(`${path} is not in the ZIP`);
      return contentOf(zip, file, shared);
    },
  };
}

async function* contentOf(zip: FileHandle, file: ZippedFile, shared: Buffer): AsyncGenerator<Uint8Array> {
  // APPNOTE.TXT §4.3.7: the local header has a name and an extra field of its own.
  const { bytesRead } = await zip.read(shared, 0, 30, file.headerAt);
  if (bytesRead < 30 || shared.readUInt32LE(0) !== 0x04034b50) return;
  const start = file.headerAt + 30 + shared.readUInt16LE(26) + shared.readUInt16LE(28);
  if (!file.deflated) yield* rangeOf(zip, start, file.packedBytes, shared);
  else yield* unpacked(zip, start, file, shared);
}

/** What cannot be unpacked ends there: that the file is not what was sealed is then told by its digest. */
async function* unpacked(zip: FileHandle, start: number, file: ZippedFile, shared: Buffer): AsyncGenerator<Uint8Array> {
  try {
    if (file.packedBytes > AT_ONCE_BYTES || file.bytes > AT_ONCE_BYTES) {
      yield* Readable.from(copiesOf(rangeOf(zip, start, file.packedBytes, shared))).pipe(createInflateRaw());
      return;
    }
    const packed = file.packedBytes <= CHUNK_BYTES ? shared.subarray(0, file.packedBytes) : Buffer.allocUnsafeSlow(file.packedBytes);
    await zip.read(packed, 0, file.packedBytes, start);
    yield inflateRawSync(packed, { maxOutputLength: file.bytes + 1 });
  } catch (error) {
    // A disk that fails is another matter.
    if (error instanceof Error && 'syscall' in error) throw error;
  }
}

async function* rangeOf(zip: FileHandle, start: number, bytes: number, shared: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes;) {
    const { bytesRead } = await zip.read(shared, 0, Math.min(CHUNK_BYTES, bytes - at), start + at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield shared.subarray(0, bytesRead);
  }
}

async function* copiesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Uint8Array.from(chunk);
}

async function indexOf(path: string): Promise<ReadonlyMap<string, ZippedFile>> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const files = new Map<string, ZippedFile>();
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        const refused = keep(entry, files);
        if (refused === undefined) zip.readEntry();
        else reject(new Error(`${entry.fileName} ${refused}`));
      });
      zip.once('end', resolve);
      zip.once('error', reject);
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
  return files;
}

/** Answers why a file cannot be kept. */
function keep(entry: Entry, files: Map<string, ZippedFile>): string | undefined {
  // A name that ends with a slash is a folder.
  if (entry.fileName.endsWith('/')) return undefined;
  if (files.has(entry.fileName)) return 'is in the ZIP twice';
  const { compressionMethod } = entry;
  if (entry.isEncrypted() || (compressionMethod !== STORED && compressionMethod !== DEFLATED)) return 'cannot be unpacked by this program';
  files.set(entry.fileName, {
    headerAt: entry.relativeOffsetOfLocalHeader, packedBytes: entry.compressedSize, bytes: entry.uncompressedSize,
    deflated: compressionMethod === DEFLATED,
  });
  return undefined;
}
