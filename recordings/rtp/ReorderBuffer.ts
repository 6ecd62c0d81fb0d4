import type { RtpPacket } from './rtpPacket.ts';

/** Places for packets that wait for an earlier one; a power of two. */
const CAPACITY = 1_024;
/** The first repeat is asked for this long after a packet is missed: most are only out of order. */
const FIRST_NACK_MS = 20;
/** Longer than a round trip to a phone on a bad network would be wasted asking. */
const NACK_RETRY_MS = 100;
const MAX_NACKS = 10;

export interface ReorderOptions {
  /** How long a missing packet is waited for. A recording is patient where a call cannot be. */
  readonly maxWaitMs: number;
  readonly onPacket: (packet: RtpPacket, arrivalMs: number) => void;
  /** Packets that will never come, between the last one given and the next. */
  readonly onLost: (count: number) => void;
}

interface Missing {
  readonly sinceMs: number;
  askedAtMs: number;
  asked: number;
}

/**
 * Puts packets back into order and decides which are lost. Sequence numbers are 16 bits on the wire and are
 * extended here, so a track may run for days.
 */
export class ReorderBuffer {
  readonly #options: ReorderOptions;
  readonly #slots = new Array<{ packet: RtpPacket; arrivalMs: number } | undefined>(CAPACITY);
  /** By extended sequence number, in rising order because it is only ever added to at its end. */
  readonly #missing = new Map<number, Missing>();
  /** Extended number of the packet to give next; undefined before the first. */
  #next: number | undefined;
  #highest = 0;
  /** The last packet that was far off; a second in a row proves that the numbering has jumped. */
  #stray: { packet: RtpPacket; arrivalMs: number } | undefined;
  recovered = 0;
  duplicates = 0;
  /** Came after they had been given up, or before the first packet in order. */
  late = 0;
  reordered = 0;

  constructor(options: ReorderOptions) {
    this.#options = options;
  }

  push(packet: RtpPacket, arrivalMs: number): void {
    if (this.#next === undefined) {
      this.#next = packet.sequence;
      this.#highest = packet.sequence - 1;
    }
    // The distance from the highest, as a signed 16-bit number, extends the sequence (RFC 3550 appendix A.1).
    const distance = ((packet.sequence - this.#highest) << 16) >> 16;
    if (distance >= CAPACITY || distance <= -CAPACITY) {
      this.#jump(packet, arrivalMs, distance);
      return;
    }
    this.#stray = undefined;
    const extended = this.#highest + distance;
    if (extended === this.#next && this.#missing.size === 0) {
      this.#highest = extended;
      this.#next = extended + 1;
      this.#options.onPacket(packet, arrivalMs);
      return;
    }
    this.#hold(packet, extended, arrivalMs);
  }

  #hold(packet: RtpPacket, extended: number, arrivalMs: number): void {
    const next = this.#next!;
    if (extended < next) {
      this.late += 1;
      return;
    }
    if (this.#slots[extended % CAPACITY] !== undefined) {
      this.duplicates += 1;
      return;
    }
    if (extended > this.#highest) {
      for (let lost = this.#highest + 1; lost < extended; lost += 1) {
        this.#missing.set(lost, { sinceMs: arrivalMs, askedAtMs: -Infinity, asked: 0 });
      }
      this.#highest = extended;
    } else {
      this.reordered += 1;
      if ((this.#missing.get(extended)?.asked ?? 0) > 0) this.recovered += 1;
      this.#missing.delete(extended);
    }
    // Without room the oldest is given up first, whatever its age. The walk ends at the highest one held before.
    while (extended - this.#next! >= CAPACITY) this.#giveUpFirst();
    this.#slots[extended % CAPACITY] = { packet, arrivalMs };
    this.#drain();
  }

  /** Packets are held back for an earlier one. */
  get waiting(): boolean {
    return this.#missing.size > 0;
  }

  /** Gives up what was waited for too long. Call it often; it is cheap when nothing is missing. */
  expire(nowMs: number): void {
    for (;;) {
      const first = this.#missing.values().next().value;
      if (first === undefined || nowMs - first.sinceMs < this.#options.maxWaitMs) return;
      this.#giveUpFirst();
      this.#drain();
    }
  }

  /** The sequence numbers to ask for again now, in rising order, as 16 bits. */
  toRequest(nowMs: number): readonly number[] {
    if (this.#missing.size === 0) return [];
    const due: number[] = [];
    for (const [extended, missing] of this.#missing) {
      if (missing.asked >= MAX_NACKS || nowMs - missing.sinceMs < FIRST_NACK_MS) continue;
      if (nowMs - missing.askedAtMs < NACK_RETRY_MS) continue;
      missing.askedAtMs = nowMs;
      missing.asked += 1;
      due.push(extended & 0xffff);
    }
    return due;
  }

  /** Gives everything that is held, as at the end of a track. */
  flush(): void {
    while (this.#missing.size > 0) {
      this.#giveUpFirst();
      this.#drain();
    }
  }

  /** Everything from the next packet up to the first one that is held will not come. */
  #giveUpFirst(): void {
    let count = 0;
    while (this.#next! <= this.#highest && this.#slots[this.#next! % CAPACITY] === undefined) {
      this.#missing.delete(this.#next!);
      this.#next! += 1;
      count += 1;
    }
    if (count > 0) this.#options.onLost(count);
    this.#drain();
  }

  #drain(): void {
    for (;;) {
      const held = this.#slots[this.#next! % CAPACITY];
      if (held === undefined) return;
      this.#slots[this.#next! % CAPACITY] = undefined;
      this.#next! += 1;
      this.#options.onPacket(held.packet, held.arrivalMs);
    }
  }

  /** After a long outage, or when the sender counts anew: one packet may be a stray, two in a row are not. */
  #jump(packet: RtpPacket, arrivalMs: number, distance: number): void {
    const first = this.#stray;
    if (first === undefined || packet.sequence !== ((first.packet.sequence + 1) & 0xffff)) {
      this.#stray = { packet, arrivalMs };
      return;
    }
    this.#stray = undefined;
    this.flush();
    this.#options.onLost(Math.max(1, distance - 2));
    this.#next = first.packet.sequence;
    this.#highest = first.packet.sequence - 1;
    this.push(first.packet, first.arrivalMs);
    this.push(packet, arrivalMs);
  }
}
