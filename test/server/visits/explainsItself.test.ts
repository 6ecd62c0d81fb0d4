import { expect, test } from 'vitest';
import type { Gap, GapCause, GapId } from '../../../recordings/contract.ts';
import { explainsItself } from '../../../server/visits/visit.ts';

const gap = (cause: GapCause, lengthMs?: number): Gap => ({
  id: 'g1' as GapId, source: 'camera', kind: 'video', startMs: 1_000, cause, detectedBy: 'timeout', ...(lengthMs !== undefined && { endMs: 1_000 + lengthMs }),
});

test('only a stumble of the line or of the device explains itself', () => {
  expect([gap('loss', 400), gap('deviceStall', 1_900)].map(explainsItself)).toEqual([true, true]);
  expect([gap('loss', 2_000), gap('deviceStall'), gap('unknown', 300), gap('network', 300), gap('privacyPause', 300)].map(explainsItself)).toEqual([false, false, false, false, false]);
});
