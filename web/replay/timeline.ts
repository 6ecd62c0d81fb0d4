import type { Gap } from '../../recordings/contract.ts';

/** A stretch of the server's wall clock, ms since the epoch. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Where a moment lies in a span: 0 at its start, 1 at its end, never outside. */
export function shareOf(atMs: number, { startMs, endMs }: Span): number {
  if (endMs <= startMs) return 0;
  return Math.min(1, Math.max(0, (atMs - startMs) / (endMs - startMs)));
}

/** The moment at a share of a span; the inverse of `shareOf`. */
export function momentAt(share: number, { startMs, endMs }: Span): number {
  return startMs + Math.min(1, Math.max(0, share)) * (endMs - startMs);
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/**
 * Round moments of the wall clock to write under a timeline.
 * @param widthPx how wide it is shown
 * @param labelPx room a label needs
 */
export function ticksOf(span: Span, widthPx: number, labelPx: number): readonly number[] {
  const lengthS = (span.endMs - span.startMs) / 1000;
  if (lengthS <= 0 || widthPx <= 0) return [];
  const most = Math.max(1, Math.floor(widthPx / labelPx));
  const stepS = STEPS_S.find((step) => lengthS / step <= most) ?? Math.ceil(lengthS / most / 3600) * 3600;
  const stepMs = stepS * 1000;
  const ticks: number[] = [];
  for (let atMs = Math.ceil(span.startMs / stepMs) * stepMs; atMs <= span.endMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}

/** One gap as the timeline draws it, cut to what the recording covers. */
export interface GapSpan extends Span {
  readonly gap: Gap;
}

export function gapSpansOf(gaps: readonly Gap[], span: Span): readonly GapSpan[] {
  return gaps
    .map((gap) => ({
      gap,
      startMs: Math.max(gap.startMs, span.startMs),
      endMs: Math.min(gap.endMs ?? span.endMs, span.endMs),
    }))
    .filter(({ startMs, endMs }) => endMs > startMs)
    .sort((a, b) => a.startMs - b.startMs);
}

/** The gap that a moment lies in; one without picture before one without sound. */
export function gapAt(spans: readonly GapSpan[], atMs: number): Gap | undefined {
  const here = spans.filter(({ startMs, endMs }) => atMs >= startMs && atMs < endMs);
  return (here.find(({ gap }) => gap.kind === 'video') ?? here[0])?.gap;
}

/** The page of this length that a moment lies on: a view that stays while the playhead runs through it. */
export function windowAt(span: Span, atMs: number, lengthMs: number): Span {
  const page = Math.floor((Math.min(Math.max(atMs, span.startMs), span.endMs - 1) - span.startMs) / lengthMs);
  const startMs = span.startMs + page * lengthMs;
  return { startMs, endMs: startMs + lengthMs };
}

/** Moments that would lie over each other, as one. */
export interface Cluster<M> {
  readonly atMs: number;
  readonly moments: readonly M[];
}

/** @param moments in their order */
export function clustersOf<M extends { readonly atMs: number }>(moments: readonly M[], view: Span, widthPx: number, nearPx: number): readonly Cluster<M>[] {
  const nearMs = widthPx <= 0 ? 0 : (nearPx / widthPx) * (view.endMs - view.startMs);
  const clusters: { atMs: number; readonly moments: M[] }[] = [];
  for (const moment of moments) {
    const last = clusters.at(-1);
    if (last && moment.atMs - last.atMs < nearMs) last.moments.push(moment);
    else clusters.push({ atMs: moment.atMs, moments: [moment] });
  }
  return clusters;
}
