/**
 * Recordings run on the server's wall clock; a phone's clock may be minutes off, and may be set while the visit runs. So
 * this page counts with the browser's monotonic clock and knows how far the server's is from it: coarsely from the Date
 * header of answers (RFC 9110 §6.6.1, whole seconds), and well once `measureServerClock` has asked.
 */
export interface ClockReading {
  /** Server's clock less `deviceNow`, ms. */
  readonly offsetMs: number;
  /** By how much that may be wrong: half the way there and back (RFC 5905 §8). */
  readonly uncertaintyMs: number;
}

let coarseMs = 0;
let reading: ClockReading | undefined;

/** A page that begins without a network goes on with what an earlier one measured, by the device's wall clock. */
const REMEMBERED = 'serverClock';
/** A quartz of a phone is off by less, ms per ms. */
const DRIFT = 1e-4;

interface Remembered {
  /** Server's clock less `Date.now()`. */
  readonly wallOffsetMs: number;
  readonly uncertaintyMs: number;
  readonly atMs: number;
}

/** Below this the header's own granularity and the way there explain the difference. */
const NOISE_MS = 1500;
const SAMPLES = 5;

export function noteServerDate(dateHeader: string | null, sentMs: number, receivedMs: number): void {
  const serverMs = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(serverMs)) return;
  const measuredMs = serverMs + 500 - (sentMs + receivedMs) / 2;
  coarseMs = Math.abs(measuredMs) < NOISE_MS ? 0 : measuredMs;
}

/** This page's own clock, ms since the epoch: set once, when the page began, and never moved. */
export function deviceNow(): number {
  return performance.timeOrigin + performance.now();
}

/** The server's wall clock as well as this page knows it, ms since the epoch. */
export function serverNow(): number {
  const known = clockReading();
  return known ? deviceNow() + known.offsetMs : Date.now() + coarseMs;
}

/** What was measured last, by this page or an earlier one of this device; undefined while the server was never reached. */
export function clockReading(): ClockReading | undefined {
  return reading ?? recall();
}

function remember({ offsetMs, uncertaintyMs }: ClockReading): void {
  const kept: Remembered = { wallOffsetMs: offsetMs + deviceNow() - Date.now(), uncertaintyMs, atMs: Date.now() };
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(kept));
  } catch {
    // Where nothing can be kept, a page without a network knows no other clock than its own.
  }
}

function recall(): ClockReading | undefined {
  try {
    const { wallOffsetMs, uncertaintyMs, atMs } = JSON.parse(localStorage.getItem(REMEMBERED) ?? '') as Remembered;
    return { offsetMs: wallOffsetMs + Date.now() - deviceNow(), uncertaintyMs: uncertaintyMs + Math.abs(Date.now() - atMs) * DRIFT };
  } catch {
    return undefined;
  }
}

/**
 * Asks the server for its clock several times and believes the quickest answer.
 * @param ask resolves to the server's wall clock, ms since the epoch
 */
export async function measureServerClock(ask: () => Promise<number>): Promise<ClockReading> {
  let best: ClockReading | undefined;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const sentMs = deviceNow();
    const serverMs = await ask();
    const receivedMs = deviceNow();
    const uncertaintyMs = (receivedMs - sentMs) / 2;
    if (!best || uncertaintyMs < best.uncertaintyMs) best = { offsetMs: serverMs - (sentMs + receivedMs) / 2, uncertaintyMs };
  }
  reading = best!;
  remember(reading);
  return reading;
}
