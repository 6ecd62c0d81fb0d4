import { describe, expect, it } from 'vitest';
import type { PublishedTrack, VisitDetail } from '../../server/visits/contract.ts';
import { recordingStateOf } from '../../web/capture/recordingState.ts';

const camera = { trackId: 'c', source: 'camera', kind: 'video' } as PublishedTrack;
const microphone = { trackId: 'm', source: 'microphone', kind: 'audio' } as PublishedTrack;
const recording: NonNullable<VisitDetail['recording']> = { startMs: 1000, bytes: 1, gaps: [] };

describe('what the phone says of the recording', () => {
  it('names the picture and the sound once the server has both', () => {
    expect(recordingStateOf({ recording, tracks: [microphone, camera] }, { at: 'live' }))
      .toEqual({ is: 'on', sources: ['camera', 'microphone'], sinceMs: 1000 });
  });

  it('claims only the sound when only the sound arrives', () => {
    expect(recordingStateOf({ recording, tracks: [microphone] }, { at: 'live' })).toMatchObject({ sources: ['microphone'] });
  });

  it('claims nothing before the server has a track, even when the line is up', () => {
    expect(recordingStateOf({ tracks: [] }, { at: 'live' })).toEqual({ is: 'connecting' });
    expect(recordingStateOf({ recording, tracks: [camera] }, { at: 'connecting' })).toEqual({ is: 'connecting' });
  });

  it('says that it is interrupted while the line is down, whatever was known before', () => {
    expect(recordingStateOf({ recording, tracks: [camera, microphone] }, { at: 'reconnecting' })).toEqual({ is: 'interrupted' });
  });

  it('puts an alarm of the recorder before everything that looks well', () => {
    expect(recordingStateOf({ recording: { ...recording, alarm: 'diskFull' }, tracks: [camera] }, { at: 'live' }))
      .toEqual({ is: 'alarm', alarm: 'diskFull' });
  });

  it('counts from the start of the visit until the first sample is known', () => {
    expect(recordingStateOf({ tracks: [camera], startedAtMs: 900 }, { at: 'live' })).toMatchObject({ sinceMs: 900 });
  });
});
