import type { Entry, InitEntry, JournalEntry, SegmentEntry, TrackEntry } from './archiveFormat.ts';
import type { AddedPiece, ExpectedPiece, Gap, GapId } from './contract.ts';

/** A journal, read as a whole. */
export interface ArchiveSummary {
  /** Wall clock at which decode time is 0. */
  readonly epochMs: number;
  /** Of the first sample and of the end of the last; missing while there is no media. */
  readonly startMs?: number;
  readonly endMs?: number;
  /** No more live media will come; pieces of devices may, until the seal. */
  readonly closed: boolean;
  readonly tracks: readonly TrackEntry[];
  readonly inits: ReadonlyMap<string, InitEntry>;
  /** In the order of the chain. */
  readonly segments: readonly SegmentEntry[];
  /** In the order of their start; a gap without an end is open. */
  readonly gaps: readonly Gap[];
  /** Of devices, in the order in which they came. */
  readonly pieces: readonly AddedPiece[];
  /** Announced by devices, and neither come nor given up. */
  readonly expected: readonly ExpectedPiece[];
  readonly givenUp: readonly GivenUpPiece[];
}

export interface GivenUpPiece {
  readonly sha256: string;
  readonly reason: string;
  readonly givenUpBy: string;
  readonly atMs: number;
}

export function summarise(entries: readonly JournalEntry[]): ArchiveSummary {
  let epochMs = 0;
  let closed = false;
  const tracks: TrackEntry[] = [];
  const inits = new Map<string, InitEntry>();
  const segments: SegmentEntry[] = [];
  const gaps = new Map<GapId, Gap>();
  const pieces = new Map<string, AddedPiece>();
  const expected = new Map<string, ExpectedPiece>();
  const givenUp = new Map<string, GivenUpPiece>();
  for (const entry of entries) {
    if (entry.type === 'archive') epochMs = entry.epochMs;
    else if (entry.type === 'closed') closed = true;
    else if (entry.type === 'track') tracks.push(entry);
    else if (entry.type === 'init') inits.set(entry.path, entry);
    else if (entry.type === 'segment') segments.push(entry);
    else if (entry.type === 'gapOpened' || entry.type === 'gapClosed' || entry.type === 'gapFilled') gaps.set(entry.gap.id, entry.gap);
    else if (entry.type === 'gapWithdrawn') gaps.delete(entry.gap.id);
    else if (entry.type === 'piece') pieces.set(entry.sha256, addedPiece(entry));
    else if (entry.type === 'piecesExpected') for (const piece of entry.pieces) expected.set(piece.sha256, piece);
    else if (entry.type === 'piecesGivenUp') for (const piece of givenUpPieces(entry)) givenUp.set(piece.sha256, piece);
  }
  const media = segments.length === 0 ? {} : {
    startMs: segments.reduce((least, { startMs }) => Math.min(least, startMs), Infinity),
    endMs: segments.reduce((most, { endMs }) => Math.max(most, endMs), 0),
  };
  return {
    epochMs, closed, tracks, inits, segments, ...media,
    gaps: [...gaps.values()].sort((a, b) => a.startMs - b.startMs),
    pieces: [...pieces.values()],
    expected: [...expected.values()].filter(({ sha256 }) => !pieces.has(sha256) && !givenUp.has(sha256)),
    // One that came after all is not given up.
    givenUp: [...givenUp.values()].filter(({ sha256 }) => !pieces.has(sha256)),
  };
}

export function addedPiece({ type: _, atMs: __, ...piece }: Entry<'piece'>): AddedPiece {
  return piece;
}

function givenUpPieces({ sha256s, reason, givenUpBy, atMs }: Entry<'piecesGivenUp'>): readonly GivenUpPiece[] {
  return sha256s.map((sha256) => ({ sha256, reason, givenUpBy, atMs }));
}
