import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import type { Document } from 'bson';
import { RANK, bytesOf, rankOf } from './compare.ts';
import type { Numeric } from './decimal.ts';
import { exactNumber } from './decimal.ts';

const NAN = 0x01;
const NEGATIVE_INFINITY = 0x02;
const NEGATIVE = 0x03;
const ZERO = 0x04;
const POSITIVE = 0x05;
const INFINITE = 0x06;
/** Moves the decimal exponents of all BSON numbers (−6 176 … 6 145 and their digits) above zero. */
const EXPONENT_BIAS = 0x4000;

/**
 * Writes BSON values as bytes whose order under `memcmp`, SQLite's order for blobs, is the order of the values.
 * Values that compare as equal (1, 1.0, Long 1, Decimal128 "1.00") give the same bytes.
 *
 * A value is one byte of rank and then: numbers as sign, exponent and base-100 digits of the exact decimal value;
 * strings as UTF-8 with 00 written as 00 FF and a closing 00; objects as (rank, name, value) per field with a closing
 * 00; arrays as their values with a closing 00. No rank is 00 or FF, nor is its complement, so a closing 00 sorts
 * before anything that can follow. A descending field is the complement of its bytes.
 */
export class KeyWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** The bytes so far, as a copy. */
  take(): Buffer {
    const key = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return key;
  }

  value(value: unknown, descending = false): this {
    const begin = this.#length;
    this.#ranked(value);
    if (descending) {
      for (let i = begin; i < this.#length; i += 1) this.#bytes[i] = 0xff - (this.#bytes[i] as number);
    }
    return this;
  }

  byte(byte: number): this {
    this.#room(1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
    return this;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  #ranked(value: unknown): void {
    const rank = rankOf(value);
    this.byte(rank);
    this.#payload(rank, value);
  }

  #payload(rank: number, value: unknown): void {
    switch (rank) {
      case RANK.number:
        return this.#number(value as Numeric);
      case RANK.string:
        return this.#text(String(value));
      case RANK.object:
        return this.#object(value as Document);
      case RANK.array:
        for (const element of value as unknown[]) this.#ranked(element);
        this.byte(0);
        return;
      case RANK.binary:
        return this.#binary(value as Binary);
      case RANK.objectId:
        return this.#raw((value as ObjectId).id);
      case RANK.boolean:
        this.byte(value === true ? 1 : 0);
        return;
      case RANK.date:
        return this.#int64(BigInt((value as Date).getTime()) + (1n << 63n));
      case RANK.timestamp:
        return this.#int64((value as Timestamp).toBigInt() & ((1n << 64n) - 1n));
      case RANK.regex:
        this.#text((value as BSONRegExp).pattern);
        return this.#text((value as BSONRegExp).options);
      case RANK.code:
        return this.#text((value as Code).code);
      case RANK.codeWithScope:
        this.#text((value as Code).code);
        return this.#object((value as Code).scope ?? {});
      default:
    }
  }

  #number(value: Numeric): void {
    const exact = exactNumber(value);
    if (exact === 'NaN') return void this.byte(NAN);
    if (exact === 'Infinity') return void this.byte(INFINITE);
    if (exact === '-Infinity') return void this.byte(NEGATIVE_INFINITY);
    if (exact.sign === 0) return void this.byte(ZERO);
    this.byte(exact.sign < 0 ? NEGATIVE : POSITIVE);
    const begin = this.#length;
    const exponent = exact.digits.length + exact.exponent + EXPONENT_BIAS;
    this.byte(exponent >> 8).byte(exponent & 0xff);
    const { digits } = exact;
    for (let i = 0; i < digits.length; i += 2) {
      const tens = digits.charCodeAt(i) - 48;
      const ones = i + 1 < digits.length ? digits.charCodeAt(i + 1) - 48 : 0;
      this.byte(tens * 10 + ones + 1);
    }
    this.byte(0);
    if (exact.sign < 0) {
      for (let i = begin; i < this.#length; i += 1) this.#bytes[i] = 0xff - (this.#bytes[i] as number);
    }
  }

  #text(text: string): void {
    // Each UTF-16 unit takes three bytes of UTF-8 at most, and each 00 two bytes here.
    this.#room(text.length * 3 + 1);
    if (!text.includes('\0')) {
      this.#length += this.#bytes.write(text, this.#length, 'utf8');
      this.byte(0);
      return;
    }
    for (const byte of Buffer.from(text, 'utf8')) {
      this.byte(byte);
      if (byte === 0) this.byte(0xff);
    }
    this.byte(0);
  }

  #object(document: Document): void {
    for (const [name, value] of Object.entries(document)) {
      const rank = rankOf(value);
      this.byte(rank);
      this.#text(name);
      this.#payload(rank, value);
    }
    this.byte(0);
  }

  #binary(value: Binary): void {
    this.#room(5 + value.length());
    this.#length = this.#bytes.writeUInt32BE(value.length(), this.#length);
    this.byte(value.sub_type);
    this.#raw(bytesOf(value));
  }

  #raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #int64(value: bigint): void {
    this.#room(8);
    this.#length = this.#bytes.writeBigUInt64BE(value, this.#length);
  }
}

/** One writer for the thread: `keyOf` takes its bytes before anything else can write. */
const writer = new KeyWriter();

/** The key of one value alone. */
export function keyOf(value: unknown): Buffer {
  return writer.value(value).take();
}
