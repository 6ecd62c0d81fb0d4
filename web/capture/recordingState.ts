import type { VisitDetail } from '../../server/visits/contract.ts';
import type { LinkState } from '../rtc/Link.ts';
import type { FieldSource } from '../rtc/PublisherSession.ts';

/** What the badge may claim. `on` only when the server itself says that it has the tracks. */
export type RecordingState =
  | { readonly is: 'on'; readonly sources: readonly FieldSource[]; readonly sinceMs: number | undefined }
  /** `device`: only this phone records, and sends it later. */
  | { readonly is: 'device' | 'connecting' | 'interrupted' | 'ended' }
  | { readonly is: 'alarm'; readonly alarm: 'diskFull' | 'recorderDown' };

const SOURCES: readonly FieldSource[] = ['camera', 'microphone'];

export function recordingStateOf(
  visit: Pick<VisitDetail, 'recording' | 'tracks' | 'startedAtMs'>,
  link: LinkState,
  keptOnDevice = false,
): RecordingState {
  if (link.at === 'ended') return { is: 'ended' };
  if (link.at === 'reconnecting') return { is: keptOnDevice ? 'device' : 'interrupted' };
  if (visit.recording?.alarm) return { is: 'alarm', alarm: visit.recording.alarm };
  const sources = SOURCES.filter((source) => visit.tracks.some((track) => track.source === source));
  if (link.at === 'connecting' || sources.length === 0) return { is: keptOnDevice ? 'device' : 'connecting' };
  return { is: 'on', sources, sinceMs: visit.recording?.startMs ?? visit.startedAtMs };
}
