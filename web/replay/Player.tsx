import {
  AudioMutedOutlined, BackwardOutlined, CaretRightFilled, ExpandOutlined, ForwardOutlined, LoadingOutlined, PauseOutlined, SoundOutlined,
  StepBackwardOutlined, StepForwardOutlined, VerticalLeftOutlined, VerticalRightOutlined,
} from '@ant-design/icons';
import type { ReactNode, RefObject } from 'react';
import { useRef, useState } from 'react';
import type { Gap } from '../../recordings/contract.ts';
import type { TrackSource } from '../../sfu/contract.ts';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './Player.module.css';
import { useReplayTexts } from './texts.ts';
import type { PlayerState } from './usePlayer.ts';
import { Watermark } from './Watermark.tsx';

const SPEEDS = [0.5, 1, 1.5, 2, 4] as const;
const JUMP_S = 10;
/** Phones send 25 pictures a second. */
const FRAME_S = 1 / 25;
/** Two moments that are nearer are one place to a person who jumps. */
const SAME_PLACE_S = 0.5;

interface Props {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: PlayerState;
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly gap: Gap | undefined;
  /** The page found this very place changed since it was sealed. */
  readonly isBroken: boolean;
  /** Tracks of sound, the room's own first. */
  readonly sounds: readonly TrackSource[];
  /** Over the picture's lower edge. */
  readonly over: ReactNode;
  readonly onSound: (source: TrackSource) => void;
  /** Seconds of the presentation at which something happened, in their order. */
  readonly moments: readonly number[];
  readonly onSeek: (toS: number) => void;
}

export function Player({ video, state, label, startMs, endMs, gap, isBroken, sounds, over, moments, onSound, onSeek }: Props) {
  const t = useReplayTexts();
  const shared = useVisitTexts();
  const frame = useRef<HTMLDivElement>(null);
  const [muted, setMuted] = useState(false);
  const [speed, setSpeed] = useState(1);

  function toggle(): void {
    const element = video.current;
    if (!element) return;
    // Rejected when a person pauses again before anything could play; the state shown stays true.
    if (element.paused) element.play().catch(() => undefined);
    else element.pause();
  }

  function step(byS: number): void {
    video.current?.pause();
    onSeek((video.current?.currentTime ?? state.atS) + byS);
  }
  const before = moments.findLast((atS) => atS < state.atS - SAME_PLACE_S);
  const next = moments.find((atS) => atS > state.atS + SAME_PLACE_S);

  return (
    <div
      className={styles.player}
      onKeyDown={(event) => {
        if (event.target instanceof HTMLSelectElement) return;
        const act = {
          ',': () => { step(-FRAME_S); }, '.': () => { step(FRAME_S); }, j: () => { onSeek(state.atS - JUMP_S); }, l: () => { onSeek(state.atS + JUMP_S); },
          k: toggle, '[': () => { if (before !== undefined) onSeek(before); }, ']': () => { if (next !== undefined) onSeek(next); },
        }[event.key];
        act?.();
      }}
    >
      <div ref={frame} className={styles.frame}>
        <video
          ref={video}
          className={styles.video}
          data-testid="replay-video"
          aria-label={label}
          playsInline
          preload="auto"
          muted={muted}
          onClick={toggle}
        />
        <Watermark />
        {over}
        {gap && (
          <p className={styles.gap} role="status">
            {t('video.gap', { what: shared(`gap.${gap.kind}`), cause: shared(`cause.${gap.cause}`) })}
          </p>
        )}
        {isBroken && <p className={styles.broken} role="alert">{t('broken.here')}</p>}
        {state.failed && <p className={styles.over} role="alert">{t('video.failed')}</p>}
        {!state.failed && !state.ready && <p className={styles.over} role="status"><LoadingOutlined aria-hidden /> {t('video.loading')}</p>}
        {state.ready && !state.playing && !state.failed && (
          <button type="button" className={styles.big} aria-label={t('play')} data-testid="play" onClick={toggle}><CaretRightFilled /></button>
        )}
      </div>
      <div className={styles.controls}>
        <span className={styles.time} data-testid="replay-time">
          <b>{formatClock(startMs + state.atS * 1000, true)}</b>
          <span>{formatDuration(state.atS * 1000)} / {formatDuration(endMs - startMs)}</span>
        </span>
        <span className={styles.moves}>
          <button type="button" aria-label={t('mark.before')} title={t('mark.before')} disabled={before === undefined} onClick={() => { if (before !== undefined) onSeek(before); }}><VerticalRightOutlined /></button>
          <button type="button" aria-label={t('back10')} title={t('back10')} onClick={() => { onSeek(state.atS - JUMP_S); }}><BackwardOutlined /></button>
          <button type="button" aria-label={t('step.back')} title={t('step.back')} onClick={() => { step(-FRAME_S); }}><StepBackwardOutlined /></button>
          <button type="button" className={styles.play} aria-label={t(state.playing ? 'pause' : 'play')} onClick={toggle}>
            {state.playing ? <PauseOutlined /> : <CaretRightFilled />}
          </button>
          <button type="button" aria-label={t('step.on')} title={t('step.on')} data-testid="step-on" onClick={() => { step(FRAME_S); }}><StepForwardOutlined /></button>
          <button type="button" aria-label={t('forward10')} title={t('forward10')} onClick={() => { onSeek(state.atS + JUMP_S); }}><ForwardOutlined /></button>
          <button type="button" aria-label={t('mark.next')} title={t('mark.next')} data-testid="next-moment" disabled={next === undefined} onClick={() => { if (next !== undefined) onSeek(next); }}><VerticalLeftOutlined /></button>
        </span>
        <span className={styles.rest}>
          {sounds.length > 1 && (
            <select className={styles.speed} aria-label={t('sound.choose')} data-testid="choose-sound" onChange={(event) => { onSound(event.target.value as TrackSource); }}>
              {sounds.map((source) => <option key={source} value={source}>{t(`source.${source}`)}</option>)}
            </select>
          )}
          <select
            className={styles.speed}
            aria-label={t('speed')}
            value={speed}
            onChange={(event) => {
              const chosen = Number(event.target.value);
              setSpeed(chosen);
              if (video.current) video.current.playbackRate = chosen;
            }}
          >
            {SPEEDS.map((value) => <option key={value} value={value}>{value}×</option>)}
          </select>
          <button type="button" aria-label={t(muted ? 'sound' : 'mute')} title={t(muted ? 'sound' : 'mute')} onClick={() => { setMuted(!muted); }}>
            {muted ? <AudioMutedOutlined /> : <SoundOutlined />}
          </button>
          <button type="button" aria-label={t('full')} title={t('full')} onClick={() => void frame.current?.requestFullscreen?.()}><ExpandOutlined /></button>
        </span>
      </div>
    </div>
  );
}
