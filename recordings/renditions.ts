import type { TrackKind, TrackSource } from '../sfu/contract.ts';
import type { InitEntry, SegmentEntry } from './archiveFormat.ts';
import type { ArchiveSummary } from './archiveSummary.ts';

/** One entry of a media playlist: a segment of the archive, or a stretch without media. */
export type Piece =
  | {
    readonly kind: 'segment'; readonly segment: SegmentEntry; readonly startMs: number; readonly endMs: number;
    /** Another file goes on from `endMs`, and this one is played only so far. */
    readonly cut?: true;
  }
  | { readonly kind: 'filler'; readonly startMs: number; readonly endMs: number };

/** Everything from one source, on the visit's timeline without holes. */
export interface Rendition {
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly channels: number;
  readonly init: InitEntry;
  readonly pieces: readonly Piece[];
}

/** Filler is cut like segments, so that a playlist of a running visit can grow into a gap that is still open. */
export const FILLER_MS = 2_000;
/** Two files may overlap by less: a rounded frame, and no player minds. */
const SMALLEST_OVERLAP_MS = 10;
/** Shorter holes are left to the player; a flash of black would be worse than a picture that stays. */
const SMALLEST_HOLE_MS: Readonly<Record<TrackKind, number>> = { video: 150, audio: 15 };

/** The sources that have media, those of the picture first, each in the order of its first track. */
export function renditions(summary: ArchiveSummary): readonly Rendition[] {
  const sources = [...new Set(summary.tracks.map(({ source }) => source))];
  const found = sources.flatMap((source) => {
    const rendition = renditionOf(summary, source);
    return rendition === undefined ? [] : [rendition];
  });
  return [...found.filter(({ kind }) => kind === 'video'), ...found.filter(({ kind }) => kind === 'audio')];
}

function renditionOf(summary: ArchiveSummary, source: TrackSource): Rendition | undefined {
  const segments = playedSegments(summary, source);
  const init = summary.inits.get(segments[0]?.init ?? '');
  if (init === undefined || summary.startMs === undefined || summary.endMs === undefined) return undefined;
  const hole = SMALLEST_HOLE_MS[init.kind];
  const pieces: Piece[] = [];
  let cursor = summary.startMs;
  for (const [place, segment] of segments.entries()) {
    // What a device handed in begins with the key frame it needs, even where that lies before the end of what came live.
    let before = pieces.at(-1);
    while (before && segment.startMs - beginOf(before) < SMALLEST_OVERLAP_MS) {
      cursor = before.startMs;
      pieces.pop();
      before = pieces.at(-1);
    }
    if (before && before.endMs - segment.startMs > SMALLEST_OVERLAP_MS) {
      pieces[pieces.length - 1] = { ...before, endMs: segment.startMs, ...(before.kind === 'segment' && { cut: true }) };
      cursor = segment.startMs;
    }
    if (segment.startMs - cursor > hole) {
      pieces.push(...filler(cursor, segment.startMs));
      cursor = segment.startMs;
    }
    // Until the next one begins, if that is soon: the durations of a playlist have to add up to the timeline.
    const next = segments[place + 1];
    const endMs = next !== undefined && Math.abs(next.startMs - segment.endMs) <= hole ? next.startMs : segment.endMs;
    if (endMs <= cursor) continue;
    pieces.push({ kind: 'segment', segment, startMs: cursor, endMs, ...(segment.endMs - endMs > SMALLEST_OVERLAP_MS && { cut: true }) });
    cursor = endMs;
  }
  pieces.push(...trailingFiller(summary, source, cursor, hole));
  return { source, kind: init.kind, channels: init.channels ?? 2, init, pieces };
}

/**
 * What is played of a source, in the order of time: everything that came live, and where nothing did, what a device handed
 * in. While a visit runs its playlist may only grow at its end (RFC 8216 §6.2.1), so devices' media is played once it is closed.
 */
function playedSegments(summary: ArchiveSummary, source: TrackSource): readonly SegmentEntry[] {
  const own = summary.segments.filter((segment) => segment.source === source).sort((a, b) => a.startMs - b.startMs);
  const live = withoutOrphans(own.filter(({ pieceId }) => pieceId === undefined));
  const handedIn = own.filter(({ pieceId }) => pieceId !== undefined);
  if (!summary.closed || handedIn.length === 0) return live;
  const pauses = summary.gaps.filter((gap) => gap.source === source && gap.cause === 'privacyPause');
  const played: SegmentEntry[] = [];
  const fill = (fromMs: number, untilMs: number): void => {
    let cursor = fromMs;
    for (const segment of handedIn) {
      const startMs = Math.max(segment.startMs, cursor);
      const endMs = Math.min(segment.endMs, untilMs);
      if (endMs - startMs <= SMALLEST_HOLE_MS[segment.kind]) continue;
      if (pauses.some((pause) => pause.startMs < endMs && (pause.endMs ?? Infinity) > startMs)) continue;
      played.push(...decodable(handedIn, segment).filter((needed) => !played.includes(needed)));
      cursor = endMs;
    }
  };
  let cursor = summary.startMs ?? 0;
  for (const segment of live) {
    if (segment.startMs > cursor) fill(cursor, segment.startMs);
    played.push(segment);
    cursor = Math.max(cursor, segment.endMs);
  }
  fill(cursor, Infinity);
  return played;
}

/**
 * Without the segments that no player can decode: the camera paused without a loss, and its next pictures build on those
 * before the pause, where now something else is played.
 */
function withoutOrphans(segments: readonly SegmentEntry[]): readonly SegmentEntry[] {
  let endMs = -Infinity;
  let orphaned = false;
  return segments.filter(({ kind, keyframe, startMs, endMs: ownEndMs }) => {
    if (keyframe) orphaned = false;
    else if (startMs - endMs > SMALLEST_HOLE_MS[kind]) orphaned = true;
    endMs = Math.max(endMs, ownEndMs);
    return !orphaned;
  });
}

/** The segment, and those before it back to the key frame that it needs. */
function decodable(handedIn: readonly SegmentEntry[], segment: SegmentEntry): readonly SegmentEntry[] {
  const same = handedIn.filter(({ init, startMs }) => init === segment.init && startMs <= segment.startMs);
  return same.slice(Math.max(0, same.findLastIndex(({ keyframe }) => keyframe)));
}

/** When its media begin; a piece may be shown a little earlier, where it is only a short hole to the one before. */
function beginOf(piece: Piece): number {
  return piece.kind === 'segment' ? piece.segment.startMs : piece.startMs;
}

/** After its last segment: to the end of a closed archive; in a running one only into a gap that is known. */
function trailingFiller(summary: ArchiveSummary, source: TrackSource, cursor: number, hole: number): readonly Piece[] {
  const end = summary.endMs ?? cursor;
  if (end - cursor <= hole) return [];
  if (summary.closed) return filler(cursor, end);
  const open = summary.gaps.some((gap) => gap.source === source && gap.endMs === undefined);
  // Only whole pieces: the last, shorter one is cut when the gap ends, and then stays as it is.
  return open ? filler(cursor, cursor + Math.floor((end - cursor) / FILLER_MS) * FILLER_MS) : [];
}

function filler(startMs: number, endMs: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = startMs; at < endMs; at += FILLER_MS) {
    pieces.push({ kind: 'filler', startMs: at, endMs: Math.min(at + FILLER_MS, endMs) });
  }
  return pieces;
}
