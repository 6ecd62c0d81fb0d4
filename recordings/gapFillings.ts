import type { Filling, Gap } from './contract.ts';
import { toleranceMs } from './gapRules.ts';

/** Segments of one piece follow each other to the rounding of their clock's units. */
const JOINT_MS = 1;

/**
 * The gap with what fills it of these stretches, in any order; the same object when that says nothing new. Nothing fills
 * a gap that is still open, or one that was meant: what was recorded in a privacy pause is not shown in its place.
 */
export function withFillings(gap: Gap, stretches: readonly Filling[]): Gap {
  if (gap.endMs === undefined || gap.cause === 'privacyPause') return gap;
  const filled = fillingsWithin(gap.startMs, gap.endMs, stretches);
  if (filled.length === 0 || JSON.stringify(filled) === JSON.stringify(gap.filled)) return gap;
  const tolerance = toleranceMs({ kind: gap.kind, afterLoss: false, afterDtx: false, usualMs: 0 });
  const bounds = [gap.startMs, ...filled.flatMap(({ startMs, endMs }) => [startMs, endMs]), gap.endMs];
  const whole = bounds.every((bound, i) => i % 2 === 1 || bounds[i + 1]! - bound <= tolerance);
  return { ...gap, filled, filling: whole ? 'wholly' : 'partly' };
}

function fillingsWithin(startMs: number, endMs: number, stretches: readonly Filling[]): readonly Filling[] {
  const filled: Filling[] = [];
  let cursor = startMs;
  for (const stretch of [...stretches].sort((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(cursor, stretch.startMs);
    const to = Math.min(endMs, stretch.endMs);
    if (to <= from) continue;
    const last = filled.at(-1);
    if (last?.pieceId === stretch.pieceId && from - last.endMs <= JOINT_MS) filled[filled.length - 1] = { ...last, endMs: to };
    else filled.push({ pieceId: stretch.pieceId, startMs: from, endMs: to });
    cursor = to;
  }
  return filled;
}
