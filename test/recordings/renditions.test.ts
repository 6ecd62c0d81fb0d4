import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InitEntry, SegmentEntry, TrackEntry } from '../../recordings/archiveFormat.ts';
import type { ArchiveSummary } from '../../recordings/archiveSummary.ts';
import { renditions } from '../../recordings/renditions.ts';
import type { Piece } from '../../recordings/renditions.ts';

const EPOCH_MS = 1e12;

/** A closed archive with one camera: what came live, and what a device handed in; each [begin, end, key frame first], ms. */
function summaryOf(live: readonly Stretch[], device: readonly Stretch[]): ArchiveSummary {
  const segments = [...live.map((one, i) => segment(`live/${i}`, one)), ...device.map((one, i) => segment(`device/${i}`, one, 'p1'))];
  return {
    epochMs: EPOCH_MS, closed: true, tracks: [{ source: 'camera' } as TrackEntry], gaps: [], pieces: [], expected: [], givenUp: [], segments,
    inits: new Map(['live', 'device'].map((path) => [path, { path, kind: 'video', source: 'camera', codec: 'avc1' } as unknown as InitEntry])),
    startMs: Math.min(...segments.map(({ startMs }) => startMs)), endMs: Math.max(...segments.map(({ endMs }) => endMs)),
  };
}
type Stretch = readonly [begin: number, end: number, keyframe?: boolean];

function segment(path: string, [begin, end, keyframe = true]: Stretch, pieceId?: string): SegmentEntry {
  const [init = ''] = path.split('/');
  return { path, source: 'camera', kind: 'video', startMs: EPOCH_MS + begin, endMs: EPOCH_MS + end, keyframe, init, ...(pieceId !== undefined && { pieceId }) } as unknown as SegmentEntry;
}

const piecesOf = (summary: ArchiveSummary): readonly Piece[] => renditions(summary)[0]?.pieces ?? [];
const told = (pieces: readonly Piece[]): string[] =>
  pieces.map((piece) => `${piece.kind === 'filler' ? 'filler' : piece.segment.path}${piece.kind === 'segment' && piece.cut ? ' until' : ''} ${piece.endMs - EPOCH_MS}`);

describe('what is played where a device’s picture meets what came live', () => {
  test('goes over at the device’s key frame, and back where it comes live again', () => {
    expect(told(piecesOf(summaryOf([[0, 2000], [2000, 3000], [6000, 8000]], [[2500, 4500], [4500, 6500, false]]))))
      .toEqual(['live/0 2000', 'live/1 until 2500', 'device/0 4500', 'device/1 until 6000', 'live/2 8000']);
  });

  test('leaves out a live segment that begins after the key frame which the device’s picture needs', () => {
    expect(told(piecesOf(summaryOf([[0, 2000], [2000, 3000], [6000, 8000]], [[1500, 3500], [3500, 6100, false]]))))
      .toEqual(['live/0 until 1500', 'device/0 3500', 'device/1 until 6000', 'live/2 8000']);
  });

  test('leaves out live pictures after a pause until the next key frame, which nobody could decode', () => {
    expect(told(piecesOf(summaryOf([[0, 2000], [3000, 3500, false], [3500, 5000]], []))))
      .toEqual(['live/0 2000', 'filler 3500', 'live/2 5000']);
  });

  test('never overlaps, and leaves nothing of the timeline out, whatever was handed in', () => {
    const run = fc.array(fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 20, max: 2000 }), fc.boolean()), { maxLength: 12 })
      .map((parts) => {
        let at = 0;
        return parts.map(([pause, length, keyframe], i): Stretch => {
          const begin = at + (pause > 500 || pause < 140 ? pause : 0);
          at = begin + length;
          return [begin, at, keyframe || i === 0 || pause > 500];
        });
      });
    fc.assert(fc.property(run, run, (live, device) => {
      if (live.length + device.length === 0) return;
      const summary = summaryOf(live, device);
      const pieces = piecesOf(summary);
      const begins = pieces.map(({ startMs }) => startMs);
      expect(begins).toEqual([summary.startMs, ...pieces.slice(0, -1).map(({ endMs }) => endMs)].slice(0, begins.length));
      for (const [i, piece] of pieces.entries()) {
        expect(piece.endMs).toBeGreaterThan(piece.startMs);
        if (piece.kind !== 'segment') continue;
        const endMs = piece.cut ? piece.endMs : piece.segment.endMs;
        expect(endMs).toBeGreaterThan(piece.segment.startMs);
        const next = pieces[i + 1];
        if (next) expect(endMs - (next.kind === 'segment' ? next.segment.startMs : next.startMs)).toBeLessThanOrEqual(10);
      }
    }), { numRuns: 2_000 });
  });
});
