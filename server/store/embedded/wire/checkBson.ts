import { StoreError } from '../StoreError.ts';

/** Nested documents and arrays deeper than this are refused. Source: `BSONDepth::kDefaultMaxAllowableDepth`. */
export const MAX_DEPTH = 200;

/** Sizes of the values that are always the same size, by BSON type. */
const FIXED_SIZES: Readonly<Record<number, number>> = {
  0x01: 8,
  0x06: 0,
  0x07: 12,
  0x08: 1,
  0x09: 8,
  0x0a: 0,
  0x10: 4,
  0x11: 8,
  0x12: 8,
  0x13: 16,
  0x7f: 0,
  0xff: 0,
};

/**
 * Walks a document from outside without recursion and without making anything of it, so that a lying length or a bomb
 * of nested documents is found before it costs memory or stack.
 *
 * @param at where the document begins
 * @param depth how many documents it is nested in
 * @returns where it ends
 * @throws StoreError InvalidBSON, or Overflow past {@link MAX_DEPTH}
 */
export function checkBson(bytes: Buffer, at: number, depth = 0): number {
  const ends: number[] = [];
  let position = open(bytes, at, bytes.length, depth, ends);
  for (;;) {
    const end = ends[ends.length - 1] as number;
    const type = bytes[position] as number;
    position += 1;
    if (type === 0) {
      if (position !== end) throw malformed('a document does not end where its length says');
      ends.pop();
      if (ends.length === 0) return position;
      continue;
    }
    position = afterCString(bytes, position, end);
    if (type === 0x03 || type === 0x04) {
      position = open(bytes, position, end - 1, depth, ends);
      continue;
    }
    position = afterValue(bytes, type, position, end - 1, depth + ends.length);
    if (position >= end) throw malformed('a value reaches past its document');
  }
}

function open(bytes: Buffer, at: number, limit: number, depth: number, ends: number[]): number {
  if (at + 5 > limit) throw malformed('a document is cut off');
  const size = bytes.readInt32LE(at);
  if (size < 5 || at + size > limit) throw malformed("a document's length is not true");
  if (depth + ends.length >= MAX_DEPTH) {
    throw new StoreError('Overflow', `documents are nested deeper than ${MAX_DEPTH} levels`);
  }
  ends.push(at + size);
  return at + 4;
}

function afterCString(bytes: Buffer, at: number, end: number): number {
  const zero = bytes.indexOf(0, at);
  if (zero === -1 || zero >= end - 1) throw malformed('a name is not closed');
  return zero + 1;
}

function afterValue(bytes: Buffer, type: number, at: number, end: number, depth: number): number {
  const fixed = FIXED_SIZES[type];
  if (fixed !== undefined) return at + fixed;
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
      return afterString(bytes, at, end);
    case 0x05: {
      const size = lengthAt(bytes, at, end);
      return at + 5 + size;
    }
    case 0x0b:
      return afterCString(bytes, afterCString(bytes, at, end + 1), end + 1);
    case 0x0c:
      return afterString(bytes, at, end) + 12;
    case 0x0f: {
      const size = lengthAt(bytes, at, end);
      const scope = afterString(bytes, at + 4, end);
      if (at + size > end) throw malformed('code with scope is cut off');
      // Each recursion goes at least one level deeper, so MAX_DEPTH bounds it.
      if (checkBson(bytes.subarray(0, at + size), scope, depth) !== at + size) {
        throw malformed('code with scope has a length that is not true');
      }
      return at + size;
    }
    default:
      throw malformed(`a value has the unknown type ${type}`);
  }
}

function afterString(bytes: Buffer, at: number, end: number): number {
  const size = lengthAt(bytes, at, end);
  if (size < 1 || bytes[at + 4 + size - 1] !== 0) throw malformed('a string is not closed');
  return at + 4 + size;
}

function lengthAt(bytes: Buffer, at: number, end: number): number {
  if (at + 4 > end) throw malformed('a length is cut off');
  const size = bytes.readInt32LE(at);
  if (size < 0 || at + 4 + size > end) throw malformed('a length is not true');
  return size;
}

function malformed(what: string): StoreError {
  return new StoreError('InvalidBSON', `Malformed BSON: ${what}`);
}
