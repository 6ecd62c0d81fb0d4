import type { PiecesReport } from '../../server/pieces/contract.ts';

/** A piece that this device holds, by the server's clock. */
export interface HeldPiece {
  readonly pieceId: string;
  readonly sha256: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface PiecePlan<P extends HeldPiece> {
  /** The recording lacks what these have; oldest first. */
  readonly send: readonly P[];
  /** The server has these, or has had all of this on its own. */
  readonly forget: readonly P[];
}

/** A gap may still be found this long after the recording has gone on. */
const SETTLED_MS = 15_000;
/** Less than this of a gap is not worth a piece. */
const WORTH_MS = 40;

/** What to do with each piece, from what the server says that it lacks and has. What is neither sent nor forgotten is kept. */
export function planPieces<P extends HeldPiece>(pieces: readonly P[], report: PiecesReport): PiecePlan<P> {
  const added = new Set(report.added);
  const done = (piece: P): boolean => report.sealed || added.has(piece.sha256);
  const wanted = (piece: P): boolean => report.lacking.some(({ startMs, endMs = Infinity, filled }) =>
    lackingMs(Math.max(startMs, piece.startMs), Math.min(endMs, piece.endMs), filled) > WORTH_MS);
  const settled = (piece: P): boolean => report.recordedUntilMs !== undefined && piece.endMs + SETTLED_MS < report.recordedUntilMs;
  const send = pieces.filter((piece) => !done(piece) && wanted(piece)).sort((a, b) => a.startMs - b.startMs);
  return { send, forget: pieces.filter((piece) => done(piece) || (!wanted(piece) && settled(piece))) };
}

/** How much of an interval no filling covers; fillings do not overlap. */
function lackingMs(startMs: number, endMs: number, filled: readonly { readonly startMs: number; readonly endMs: number }[]): number {
  const covered = filled.reduce((sum, one) => sum + Math.max(0, Math.min(endMs, one.endMs) - Math.max(startMs, one.startMs)), 0);
  return Math.max(0, endMs - startMs) - covered;
}
