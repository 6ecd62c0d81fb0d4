import { describe, expect, it } from 'vitest';
import type { GapId, PieceId } from '../../../recordings/contract.ts';
import type { LackingStretch, PiecesReport } from '../../../server/pieces/contract.ts';
import { planPieces } from '../../../web/device/planPieces.ts';

const piece = (pieceId: string, startMs: number, endMs: number) => ({ pieceId, sha256: pieceId, startMs, endMs });
const lacking = (startMs: number, endMs?: number, filled: LackingStretch['filled'] = []): LackingStretch => ({
  gapId: 'g' as GapId, source: 'camera', startMs, ...(endMs !== undefined && { endMs }), cause: 'network', filled,
});
const report = (told: Partial<PiecesReport> = {}): PiecesReport => ({ sealed: false, lacking: [], added: [], expected: [], ...told });
const PIECES = [piece('c', 20_000, 30_600), piece('a', 0, 10_600), piece('b', 10_000, 20_600)];

function plan(told: Partial<PiecesReport>): { send: string[]; forget: string[] } {
  const { send, forget } = planPieces(PIECES, report(told));
  return { send: send.map(({ pieceId }) => pieceId), forget: forget.map(({ pieceId }) => pieceId) };
}

describe('what a phone does with its pieces', () => {
  it('sends, oldest first, those that have something of what the recording lacks', () => {
    expect(plan({ lacking: [lacking(15_000, 25_000)] })).toEqual({ send: ['b', 'c'], forget: [] });
  });

  it('sends also into a gap that is still open', () => {
    expect(plan({ lacking: [lacking(29_000)] })).toEqual({ send: ['c'], forget: [] });
  });

  it('sends nothing for what has been filled, and nothing for a sliver', () => {
    const filled = [{ pieceId: 'p1' as PieceId, startMs: 15_000, endMs: 25_000 }];
    expect(plan({ lacking: [lacking(15_000, 25_020, filled)] })).toEqual({ send: [], forget: [] });
    expect(plan({ lacking: [lacking(15_000, 26_000, filled)] })).toEqual({ send: ['c'], forget: [] });
  });

  it('forgets what the server has named, and what the recording has gone well past, and nothing else', () => {
    expect(plan({ added: ['b'], recordedUntilMs: 26_000 })).toEqual({ send: [], forget: ['a', 'b'] });
    expect(plan({ recordedUntilMs: 25_000 })).toEqual({ send: [], forget: [] });
  });

  it('keeps what the recording lacks, however far it has gone on', () => {
    expect(plan({ lacking: [lacking(1_000, 2_000)], recordedUntilMs: 1e9 })).toEqual({ send: ['a'], forget: ['c', 'b'] });
  });

  it('forgets everything of a sealed visit', () => {
    expect(plan({ sealed: true, lacking: [lacking(1_000, 2_000)] })).toEqual({ send: [], forget: ['c', 'a', 'b'] });
  });
});
