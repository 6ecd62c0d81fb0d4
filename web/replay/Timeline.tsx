import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { formatClock } from '../kit/formatTime.ts';
import { useEventLabel } from './useEventLabel.ts';
import { useReplayTexts } from './texts.ts';
import type { GapSpan, Span, TimelineEvent } from './timeline.ts';
import { momentAt, shareOf, ticksOf } from './timeline.ts';
import styles from './Timeline.module.css';

const KEY_STEP_MS = 5000;
const LABEL_PX = 84;

interface Props {
  readonly span: Span;
  readonly atMs: number;
  readonly gaps: readonly GapSpan[];
  readonly events: readonly TimelineEvent[];
  readonly onSeek: (toMs: number) => void;
}

/** A label is written only where all of it fits. */
const isInside = (atPx: number, widthPx: number): boolean => atPx > LABEL_PX / 2 - 4 && atPx < widthPx - LABEL_PX / 2 + 4;
const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** The whole visit on the wall clock: what is missing is hatched, what happened is marked. */
export function Timeline({ span, atMs, gaps, events, onSeek }: Props) {
  const t = useReplayTexts();
  const labelOf = useEventLabel();
  const bar = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);

  useEffect(() => {
    const element = bar.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => { setWidthPx(entry?.contentRect.width ?? 0); });
    observer.observe(element);
    return () => { observer.disconnect(); };
  }, []);

  function seekTo(event: PointerEvent): void {
    const box = bar.current?.getBoundingClientRect();
    if (box && box.width > 0) onSeek(momentAt((event.clientX - box.left) / box.width, span));
  }

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowLeft: -KEY_STEP_MS, ArrowRight: KEY_STEP_MS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onSeek(atMs + step);
  }

  return (
    <div className={styles.timeline}>
      <div
        ref={bar}
        className={styles.bar}
        role="slider"
        tabIndex={0}
        data-testid="timeline"
        aria-label={t('timeline')}
        aria-valuemin={0}
        aria-valuemax={Math.round((span.endMs - span.startMs) / 1000)}
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
        <div className={styles.played} style={{ width: percent(shareOf(atMs, span)) }} />
        {gaps.map(({ gap, startMs, endMs }) => (
          <div
            key={gap.id}
            className={`${styles.gap} ${styles[gap.kind]}`}
            style={{ left: percent(shareOf(startMs, span)), width: percent(shareOf(endMs, span) - shareOf(startMs, span)) }}
            data-testid="timeline-gap"
          />
        ))}
        <div className={styles.head} style={{ left: percent(shareOf(atMs, span)) }} />
      </div>
      <div className={styles.markers}>
        {events.filter(({ kind }) => kind !== 'gap').map((event) => (
          <button
            key={event.id}
            type="button"
            className={`${styles.marker} ${styles[event.kind] ?? ''}`}
            style={{ left: percent(shareOf(event.atMs, span)) }}
            title={`${formatClock(event.atMs, true)} ${labelOf(event)}`}
            aria-label={t('event.seek', { time: formatClock(event.atMs, true), what: labelOf(event) })}
            data-testid="timeline-marker"
            data-kind={event.kind}
            tabIndex={-1}
            onClick={() => { onSeek(event.atMs); }}
          />
        ))}
      </div>
      <div className={styles.ticks} aria-hidden>
        {ticksOf(span, widthPx, LABEL_PX).filter((tickMs) => isInside(shareOf(tickMs, span) * widthPx, widthPx)).map((tickMs) => (
          <span key={tickMs} style={{ left: percent(shareOf(tickMs, span)) }}>{formatClock(tickMs, true)}</span>
        ))}
      </div>
    </div>
  );
}
