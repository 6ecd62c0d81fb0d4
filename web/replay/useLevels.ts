import { useEffect, useState } from 'react';

const SHOW_EVERY_MS = 250;

/** How loud the sound is, step by step from the start, as far as it has come; grows while the server computes. */
export function useLevels(url: string | undefined): Uint8Array | undefined {
  const [levels, setLevels] = useState<Uint8Array>();
  useEffect(() => {
    if (url === undefined) return;
    const leaving = new AbortController();
    void read(url, leaving.signal, setLevels).catch(() => undefined);
    return () => { leaving.abort(); };
    // The address changes with its link; what it shows does not.
  }, [url?.replace(/\/media\/[^/]+\//u, '/')]);
  return levels;
}

/** A waveform that can't be had is a plain bar, not an error. */
async function read(url: string, signal: AbortSignal, show: (levels: Uint8Array) => void): Promise<void> {
  const response = await fetch(url, { credentials: 'same-origin', signal });
  if (!response.ok || !response.body) return;
  let levels = new Uint8Array(0);
  let shownMs = -Infinity;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (value) {
      const grown = new Uint8Array(levels.length + value.length);
      grown.set(levels);
      grown.set(value, levels.length);
      levels = grown;
    }
    if (done || performance.now() - shownMs > SHOW_EVERY_MS) {
      show(levels);
      shownMs = performance.now();
    }
    if (done) return;
  }
}
