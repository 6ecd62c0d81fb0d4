import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decode, powerOf, scaled } from './sound.ts';

/**
 * What espeak-ng makes of a text, 48 kHz mono. A noise suppressor takes this for a voice, which harmonics alone it does not.
 * @param voice espeak's name of it, with a variant: `cmn+f3`
 * @param powerDb of the whole utterance, dB of full scale
 * @param wordsPerMinute of espeak; 140 is a calm speaker
 */
export async function speak(voice: string, text: string, powerDb: number, wordsPerMinute = 140): Promise<Float32Array> {
  const folder = await mkdtemp(join(tmpdir(), 'speak-'));
  try {
    const path = join(folder, 'utterance.wav');
    await promisify(execFile)('espeak-ng', ['-v', voice, '-s', String(wordsPerMinute), '-w', path, text]);
    const samples = await decode(path);
    return scaled(samples, powerDb - 10 * Math.log10(powerOf(samples)));
  } finally {
    await rm(folder, { recursive: true });
  }
}
