import type { ArchiveSource } from '../contract.ts';
import {
  contentOffset, DIRECTORY_SIGNATURE, directoryHeader, directoryOf, endOf, LOCAL_FIXED_BYTES, LOCAL_SIGNATURE, localHeader, MAX_NAME_BYTES,
} from './zipFormat.ts';
import type { ZipEntry } from './zipFormat.ts';

/** Bytes that can be read anywhere: a file of this machine, or one that a person gave to a page. */
export interface ByteSource {
  readonly size: number;
  /** Fewer than asked for only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The first place at which a ZIP is not what would have been written from its files. */
export interface ZipFault {
  readonly kind: 'truncated' | 'changed' | 'foreign';
  /** The file in or behind which it is; empty before the first. */
  readonly path: string;
  readonly offset: number;
  /** Where that file begins: a name that was changed leads nobody to it. Missing before the first. */
  readonly fileOffset?: number;
  readonly reason: string;
}

export interface ZipReading {
  /** In their order; with a fault, those before it. */
  readonly entries: readonly ZipEntry[];
  readonly fault?: ZipFault;
}

const CHUNK_BYTES = 1024 * 1024;
const HEADER_BYTES = LOCAL_FIXED_BYTES + MAX_NAME_BYTES + 20;

/** Walks a ZIP of this house's form (`zipFormat.ts`) from its first byte to its last; every byte outside contents is compared. */
export async function readZip(bytes: ByteSource): Promise<ZipReading> {
  const entries: ZipEntry[] = [];
  const known = new Set<string>();
  let offset = 0;
  for (;;) {
    const last = entries.at(-1);
    const behind = { path: last?.path ?? '', offset, ...(last && { fileOffset: last.offset }) };
    const found = await bytes.read(offset, HEADER_BYTES);
    if (found.byteLength < 4) return { entries, fault: { kind: 'truncated', ...behind, reason: 'The ZIP ends before its directory.' } };
    const view = new DataView(found.buffer, found.byteOffset, found.byteLength);
    const signature = view.getUint32(0, true);
    if (signature === DIRECTORY_SIGNATURE && entries.length > 0) return { entries, ...(await directoryFault(bytes, entries, offset)) };
    const entry = signature === LOCAL_SIGNATURE ? localEntry(view, found, offset) : undefined;
    if (entry === undefined) {
      const kind = entries.length === 0 ? 'foreign' : 'changed';
      return { entries, fault: { kind, ...behind, reason: 'There is no file of this form at this place.' } };
    }
    if (known.has(entry.path)) return { entries, fault: { kind: 'changed', path: entry.path, offset, fileOffset: offset, reason: 'The file is there twice.' } };
    if (endOf(entry) > bytes.size) return { entries, fault: { kind: 'truncated', path: entry.path, offset, fileOffset: offset, reason: 'The ZIP ends inside this file.' } };
    known.add(entry.path);
    entries.push(entry);
    offset = endOf(entry);
  }
}

/** Undefined when the header is not, byte by byte, what `localHeader` writes. */
function localEntry(view: DataView, found: Uint8Array, offset: number): ZipEntry | undefined {
  if (found.byteLength < LOCAL_FIXED_BYTES) return undefined;
  const nameBytes = view.getUint16(26, true);
  const extraBytes = view.getUint16(28, true);
  const end = LOCAL_FIXED_BYTES + nameBytes + extraBytes;
  if (nameBytes === 0 || nameBytes > MAX_NAME_BYTES || end > found.byteLength || (extraBytes !== 0 && extraBytes !== 20)) return undefined;
  const path = new TextDecoder().decode(found.subarray(LOCAL_FIXED_BYTES, LOCAL_FIXED_BYTES + nameBytes));
  const large = extraBytes === 20;
  const size = large ? Number(view.getBigUint64(LOCAL_FIXED_BYTES + nameBytes + 4, true)) : view.getUint32(18, true);
  if (!Number.isSafeInteger(size)) return undefined;
  const entry = { path, bytes: size, crc32: view.getUint32(14, true), offset };
  return isSame(localHeader(entry), found.subarray(0, end)) ? entry : undefined;
}

async function directoryFault(bytes: ByteSource, entries: readonly ZipEntry[], offset: number): Promise<{ fault?: ZipFault }> {
  const expected = directoryOf(entries);
  const actual = await readWhole(bytes, offset, expected.byteLength + 1);
  if (isSame(expected, actual)) return {};
  const at = expected.findIndex((byte, i) => byte !== actual[i]);
  const kind = actual.byteLength < expected.byteLength ? 'truncated' : 'changed';
  // Which file's line of the directory the first wrong byte is in; behind them all it is the directory's end.
  let left = at === -1 ? expected.byteLength : at;
  const hit = entries.find((entry) => {
    left -= directoryHeader(entry).byteLength;
    return left < 0;
  });
  return { fault: { kind, path: hit?.path ?? '', offset: offset + (at === -1 ? expected.byteLength : at), ...(hit && { fileOffset: hit.offset }), reason: 'The directory of the ZIP is not that of its files.' } };
}

async function readWhole(bytes: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(Math.max(0, Math.min(length, bytes.size - offset)));
  for (let at = 0; at < whole.byteLength;) {
    const chunk = await bytes.read(offset + at, Math.min(CHUNK_BYTES, whole.byteLength - at));
    if (chunk.byteLength === 0) return whole.subarray(0, at);
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * The files of a ZIP below a folder, as an archive.
 * @param prefix ends with `/`, or is empty for all
 */
export function zipSource(bytes: ByteSource, entries: readonly ZipEntry[], prefix = ''): ArchiveSource {
  const inside = new Map(entries.filter(({ path }) => path.startsWith(prefix)).map((entry) => [entry.path.slice(prefix.length), entry]));
  return {
    list: () => Promise.resolve([...inside.keys()]),
    read(path) {
      const entry = inside.get(path);
      if (entry === undefined) return Promise.reject(new Error(`${prefix}${path} is not in the ZIP`));
      return Promise.resolve(chunksOf(bytes, contentOffset(entry), entry.bytes));
    },
  };
}

async function* chunksOf(bytes: ByteSource, offset: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length;) {
    const chunk = await bytes.read(offset + at, Math.min(CHUNK_BYTES, length - at));
    if (chunk.byteLength === 0) return;
    at += chunk.byteLength;
    yield chunk;
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && a.every((byte, i) => byte === b[i]);
}
