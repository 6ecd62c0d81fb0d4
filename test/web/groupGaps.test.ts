import { describe, expect, it } from 'vitest';
import type { GapId } from '../../recordings/contract.ts';
import type { GapView } from '../../server/visits/contract.ts';
import { groupGaps } from '../../web/capture/groupGaps.ts';

function buildGap(id: string, part: Partial<GapView> = {}): GapView {
  return {
    id: id as GapId, source: 'camera', kind: 'video', startMs: 10_000, endMs: 20_000,
    cause: 'network', detectedBy: 'timeout', toExplain: true, ...part,
  };
}

const idsOf = (gaps: readonly GapView[]) => groupGaps(gaps).map((group) => group.map(({ id }) => id as string));

describe('gaps to explain', () => {
  it('of picture and sound that began and ended together are one interruption', () => {
    expect(idsOf([buildGap('picture'), buildGap('sound', { kind: 'audio', startMs: 10_400, endMs: 20_900 })]))
      .toEqual([['picture', 'sound']]);
  });

  it('that ended at different times stay apart', () => {
    expect(idsOf([buildGap('picture'), buildGap('sound', { kind: 'audio', endMs: 25_000 })])).toEqual([['picture'], ['sound']]);
  });

  it('of different causes stay apart', () => {
    expect(idsOf([buildGap('picture'), buildGap('sound', { kind: 'audio', cause: 'mute' })])).toEqual([['picture'], ['sound']]);
  });

  it('of the same kind are never one', () => {
    expect(idsOf([buildGap('first'), buildGap('second', { startMs: 11_000 })])).toEqual([['first'], ['second']]);
  });

  it('that are still open are one only with another open one', () => {
    const open = { kind: 'audio', endMs: undefined as never } as const;
    expect(idsOf([buildGap('picture'), buildGap('sound', open)])).toEqual([['picture'], ['sound']]);
  });
});
