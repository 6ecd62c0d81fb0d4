import type { Gap } from '../../recordings/contract.ts';
import type { PhotoView } from '../../server/evidence/contract.ts';
import type { Role } from '../../server/people/contract.ts';
import type { ReplayView } from '../../server/replay/contract.ts';
import type { Act } from '../../server/trail/contract.ts';
import type { ShownEntry } from './shownTrail.ts';

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

export const EVENT_KINDS = [
  'started', 'publisherJoined', 'publisherLeft', 'watcherJoined', 'watcherLeft', 'photo', 'gap', 'alarm', 'closed', 'sealed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened, at a place on the timeline. */
export interface TimelineEvent {
  readonly id: string;
  readonly kind: EventKind;
  readonly atMs: number;
  readonly who: string;
  /** Of whoever acted; the name for them when `who` is not kept any more. */
  readonly role?: Role;
  readonly photo?: PhotoView;
  readonly gap?: Gap;
}

/** Entries that are events of the visit itself; photos and gaps come with more than their entry says. */
const ACTS_SHOWN: Partial<Record<Act, EventKind>> = {
  'visit.started': 'started',
  'publisher.joined': 'publisherJoined',
  'publisher.left': 'publisherLeft',
  'watch.joined': 'watcherJoined',
  'watch.left': 'watcherLeft',
  'recording.alarm': 'alarm',
  'visit.closed': 'closed',
  'visit.sealed': 'sealed',
};

/** Everything that happened in a visit, in its order. */
export function eventsOf(
  { photos, gaps, startMs }: Pick<ReplayView, 'photos' | 'gaps' | 'startMs'>,
  trail: readonly ShownEntry[],
): readonly TimelineEvent[] {
  const acts = trail.flatMap(({ entry, who }): TimelineEvent[] => {
    const kind = ACTS_SHOWN[entry.act];
    return kind ? [{ id: `trail-${entry.seq}`, kind, atMs: entry.atMs, who, ...(entry.actor && { role: entry.actor.role }) }] : [];
  });
  const taken = photos.map((photo): TimelineEvent => ({
    id: `photo-${photo.id}`,
    kind: 'photo',
    atMs: photo.recordingMs === undefined ? photo.receivedAtMs : startMs + photo.recordingMs,
    who: photo.takenBy,
    photo,
  }));
  const missing = gaps.map((gap): TimelineEvent => ({ id: `gap-${gap.id}`, kind: 'gap', atMs: gap.startMs, who: '', gap }));
  return [...acts, ...taken, ...missing].sort((a, b) => a.atMs - b.atMs);
}
