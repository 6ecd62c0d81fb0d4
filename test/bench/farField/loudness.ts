import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Loudness {
  /** Integrated, gated, ITU-R BS.1770. */
  readonly lufs: number;
  readonly truePeakDb: number;
}

/** Loudness as ffmpeg measures it, over all of the file or from one second on. */
export async function measureLoudness(file: string, fromS = 0): Promise<Loudness> {
  const { stderr } = await promisify(execFile)(
    'ffmpeg', ['-hide_banner', '-nostats', '-ss', String(fromS), '-i', file, '-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'], { maxBuffer: 1 << 26 },
  );
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const [, lufs] = /I:\s+(-?[\d.]+) LUFS/.exec(summary) ?? [];
  const [, peak] = /Peak:\s+(-?[\d.]+|-inf) dBFS/.exec(summary) ?? [];
  return { lufs: Number(lufs), truePeakDb: peak === '-inf' ? -Infinity : Number(peak) };
}
