import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import type { Moment, PresenceSpan } from './moments.ts';
import { useReplayTexts } from './texts.ts';
import type { GapSpan, Span } from './timeline.ts';
import { clustersOf, momentAt, shareOf, ticksOf, windowAt } from './timeline.ts';
import styles from './Timeline.module.css';
import { Waveform } from './Waveform.tsx';

const KEY_STEP_MS = 5000;
const LABEL_PX = 84;
/** Markers nearer than this are one to a finger. */
const CLUSTER_PX = 22;
/** Lengths of a closer look. */
const ZOOMS_MS = [600_000, 60_000] as const;

interface Props {
  readonly span: Span;
  readonly atMs: number;
  readonly gaps: readonly GapSpan[];
  readonly moments: readonly Moment[];
  readonly titleOf: (moment: Moment) => string;
  readonly presence: readonly PresenceSpan[];
  readonly names: ReadonlyMap<string, string>;
  /** How loud the sound is; see `WAVE_STEP_MS`. */
  readonly levels?: Uint8Array | undefined;
  /** Where the page found the recording broken. */
  readonly brokenMs?: number | undefined;
  readonly onSeek: (toMs: number) => void;
}

/** A label is written only where all of it fits. */
const isInside = (atPx: number, widthPx: number): boolean => atPx > LABEL_PX / 2 - 4 && atPx < widthPx - LABEL_PX / 2 + 4;
const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** The visit on the wall clock: its sound, what is missing, who was there, and everything that happened. */
export function Timeline({ span, atMs, gaps, moments, titleOf, presence, names, levels, brokenMs, onSeek }: Props) {
  const t = useReplayTexts();
  const bar = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [zoomMs, setZoomMs] = useState<number>();
  const view = zoomMs === undefined ? span : windowAt(span, atMs, zoomMs);
  const lengthMs = span.endMs - span.startMs;
  const zooms = ZOOMS_MS.filter((one) => one < lengthMs * 0.8);

  useEffect(() => {
    const element = bar.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => { setWidthPx(entry?.contentRect.width ?? 0); });
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, []);

  function seekTo(event: PointerEvent): void {
    const box = bar.current?.getBoundingClientRect();
    if (box && box.width > 0) onSeek(momentAt((event.clientX - box.left) / box.width, view));
  }

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -KEY_STEP_MS, ArrowRight: KEY_STEP_MS, PageUp: -60_000, PageDown: 60_000 }[event.key];
    const to = { Home: span.startMs, End: span.endMs }[event.key] ?? (step === undefined ? undefined : atMs + step);
    if (to === undefined) return;
    event.preventDefault();
    onSeek(to);
  }

  const isSeen = ({ startMs, endMs }: Span): boolean => endMs > view.startMs && startMs < view.endMs;
  const place = ({ startMs, endMs }: Span): { left: string; width: string } => ({
    left: percent(shareOf(startMs, view)), width: percent(shareOf(endMs, view) - shareOf(startMs, view)),
  });
  const people = [...new Set(presence.map(({ accountId }) => accountId))];
  const lasting = moments.flatMap((moment) => (moment.source.kind === 'item' && moment.endMs !== undefined ? [{ moment, startMs: moment.atMs, endMs: moment.endMs }] : []));
  const seen = moments.filter((moment) => moment.atMs >= view.startMs && moment.atMs <= view.endMs && moment.category !== 'gap');

  return (
    <div className={styles.timeline}>
      {zooms.length > 0 && (
        <div className={styles.zoom} role="group" aria-label={t('zoom')}>
          <button type="button" className={styles.page} aria-label={t('zoom.before')} disabled={zoomMs === undefined || view.startMs <= span.startMs} onClick={() => { onSeek(view.startMs - (zoomMs ?? 0)); }}><LeftOutlined /></button>
          {[undefined, ...zooms].map((one) => (
            <button key={one ?? 0} type="button" aria-pressed={zoomMs === one} data-testid={`zoom-${one ?? 'all'}`} onClick={() => { setZoomMs(one); }}>
              {one === undefined ? t('zoom.all') : t('zoom.minutes', { count: one / 60_000 })}
            </button>
          ))}
          <button type="button" className={styles.page} aria-label={t('zoom.next')} disabled={zoomMs === undefined || view.endMs >= span.endMs} onClick={() => { onSeek(view.endMs); }}><RightOutlined /></button>
        </div>
      )}
      <div
        ref={bar}
        className={styles.bar}
        role="slider"
        tabIndex={0}
        data-testid="timeline"
        aria-label={t('timeline')}
        aria-valuemin={0}
        aria-valuemax={Math.round(lengthMs / 1000)}
        aria-valuenow={Math.round((atMs - span.startMs) / 1000)}
        aria-valuetext={formatClock(atMs, true)}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
        }}
      >
        <Waveform levels={levels} fromMs={view.startMs - span.startMs} toMs={view.endMs - span.startMs} playedShare={shareOf(atMs, view)} widthPx={widthPx} />
        {gaps.filter(isSeen).map((one) => (
          <div key={one.gap.id} className={`${styles.gap} ${styles[one.gap.kind]}`} style={place(one)} data-testid="timeline-gap" />
        ))}
        {brokenMs !== undefined && <div className={styles.broken} style={place({ startMs: brokenMs, endMs: brokenMs + 2000 })} data-testid="timeline-broken" title={t('broken.here')} />}
        <div className={styles.head} style={{ left: percent(shareOf(atMs, view)) }} />
      </div>
      <div className={styles.markers}>
        {clustersOf(seen, view, widthPx, CLUSTER_PX).map(({ atMs: momentMs, moments: here }) => {
          const [first] = here;
          const title = here.map((one) => `${formatClock(one.atMs, true)} ${titleOf(one)}`).slice(0, 8).join('\n');
          return (
            <button
              key={first!.id}
              type="button"
              className={`${styles.marker} ${here.length > 1 ? styles.many : styles[first!.category]}`}
              style={{ left: percent(shareOf(momentMs, view)) }}
              title={title}
              aria-label={t('event.seek', { time: formatClock(first!.atMs, true), what: here.length > 1 ? t('event.many', { count: here.length }) : titleOf(first!) })}
              onClick={() => { onSeek(first!.atMs); }}
            >
              {here.length > 1 && <span>{here.length}</span>}
            </button>
          );
        })}
      </div>
      {(people.length > 0 || lasting.length > 0) && (
        <div className={styles.lanes} aria-hidden>
          {people.map((id) => (
            <div key={id} className={styles.lane}>
              {presence.filter((one) => one.accountId === id && isSeen(one)).map((one) => (
                <span key={one.startMs} className={styles.person} style={place(one)}>{names.get(id) ?? ''}</span>
              ))}
            </div>
          ))}
          {lasting.some(isSeen) && (
            <div className={styles.lane}>
              {lasting.filter(isSeen).map((one) => (
                <span key={one.moment.id} className={styles.lasting} style={place(one)} title={`${titleOf(one.moment)} ${formatDuration(one.endMs - one.startMs)}`}>{titleOf(one.moment)}</span>
              ))}
            </div>
          )}
        </div>
      )}
      <div className={styles.ticks} aria-hidden>
        {ticksOf(view, widthPx, LABEL_PX).filter((tickMs) => isInside(shareOf(tickMs, view) * widthPx, widthPx)).map((tickMs) => (
          <span key={tickMs} style={{ left: percent(shareOf(tickMs, view)) }}>{formatClock(tickMs, view.endMs - view.startMs < 600_000)}</span>
        ))}
      </div>
    </div>
  );
}
