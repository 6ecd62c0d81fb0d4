import { expect, it } from 'vitest';
import { SoundFallback } from '../../web/rtc/SoundFallback.ts';

/** Feeds seconds in which so many pictures and packets came; the answer is the state after each. */
function feed(fallback: SoundFallback, seconds: number, { frames = 25, lost = 0, packets = 100, sound = 50, field = 10 }): string[] {
  return Array.from({ length: seconds }, () => {
    totals.framesDecoded += frames;
    totals.picturePackets += packets;
    totals.pictureLost += lost;
    totals.soundPackets += sound;
    return fallback.second({ ...totals }, { field, line: 5 });
  });
}
const totals = { framesDecoded: 0, picturePackets: 0, pictureLost: 0, soundPackets: 0 };

it('goes to sound after four seconds without a picture, tries again, and stays with the picture that comes back', () => {
  const fallback = new SoundFallback();
  expect(feed(fallback, 10, {}).at(-1)).toBe('picture');
  expect(feed(fallback, 4, { frames: 0, packets: 0 })).toEqual(['picture', 'picture', 'picture', 'soundOnly']);
  expect(feed(fallback, 6, { frames: 0, packets: 0 }).at(-1)).toBe('trying');
  expect(feed(fallback, 3, {})).toEqual(['trying', 'trying', 'picture']);
});

it('waits longer before every further try, and no longer than 24 seconds', () => {
  const fallback = new SoundFallback();
  const states = feed(fallback, 100, { frames: 0, packets: 0 });
  const tries = states.flatMap((state, second) => (state === 'trying' && states[second - 1] !== 'trying' ? [second] : []));
  expect(tries.slice(1).map((second, index) => second - (tries[index] ?? 0))).toEqual([18, 30, 30]);
});

it('does not blame the network where the field itself sends no picture', () => {
  expect(feed(new SoundFallback(), 30, { frames: 0, packets: 0, field: 0 })).not.toContain('soundOnly');
});

it('takes heavy loss as a poor network, although a few pictures still come', () => {
  expect(feed(new SoundFallback(), 6, { frames: 4, lost: 60, packets: 100 })).toContain('soundOnly');
  expect(feed(new SoundFallback(), 6, { frames: 20, lost: 30, packets: 100 })).not.toContain('soundOnly');
});
