import type { Capture } from './carryScene.ts';
import { carryScene, withWav } from './carryScene.ts';
import type { Judgement } from './judgeScene.ts';
import { judgeScene } from './judgeScene.ts';
import { measureLoudness } from './loudness.ts';
import type { Loudness } from './loudness.ts';
import type { DistanceM } from './makeScene.ts';
import { makeScene } from './makeScene.ts';

/** Sentences for each voice in each room with each noise. */
const SENTENCES = 2;

export interface Measured extends Judgement, Loudness {
  /** As the archive says it at the end. */
  readonly processing: string;
}

/** The whole path at one distance, ours and the browser's default at the same time. Takes a little more than two minutes. */
export async function measureDistance(distanceM: DistanceM): Promise<Readonly<Record<Capture, Measured>>> {
  const scene = await makeScene(distanceM, SENTENCES);
  const carried = await Promise.all([carryScene(scene, 'ours'), carryScene(scene, 'browserDefault')]);
  const [ours, browserDefault] = await Promise.all(carried.map(async ({ heard, notes }) => ({
    ...(await judgeScene(scene, heard)),
    ...(await withWav(heard, (path) => measureLoudness(path, scene.utterances.find(({ judged }) => judged)?.startS))),
    processing: String(notes.at(-1)?.['processing'] ?? 'none'),
  })));
  if (!ours || !browserDefault) throw new Error('a scene was not judged');
  for (const [name, { conditions }] of [['ours', ours], ['browser default', browserDefault]] as const) {
    for (const { room, noise, estoi, werPct } of conditions) {
      console.error(`${distanceM} m, ${name}: ${room}, ${noise}: ESTOI ${estoi.toFixed(3)}, ${werPct.toFixed(0)} % of the words wrong`);
    }
  }
  return { ours, browserDefault };
}
