import { crc32 } from 'node:zlib';
import { contentOffset, directoryOf, endOf, localHeader } from '../../../../recordings/zip/zipFormat.ts';
import type { ZipEntry } from '../../../../recordings/zip/zipFormat.ts';

/** What was done to a case file, and where its verifier should find it. */
export interface Tampering {
  readonly what: string;
  readonly bytes: Buffer;
  /** Any of these must be in the place that is named. */
  readonly places: readonly string[];
}

interface Content {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Deterministic numbers from 0 to 1 (mulberry32), so that a failure can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const TAMPERINGS = ['flip', 'truncate', 'swapContents', 'swapPlaces', 'remove', 'insertFile', 'insertBytes', 'cutBytes', 'replace'] as const;
export type TamperKind = (typeof TAMPERINGS)[number];

/** Changes the ZIP in one way. Changes of files are made as a skilled hand would: with a whole, valid ZIP around them. */
export function tamper(zip: Buffer, entries: readonly ZipEntry[], kind: TamperKind, random: () => number): Tampering {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const contents = entries.map((entry): Content => ({ path: entry.path, bytes: zip.subarray(contentOffset(entry), endOf(entry)) }));
  const two = (): [number, number] => {
    const a = Math.floor(random() * contents.length);
    let b = Math.floor(random() * contents.length);
    while (b === a || contents[a]?.bytes.equals(contents[b]?.bytes ?? Buffer.alloc(0))) b = (b + 1) % contents.length;
    return [Math.min(a, b), Math.max(a, b)];
  };
  const offset = Math.floor(random() * zip.byteLength);
  switch (kind) {
    case 'flip': {
      const bytes = Buffer.from(zip);
      bytes[offset] = (bytes[offset] ?? 0) ^ (1 << Math.floor(random() * 8));
      return { what: `flip @${offset}`, bytes, places: placesAt(entries, offset) };
    }
    case 'truncate': return { what: `truncate @${offset}`, bytes: zip.subarray(0, offset), places: placesAt(entries, offset) };
    case 'insertBytes': {
      const added = Buffer.from([1 + Math.floor(random() * 255), Math.floor(random() * 256)]);
      return { what: `insert @${offset}`, bytes: Buffer.concat([zip.subarray(0, offset), added, zip.subarray(offset)]), places: placesAt(entries, offset) };
    }
    case 'cutBytes': return { what: `cut @${offset}`, bytes: Buffer.concat([zip.subarray(0, offset), zip.subarray(offset + 1)]), places: placesAt(entries, offset) };
    case 'swapContents': {
      const [a, b] = two();
      const bytes = rebuild(contents.map((one, i) => (i === a ? { ...one, bytes: contents[b]!.bytes } : i === b ? { ...one, bytes: contents[a]!.bytes } : one)));
      return { what: `swap contents ${contents[a]?.path} ${contents[b]?.path}`, bytes, places: [contents[a]!.path, contents[b]!.path] };
    }
    case 'swapPlaces': {
      const [a, b] = two();
      return { what: `swap places ${contents[a]?.path} ${contents[b]?.path}`, bytes: rebuild(contents.map((one, i) => (i === a ? contents[b]! : i === b ? contents[a]! : one))), places: [contents[a]!.path, contents[b]!.path] };
    }
    case 'remove': {
      const removed = pick(contents);
      return { what: `remove ${removed.path}`, bytes: rebuild(contents.filter((one) => one !== removed)), places: [removed.path] };
    }
    case 'insertFile': {
      const added = { path: `parts/photos/added-${Math.floor(random() * 1e6)}.jpg`, bytes: Buffer.from('added') };
      const at = Math.floor(random() * (contents.length + 1));
      return { what: `add ${added.path} as file ${at}`, bytes: rebuild([...contents.slice(0, at), added, ...contents.slice(at)]), places: [added.path, contents[at]?.path ?? added.path] };
    }
    case 'replace': {
      const changed = pick(contents);
      const bytes = Buffer.from(changed.bytes);
      const at = Math.floor(random() * bytes.byteLength);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      return { what: `change ${changed.path} @${at}`, bytes: rebuild(contents.map((one) => (one === changed ? { ...one, bytes } : one))), places: [changed.path] };
    }
  }
}

/** The file whose content or header a byte is in; a broken header is named by the file before it, and by the byte. */
function placesAt(entries: readonly ZipEntry[], offset: number): readonly string[] {
  const at = entries.findIndex((entry) => offset < endOf(entry));
  // Behind every file is the directory: its lines are named by their files, its end by the byte.
  if (at === -1) return ['ZIP @'];
  const entry = entries[at]!;
  return offset < contentOffset(entry) ? [entry.path, `ZIP @${entry.offset}`] : [entry.path];
}

function rebuild(contents: readonly Content[]): Buffer {
  const pieces: Uint8Array[] = [];
  const entries: ZipEntry[] = [];
  let offset = 0;
  for (const { path, bytes } of contents) {
    const entry = { path, bytes: bytes.byteLength, crc32: crc32(bytes), offset };
    entries.push(entry);
    pieces.push(localHeader(entry), bytes);
    offset = endOf(entry);
  }
  return Buffer.concat([...pieces, directoryOf(entries)]);
}
