import { AudioMutedOutlined, ExpandOutlined, LoadingOutlined, SoundOutlined } from '@ant-design/icons';
import { useEffect, useRef, useState } from 'react';
import { useErrorMessage } from '../kit/ErrorNotice.tsx';
import type { ItemView, SupervisorAct } from '../../server/supervision/contract.ts';
import { Marks } from '../exchange/Marks.tsx';
import { DrawingLayer } from './DrawingLayer.tsx';
import styles from './LiveVideo.module.css';
import { useWatchTexts } from './texts.ts';
import type { Frames } from './useFrames.ts';
import { useFrames } from './useFrames.ts';
import type { Watching } from './useWatcher.ts';
import { useWishes } from './useWishes.ts';

interface Props {
  readonly watching: Watching | undefined;
  readonly label: string;
  /** What the officer marked. */
  readonly marks: readonly ItemView[];
  /** Present while the officer marks something. */
  readonly onMark?: ((act: SupervisorAct) => void) | undefined;
}

/** The picture and sound of the field, and the truth about them when they are not there. */
export function LiveVideo({ watching, label, marks, onMark }: Props) {
  const t = useWatchTexts();
  const messageOf = useErrorMessage();
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [muted, setMuted] = useState(false);
  const [blocked, setBlocked] = useState(false);
  const watcher = watching?.snapshot;
  const stream = watcher?.stream;
  const hasPicture = watcher?.hasPicture ?? false;
  const hasSound = watcher?.hasSound ?? false;
  const frames = useFrames(video, hasPicture);
  const { fallback, quality } = useWishes(watching?.session, frame, true);
  const shows = frames === 'flowing' && fallback !== 'soundOnly';

  useEffect(() => {
    const element = video.current;
    if (!element || !stream) return;
    element.srcObject = stream;
    return () => { element.srcObject = null; };
  }, [stream]);

  useEffect(() => {
    const element = video.current;
    if (!element || !(hasPicture || hasSound)) return;
    element.play().catch((error: unknown) => {
      // A page that nobody has touched may only play without sound; the person decides then.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      setBlocked(true);
      setMuted(true);
      element.muted = true;
      element.play().catch(() => undefined);
    });
  }, [hasPicture, hasSound]);

  function hear(on: boolean): void {
    setMuted(!on);
    setBlocked(false);
    if (!video.current) return;
    video.current.muted = !on;
    void video.current.play().catch(() => undefined);
  }

  const link = watcher?.link;
  return (
    <div ref={frame} className={styles.frame}>
      <video
        ref={video}
        className={styles.video}
        data-testid="live-video"
        data-picture={hasPicture}
        data-sound={hasSound}
        aria-label={label}
        autoPlay
        playsInline
        muted={muted}
        data-frames={frames}
        data-layer={quality?.layer}
        data-fallback={fallback}
        style={{ opacity: shows ? 1 : 0.16 }}
      />
      <Marks items={marks} video={video} />
      {onMark && <DrawingLayer video={video} onMark={onMark} />}
      {link?.at === 'ended' && link.error && <p className={styles.over} role="alert">{messageOf(link.error)}</p>}
      {link?.at !== 'ended' && !shows && <p className={styles.over} role="status"><Waiting link={link?.at} poor={fallback !== 'picture'} frames={frames} hasPicture={hasPicture} hasSound={hasSound} /></p>}
      {link?.at === 'reconnecting' && shows && <p className={styles.weak} role="status">{t('room.reconnecting')}</p>}
      {shows && !hasSound && link?.at === 'live' && <p className={styles.weak} role="status">{t('room.noSound')}</p>}
      {blocked && (
        <button type="button" className={styles.unmute} data-testid="unmute" onClick={() => { hear(true); }}>
          <AudioMutedOutlined aria-hidden />{t('room.unmute')}
        </button>
      )}
      <div className={styles.controls}>
        <button type="button" aria-label={t(muted ? 'room.sound' : 'room.mute')} onClick={() => { hear(muted); }}>
          {muted ? <AudioMutedOutlined /> : <SoundOutlined />}
        </button>
        <button type="button" aria-label={t('room.full')} onClick={() => void frame.current?.requestFullscreen?.()}>
          <ExpandOutlined />
        </button>
      </div>
    </div>
  );
}

interface WaitingProps {
  readonly link: 'connecting' | 'live' | 'reconnecting' | undefined;
  /** The network carries the sound alone. */
  readonly poor: boolean;
  readonly frames: Frames;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
}

function Waiting({ link, poor, frames, hasPicture, hasSound }: WaitingProps) {
  const t = useWatchTexts();
  if (link === 'live' && poor) return <>{t('room.poor')}</>;
  if (link === 'live' && !hasPicture) return <>{t(hasSound ? 'room.soundOnly' : 'room.waiting')}</>;
  if (link === 'live' && frames === 'stalled') return <><LoadingOutlined aria-hidden /> {t('room.stalled')}</>;
  return <><LoadingOutlined aria-hidden /> {t(link === 'reconnecting' ? 'room.reconnecting' : 'room.connecting')}</>;
}
