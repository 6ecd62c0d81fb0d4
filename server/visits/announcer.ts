import type { Gap } from '../../recordings/contract.ts';
import type { TrackId } from '../../sfu/contract.ts';
import type { PublishedTrack, VisitId, WatcherView } from './contract.ts';
import type { SoundMetric } from './sound/contract.ts';

/** Tells the pages of those who may see a visit what happens in it. */
export interface Announcer {
  changed(visitId: VisitId): void;
  watchers(visitId: VisitId, watchers: readonly WatcherView[]): void;
  trackPublished(visitId: VisitId, track: PublishedTrack): void;
  trackEnded(visitId: VisitId, trackId: TrackId): void;
  /** To these connections only. */
  sound(socketIds: readonly string[], visitId: VisitId, sound: SoundMetric): void;
  gap(visitId: VisitId, gap: Gap): void;
  /** To one connection: it is no longer in the room. */
  roomClosed(socketId: string, visitId: VisitId, reason: 'visitClosed' | 'workerDied' | 'takenOver'): void;
}
