/**
 * The coded media of one track that waits for its fragment: whole samples first, the frame that is being put together
 * at the end, in one piece of memory that is used again and again. Copying every payload once, as it comes, costs less
 * than keeping thousands of datagrams alive until their fragment is written (measured: a third of the process's time).
 */
export class MediaBuffer {
  #bytes = Buffer.allocUnsafeSlow(16 * 1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(from: Uint8Array, start = 0, end = from.byteLength): void {
    const count = end - start;
    this.#reserve(count);
    if (Buffer.isBuffer(from)) from.copy(this.#bytes, this.#length, start, end);
    else this.#bytes.set(from.subarray(start, end), this.#length);
    this.#length += count;
  }

  appendUint32(value: number): void {
    this.#reserve(4);
    this.#bytes.writeUInt32BE(value, this.#length);
    this.#length += 4;
  }

  appendByte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** Overwrites four bytes, counted from the end. */
  patchUint32(fromEnd: number, value: number): void {
    this.#bytes.writeUInt32BE(value, this.#length - fromEnd);
  }

  /** A view of the last bytes; valid until the next append. */
  last(count: number): Buffer {
    return this.#bytes.subarray(this.#length - count, this.#length);
  }

  dropLast(count: number): void {
    this.#length -= count;
  }

  /** A view of the first bytes; valid until the next append. */
  first(count: number): Buffer {
    return this.#bytes.subarray(0, count);
  }

  /** Forgets the first bytes; the rest moves up. */
  dropFirst(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.byteLength * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
