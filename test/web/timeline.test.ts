import { describe, expect, it } from 'vitest';
import type { Gap, GapId } from '../../recordings/contract.ts';
import { clustersOf, gapAt, gapSpansOf, momentAt, shareOf, ticksOf, windowAt } from '../../web/replay/timeline.ts';

const span = { startMs: 1_000_000, endMs: 1_060_000 };

function buildGap(part: Partial<Gap> = {}): Gap {
  return {
    id: 'gap' as GapId, source: 'camera', kind: 'video', startMs: 1_010_000, endMs: 1_020_000,
    cause: 'network', detectedBy: 'timeout', ...part,
  };
}

describe('places on the timeline', () => {
  it('turns a moment into a place and the place back into the moment', () => {
    expect(shareOf(1_015_000, span)).toBe(0.25);
    expect(momentAt(0.25, span)).toBe(1_015_000);
  });

  it('keeps what happened before or after the recording at its ends', () => {
    expect(shareOf(0, span)).toBe(0);
    expect(shareOf(9_999_999, span)).toBe(1);
    expect(momentAt(-1, span)).toBe(span.startMs);
    expect(momentAt(2, span)).toBe(span.endMs);
  });

  it('has one place for everything in a recording without length', () => {
    expect(shareOf(5, { startMs: 5, endMs: 5 })).toBe(0);
  });
});

describe('ticks', () => {
  it('are round moments, no closer than their labels need', () => {
    const ticks = ticksOf(span, 600, 80);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.length).toBeGreaterThan(3);
    for (const tick of ticks) {
      expect(tick % 10_000).toBe(0);
      expect(tick).toBeGreaterThanOrEqual(span.startMs);
      expect(tick).toBeLessThanOrEqual(span.endMs);
    }
  });

  it('stay few for a visit of half a day on a phone', () => {
    const ticks = ticksOf({ startMs: 0, endMs: 12 * 3_600_000 }, 340, 84);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(5);
  });

  it('are none where there is no room or no time', () => {
    expect(ticksOf(span, 0, 80)).toEqual([]);
    expect(ticksOf({ startMs: 1, endMs: 1 }, 600, 80)).toEqual([]);
  });
});

describe('gaps on the timeline', () => {
  it('are cut to the recording, and an open one lasts until its end', () => {
    const [first, second] = gapSpansOf([buildGap({ endMs: undefined as never, startMs: 1_050_000 }), buildGap({ startMs: 0 })], span);
    expect(first).toMatchObject({ startMs: span.startMs, endMs: 1_020_000 });
    expect(second).toMatchObject({ startMs: 1_050_000, endMs: span.endMs });
  });

  it('outside the recording are not drawn', () => {
    expect(gapSpansOf([buildGap({ startMs: 0, endMs: 10 })], span)).toEqual([]);
  });

  it('are told at a moment, the picture before the sound, and not at their end', () => {
    const spans = gapSpansOf([buildGap({ kind: 'audio' }), buildGap()], span);
    expect(gapAt(spans, 1_010_000)?.kind).toBe('video');
    expect(gapAt(spans, 1_020_000)).toBeUndefined();
    expect(gapAt(spans, 1_009_999)).toBeUndefined();
  });
});

describe('a closer look', () => {
  it('is a page of the whole that stays while the playhead runs through it', () => {
    const long = { startMs: 0, endMs: 1_500_000 };
    expect(windowAt(long, 610_000, 600_000)).toEqual({ startMs: 600_000, endMs: 1_200_000 });
    expect(windowAt(long, 1_199_999, 600_000)).toEqual(windowAt(long, 600_000, 600_000));
    expect(windowAt(long, 9_999_999, 600_000).startMs).toBe(1_200_000);
  });

  it('tells moments apart that a finger could not in the whole', () => {
    const moments = [{ atMs: 1_000_000 }, { atMs: 1_000_500 }, { atMs: 1_030_000 }];
    expect(clustersOf(moments, span, 600, 20).map((cluster) => cluster.moments.length)).toEqual([2, 1]);
    expect(clustersOf(moments, { startMs: 1_000_000, endMs: 1_001_000 }, 600, 20)).toHaveLength(3);
  });
});
