import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArchiveId, Gap, GapId, Recording, RecordingEvent } from '../../../recordings/contract.ts';
import type { VisitId } from '../../../server/visits/contract.ts';
import { LiveVisit } from '../../../server/visits/LiveVisit.ts';
import { KeptLog } from '../../support/buildSfu.ts';
import type { RunningPlatform } from '../../support/startPlatform.ts';
import { startPlatform } from '../../support/startPlatform.ts';
import { until } from '../../support/until.ts';

const GAP: Gap = { id: 'gap-1' as GapId, source: 'camera', kind: 'video', startMs: 1_000, cause: 'network', detectedBy: 'timeout' };

describe('a visit in progress', () => {
  let running: RunningPlatform;

  beforeAll(async () => {
    running = await startPlatform();
  });
  afterAll(() => running.stop());

  it('tells the pages and the trail of every turn that a gap takes, also of its withdrawal', async () => {
    let tell: (event: RecordingEvent) => void = () => undefined;
    // Only the recorder's news matter here; a withdrawal needs packets later than any wire of a test delivers them.
    const recording = {
      archiveId: 'visit-with-news' as ArchiveId,
      onEvent: (listener: (event: RecordingEvent) => void) => {
        tell = listener;
        return () => undefined;
      },
    } as unknown as Recording;
    const announced: string[] = [];
    const visitId = 'visit-with-news' as VisitId;
    new LiveVisit({
      visitId,
      recording,
      openRoom: () => Promise.reject(new Error('no room is needed')),
      trail: running.platform.trail,
      announce: {
        changed: () => undefined,
        watchers: () => undefined,
        trackPublished: () => undefined,
        trackEnded: () => undefined,
        gap: (_visit, gap) => announced.push(gap.id),
        sound: () => undefined,
        roomClosed: () => undefined,
      },
      speech: { begin: async () => 'item', end: async () => undefined },
      log: new KeptLog(),
      now: Date.now,
    });
    for (const kind of ['gapOpened', 'gapWithdrawn', 'gapOpened', 'gapClosed'] as const) tell({ kind, gap: GAP });
    const acts = async (): Promise<string[]> => (await running.platform.trail.ofVisit(visitId)).map(({ act }) => act);
    await until(async () => (await acts()).length === 4, 'four entries');
    expect(await acts()).toEqual(['recording.gapOpened', 'recording.gapWithdrawn', 'recording.gapOpened', 'recording.gapClosed']);
    expect(announced).toEqual(['gap-1', 'gap-1', 'gap-1', 'gap-1']);
  });
});
