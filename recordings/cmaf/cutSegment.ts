import { fragment } from './fragment.ts';
import { samplesOf } from './samplesOf.ts';

/**
 * The part of a segment before a point of its timeline, as one fragment: what is played where another file goes on
 * before this one ends. Nothing but the end is left out, so every picture still has those that it builds on.
 * @param until Decode time, units of the track's timescale
 * @returns undefined when the segment begins there or later
 */
export function cutSegment(file: Uint8Array, until: number): Buffer | undefined {
  const kept = [...samplesOf(file)].filter(({ start }) => start < until);
  const [first] = kept;
  if (first === undefined) return undefined;
  const samples = kept.map(({ bytes, start, duration, keyframe }, place) => {
    const end = kept[place + 1]?.start ?? Math.min(start + duration, until);
    return { bytes: bytes.byteLength, keyframe, duration: Math.max(1, end - start) };
  });
  return fragment(1, first.start, samples, Buffer.concat(kept.map(({ bytes }) => bytes)));
}
