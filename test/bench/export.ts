import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openCaseBed } from '../support/buildCaseFile.ts';

/** Two hours of 1.5 Mbit/s of picture and 32 kbit/s of sound. */
const SHAPE = { seconds: 7_200, pictureBytes: 375_000, soundBytes: 8_000 };
const GIB = 2 ** 30;

/**
 * How fast a two-hour visit becomes a case file, durable on the disk, and the exporting process's memory at its highest
 * meanwhile. The recording is written by another process, whose memory is not the exporter's.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  const writer = join(import.meta.dirname, '../support/writeArchiveInto.ts');
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', writer, folder, 'visit-1', JSON.stringify(SHAPE)]);
  const bed = await openCaseBed({ archive: join(folder, 'visit-1') });
  await rm(folder, { recursive: true });
  try {
    const before = process.memoryUsage.rss();
    let peakRss = before;
    const sampling = setInterval(() => { peakRss = Math.max(peakRss, process.memoryUsage.rss()); }, 10);
    const startedAtMs = performance.now();
    const path = await bed.exportNext();
    const tookMs = performance.now() - startedAtMs;
    clearInterval(sampling);
    const { size } = await stat(path);
    return {
      gib: Number((size / GIB).toFixed(2)), mibPerSec: Math.round(size / 2 ** 20 / (tookMs / 1_000)),
      rssMiB: Math.round(peakRss / 2 ** 20), rssBeforeMiB: Math.round(before / 2 ** 20),
    };
  } finally {
    await bed.close();
  }
}
