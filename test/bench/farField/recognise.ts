import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { grammar } from './sentences.ts';
import { encode } from './sound.ts';

/** The rate of the recogniser's acoustic model. */
export const RECOGNISER_RATE = 16_000;
const MODEL = '/usr/share/pocketsphinx/model/en-us';

/** What Debian's pocketsphinx understands of each utterance, with the grammar of the sentences. @param utterances at `RECOGNISER_RATE` */
export async function recognise(utterances: readonly Float32Array[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'recognise-'));
  try {
    await writeFile(join(folder, 'visit.gram'), grammar());
    const names = utterances.map((_, index) => `u${index}`);
    for (const [index, samples] of utterances.entries()) await encode(join(folder, `u${index}.wav`), toLevel(samples), RECOGNISER_RATE);
    await writeFile(join(folder, 'list'), `${names.join('\n')}\n`);
    await promisify(execFile)('pocketsphinx_batch', [
      '-adcin', 'yes', '-cepdir', folder, '-cepext', '.wav', '-adchdr', '44', '-ctl', join(folder, 'list'), '-hyp', join(folder, 'heard'),
      '-hmm', join(MODEL, 'en-us'), '-dict', join(MODEL, 'cmudict-en-us.dict'), '-jsgf', join(folder, 'visit.gram'),
      '-remove_noise', 'no', '-remove_silence', 'no', '-logfn', join(folder, 'log'),
    ], { maxBuffer: 1 << 26 });
    const lines = (await readFile(join(folder, 'heard'), 'utf8')).split('\n');
    return names.map((name) => lines.find((line) => line.includes(`(${name} `))?.replace(/\s*\(.*$/, '').trim() ?? '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The recogniser is not to judge loudness: sixteen bits at −48 LUFS would be its own noise. */
function toLevel(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1e-6);
  return samples.map((sample) => (sample * 0.6) / peak);
}
