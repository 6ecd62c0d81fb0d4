/**
 * Recordings run on the server's wall clock; a phone's clock may be minutes off. The offset is read from the
 * Date header of answers (RFC 9110 §6.6.1), which has whole seconds: good for durations people read, not for
 * measuring.
 */
let offsetMs = 0;

/** Below this the header's own granularity and the way there explain the difference. */
const NOISE_MS = 1500;

export function noteServerDate(dateHeader: string | null, sentMs: number, receivedMs: number): void {
  const serverMs = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(serverMs)) return;
  const measuredMs = serverMs + 500 - (sentMs + receivedMs) / 2;
  offsetMs = Math.abs(measuredMs) < NOISE_MS ? 0 : measuredMs;
}

/** The server's wall clock as well as this page knows it, ms since the epoch. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}
