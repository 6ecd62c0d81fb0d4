import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJournalLine } from '../../../recordings/archiveFormat.ts';
import type { TrackSource } from '../../../sfu/contract.ts';
import { decode } from './sound.ts';

/** The sound of one source from the files of an archive, as ffmpeg decodes it; 48 kHz mono. */
export async function readArchiveSound(folder: string, source: TrackSource): Promise<Float32Array> {
  const lines = (await readFile(join(folder, 'journal.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
  const pieces: Buffer[] = [];
  for (const { entry } of lines.map(parseJournalLine)) {
    if ((entry.type === 'init' || entry.type === 'segment') && entry.source === source) pieces.push(await readFile(join(folder, entry.path)));
  }
  const work = await mkdtemp(join(tmpdir(), 'archive-sound-'));
  try {
    await writeFile(join(work, 'sound.mp4'), Buffer.concat(pieces));
    // Where a packet was lost there is silence, so that a sample's place is its time.
    return await decode(join(work, 'sound.mp4'), undefined, ['-af', 'aresample=async=1']);
  } finally {
    await rm(work, { recursive: true });
  }
}
