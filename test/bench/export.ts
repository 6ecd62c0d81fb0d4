import { stat } from 'node:fs/promises';
import { openCaseBed } from '../support/buildCaseFile.ts';

/** Two hours of 1.5 Mbit/s of picture and 32 kbit/s of sound. */
const SHAPE = { seconds: 7_200, pictureBytes: 375_000, soundBytes: 8_000 };
const GIB = 2 ** 30;

/** How fast a two-hour visit becomes a case file, durable on the disk, and the process's memory at its highest meanwhile. */
export async function bench(): Promise<Record<string, unknown>> {
  const bed = await openCaseBed({ archive: SHAPE });
  try {
    globalThis.gc?.();
    let peakRss = process.memoryUsage.rss();
    const sampling = setInterval(() => { peakRss = Math.max(peakRss, process.memoryUsage.rss()); }, 10);
    const startedAtMs = performance.now();
    const path = await bed.exportNext();
    const tookMs = performance.now() - startedAtMs;
    clearInterval(sampling);
    const { size } = await stat(path);
    return { name: 'export', gib: Number((size / GIB).toFixed(2)), mibPerSec: Math.round(size / 2 ** 20 / (tookMs / 1_000)), rssMiB: Math.round(peakRss / 2 ** 20) };
  } finally {
    await bed.close();
  }
}
