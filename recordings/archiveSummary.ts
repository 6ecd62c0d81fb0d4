import type { InitEntry, JournalEntry, SegmentEntry, TrackEntry } from './archiveFormat.ts';
import type { Gap, GapId } from './contract.ts';

/** A journal, read as a whole. */
export interface ArchiveSummary {
  /** Wall clock at which decode time is 0. */
  readonly epochMs: number;
  /** Of the first sample and of the end of the last; missing while there is no media. */
  readonly startMs?: number;
  readonly endMs?: number;
  /** No more media will come. */
  readonly closed: boolean;
  readonly tracks: readonly TrackEntry[];
  readonly inits: ReadonlyMap<string, InitEntry>;
  /** In the order of the chain. */
  readonly segments: readonly SegmentEntry[];
  /** In the order of their start; a gap without an end is open. */
  readonly gaps: readonly Gap[];
}

export function summarise(entries: readonly JournalEntry[]): ArchiveSummary {
  let epochMs = 0;
  let closed = false;
  const tracks: TrackEntry[] = [];
  const inits = new Map<string, InitEntry>();
  const segments: SegmentEntry[] = [];
  const gaps = new Map<GapId, Gap>();
  for (const entry of entries) {
    if (entry.type === 'archive') epochMs = entry.epochMs;
    else if (entry.type === 'closed') closed = true;
    else if (entry.type === 'track') tracks.push(entry);
    else if (entry.type === 'init') inits.set(entry.path, entry);
    else if (entry.type === 'segment') segments.push(entry);
    else if (entry.type === 'gapOpened' || entry.type === 'gapClosed') gaps.set(entry.gap.id, entry.gap);
    else if (entry.type === 'gapWithdrawn') gaps.delete(entry.gap.id);
  }
  const media = segments.length === 0 ? {} : {
    startMs: segments.reduce((least, { startMs }) => Math.min(least, startMs), Infinity),
    endMs: segments.reduce((most, { endMs }) => Math.max(most, endMs), 0),
  };
  return {
    epochMs, closed, tracks, inits, segments, ...media,
    gaps: [...gaps.values()].sort((a, b) => a.startMs - b.startMs),
  };
}
