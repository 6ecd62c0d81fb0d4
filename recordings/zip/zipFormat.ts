/**
 * The one form of ZIP that is written here (APPNOTE 6.3.10): every file stored as it is, without a time, without data
 * descriptors, one behind the other, and nothing else. So names, sizes and CRCs fix every byte of the file that is not
 * content, and a reader can tell whether anything was put in, cut off or moved. Any unzipping program reads it.
 */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: number;
  /** CRC-32 (ISO 3309) over the content, unsigned. */
  readonly crc32: number;
  /** Where its local header begins. */
  readonly offset: number;
}

export const LOCAL_SIGNATURE = 0x04034b50;
export const DIRECTORY_SIGNATURE = 0x02014b50;
/** Local header before its name. */
export const LOCAL_FIXED_BYTES = 30;
/** Where the CRC stands in a local header. */
export const LOCAL_CRC_AT = 14;
export const MAX_NAME_BYTES = 1_024;

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const VERSION = 20;
const VERSION_64 = 45;
/** Names are UTF-8 (4.4.4, bit 11). */
const FLAGS = 0x0800;
/** 1980-01-01, the earliest date that the format knows: the manifest says when, not the container. */
const DATE = 0x0021;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;
const EXTRA_64 = 0x0001;

/** Little-endian fields one after the other. */
class Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u16(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true);
      this.#at += 2;
    }
    return this;
  }

  u32(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setUint32(this.#at, value, true);
      this.#at += 4;
    }
    return this;
  }

  u64(...values: readonly number[]): this {
    for (const value of values) {
      this.#view.setBigUint64(this.#at, BigInt(value), true);
      this.#at += 8;
    }
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.byteLength;
    return this;
  }
}

const isLarge = (bytes: number): boolean => bytes >= MAX_32;
const encode = (path: string): Uint8Array => new TextEncoder().encode(path);

/** 4.3.7. A file of 4 GiB or more has its sizes in the extra field (4.5.3). */
export function localHeader({ path, bytes, crc32 }: Omit<ZipEntry, 'offset'>): Uint8Array<ArrayBuffer> {
  const name = encode(path);
  const large = isLarge(bytes);
  const extra = large ? 20 : 0;
  const size = large ? MAX_32 : bytes;
  const header = new Uint8Array(LOCAL_FIXED_BYTES + name.byteLength + extra);
  const fields = new Fields(header)
    .u32(LOCAL_SIGNATURE).u16(large ? VERSION_64 : VERSION, FLAGS, 0, 0, DATE)
    .u32(crc32, size, size).u16(name.byteLength, extra).raw(name);
  if (large) fields.u16(EXTRA_64, 16).u64(bytes, bytes);
  return header;
}

export function contentOffset(entry: ZipEntry): number {
  return entry.offset + localHeader(entry).byteLength;
}

export function endOf(entry: ZipEntry): number {
  return contentOffset(entry) + entry.bytes;
}

/** 4.3.12. */
export function directoryHeader({ path, bytes, crc32, offset }: ZipEntry): Uint8Array {
  const name = encode(path);
  const large = isLarge(bytes);
  const far = isLarge(offset);
  const extra = large || far ? 4 + (large ? 16 : 0) + (far ? 8 : 0) : 0;
  const version = large || far ? VERSION_64 : VERSION;
  const size = large ? MAX_32 : bytes;
  const header = new Uint8Array(46 + name.byteLength + extra);
  const fields = new Fields(header)
    .u32(DIRECTORY_SIGNATURE).u16(version, version, FLAGS, 0, 0, DATE)
    .u32(crc32, size, size).u16(name.byteLength, extra, 0, 0, 0)
    .u32(0, far ? MAX_32 : offset).raw(name);
  if (extra > 0) fields.u16(EXTRA_64, extra - 4);
  if (large) fields.u64(bytes, bytes);
  if (far) fields.u64(offset);
  return header;
}

/** Everything behind the last file: the directory (4.3.12) and its end (4.3.14 to 4.3.16). */
export function directoryOf(entries: readonly ZipEntry[]): Uint8Array<ArrayBuffer> {
  const last = entries.at(-1);
  const start = last === undefined ? 0 : endOf(last);
  const headers = entries.map(directoryHeader);
  const length = headers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const large = entries.length >= MAX_16 || isLarge(start) || isLarge(length);
  const whole = new Uint8Array(length + (large ? 76 : 0) + 22);
  const fields = new Fields(whole);
  for (const header of headers) fields.raw(header);
  if (large) {
    fields.u32(END64_SIGNATURE).u64(44).u16(VERSION_64, VERSION_64).u32(0, 0)
      .u64(entries.length, entries.length, length, start)
      .u32(LOCATOR64_SIGNATURE, 0).u64(start + length).u32(1);
  }
  const count = Math.min(entries.length, MAX_16);
  fields.u32(END_SIGNATURE).u16(0, 0, count, count).u32(Math.min(length, MAX_32), Math.min(start, MAX_32)).u16(0);
  return whole;
}
