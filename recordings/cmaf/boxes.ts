/** Builders for ISO base media boxes (ISO/IEC 14496-12). All numbers are big-endian. */

const text = new TextEncoder();

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.byteLength;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(parts);
  return concat([u32(body.byteLength + 8), text.encode(type), body]);
}

/** A box with version and 24 bits of flags (§4.2). */
export function fullBox(type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return box(type, u32(((version << 24) | flags) >>> 0), ...parts);
}

export function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(value: number): Uint8Array {
  return bytes((value >>> 8) & 0xff, value & 0xff);
}

export function u32(value: number): Uint8Array {
  return bytes((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** Exact up to 2^53. */
export function u64(value: number): Uint8Array {
  return concat([u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32)]);
}

export function ascii(value: string): Uint8Array {
  return text.encode(value);
}

export function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}
