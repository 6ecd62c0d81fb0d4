import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What ffmpeg finds in one track of an archive, without any code or index of ours. */
export interface JudgedTrack {
  readonly codec: string;
  /** Wall clock of every decoded picture or packet of sound, ms since the epoch, rising. */
  readonly framesMs: readonly number[];
  /** What ffmpeg complained about while it decoded everything. */
  readonly complaints: readonly string[];
}

/** Decodes everything of one track's folder: its initialisation segments, each followed by its media segments. */
export async function judgeTrack(archiveFolder: string, trackFolder: string, epochMs: number): Promise<JudgedTrack> {
  const folder = join(archiveFolder, 'media', trackFolder);
  const names = (await readdir(folder)).sort();
  const framesMs: number[] = [];
  const complaints: string[] = [];
  let codec = '';
  for (const init of names.filter((name) => name.startsWith('init-'))) {
    const suffix = `-${/\d+/.exec(init)?.[0] ?? ''}.m4s`;
    const parts = [init, ...names.filter((name) => name.endsWith(suffix))];
    const whole = Buffer.concat(await Promise.all(parts.map((name) => readFile(join(folder, name)))));
    const file = join(tmpdir(), `judged-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}.mp4`);
    await writeFile(file, whole);
    try {
      const { stdout, stderr } = await run('ffprobe', [
        '-v', 'warning', '-show_entries', 'stream=codec_name:frame=pts_time', '-of', 'default=nw=1', file,
      ], { maxBuffer: 1 << 28 });
      complaints.push(...stderr.split('\n').filter((line) => line.trim() !== ''));
      codec = /codec_name=(\w+)/.exec(stdout)?.[1] ?? codec;
      for (const match of stdout.matchAll(/pts_time=([\d.]+)/g)) framesMs.push(epochMs + Number(match[1]) * 1_000);
    } finally {
      await rm(file);
    }
  }
  return { codec, framesMs: framesMs.sort((a, b) => a - b), complaints };
}

/** The intervals in which nothing is shown or heard: longer than `thresholdMs` from one frame to the next. */
export function missingIntervals(framesMs: readonly number[], frameMs: number, thresholdMs: number): { startMs: number; endMs: number }[] {
  return framesMs.flatMap((atMs, i) => {
    const next = framesMs[i + 1];
    return next !== undefined && next - atMs - frameMs > thresholdMs ? [{ startMs: atMs + frameMs, endMs: next }] : [];
  });
}

export async function epochOf(archiveFolder: string): Promise<number> {
  const [first = ''] = (await readFile(join(archiveFolder, 'journal.jsonl'), 'utf8')).split('\n');
  return (JSON.parse(first) as { entry: { epochMs: number } }).entry.epochMs;
}
