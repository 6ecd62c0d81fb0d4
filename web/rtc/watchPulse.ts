import type { types } from 'mediasoup-client';

const LOOK_MS = 500;
/** The far end acknowledges what it gets several times a second (transport-wide congestion control). */
const SILENT_MS = 1_500;

/**
 * Tells within two seconds that nothing comes back any more, and at once that something does again. A browser's own
 * connection state takes three times as long to notice, because for it silence may just be silence.
 * @returns stops watching
 */
export function watchPulse(transport: types.Transport, onPulse: (alive: boolean) => void): () => void {
  let heard = -1;
  let heardAtMs = performance.now();
  let alive = true;
  const timer = setInterval(() => void look(), LOOK_MS);
  async function look(): Promise<void> {
    if (transport.closed) {
      clearInterval(timer);
      return;
    }
    if (alive && transport.connectionState !== 'connected') return;
    let packets = 0;
    (await transport.getStats()).forEach((stats: { type: string; packetsReceived?: number }) => {
      if (stats.type === 'transport') packets += stats.packetsReceived ?? 0;
    });
    const nowMs = performance.now();
    if (packets !== heard) {
      heard = packets;
      heardAtMs = nowMs;
    }
    const hears = nowMs - heardAtMs < SILENT_MS;
    if (hears !== alive && !transport.closed) {
      alive = hears;
      onPulse(alive);
    }
  }
  return () => { clearInterval(timer); };
}
