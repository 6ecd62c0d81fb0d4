import { ArrowLeftOutlined, LeftOutlined, RightOutlined, VideoCameraOutlined } from '@ant-design/icons';
import { Segmented } from 'antd';
import type { CSSProperties } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { useVisits } from '../visits/queries.ts';
import { useWatchTexts } from './texts.ts';
import { useFrames } from './useFrames.ts';
import { useWatcher } from './useWatcher.ts';
import { useWishes } from './useWishes.ts';
import styles from './WallPage.module.css';

const SIZES = [1, 4, 9, 16] as const;
const TURN_MS = 20_000;

/** Many visits at once, each in its small layer; what does not fit comes in turn. The sound is that of the touched tile. */
export function WallPage() {
  const t = useWatchTexts();
  const visits = useVisits();
  const [size, setSize] = useState<(typeof SIZES)[number]>(() => (innerWidth < 700 ? 4 : 9));
  const [page, setPage] = useState(0);
  const [heard, setHeard] = useState<string>();
  const live = (visits.data?.visits ?? []).filter(({ may, live: isLive }) => may.watch && isLive).sort((a, b) => (a.id < b.id ? -1 : 1));
  const pages = Math.max(1, Math.ceil(live.length / size));
  const shown = live.slice((page % pages) * size, (page % pages + 1) * size);

  useEffect(() => {
    // A page that is listened to stays.
    if (pages < 2 || heard !== undefined) return;
    const timer = setInterval(() => { setPage((before) => (before + 1) % pages); }, TURN_MS);
    return () => { clearInterval(timer); };
  }, [pages, heard]);

  function turn(by: number): void {
    setHeard(undefined);
    setPage((page + by + pages) % pages);
  }

  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <Link to="/live"><ArrowLeftOutlined aria-hidden /> {t('room.back')}</Link>
        <Segmented size="large" aria-label={t('wall.size')} options={[...SIZES]} value={size} onChange={(chosen) => { setSize(chosen); setPage(0); }} />
        {pages > 1 && (
          <span className={styles.turn}>
            <button type="button" aria-label={t('wall.before')} onClick={() => { turn(-1); }}><LeftOutlined /></button>
            {(page % pages) + 1} / {pages}
            <button type="button" aria-label={t('wall.next')} onClick={() => { turn(1); }}><RightOutlined /></button>
          </span>
        )}
      </header>
      {visits.data && live.length === 0 && <EmptyState icon={<VideoCameraOutlined />} title={t('board.none')} text={t('board.empty.text')} />}
      <ul className={styles.wall} data-size={size} style={{ '--across': Math.sqrt(size) } as CSSProperties}>
        {shown.map((visit) => (
          <li key={visit.id}><Tile visit={visit} alone={size === 1} hears={heard === visit.id} onHear={() => { setHeard(heard === visit.id ? undefined : visit.id); }} /></li>
        ))}
      </ul>
    </main>
  );
}

interface TileProps {
  readonly visit: VisitSummary;
  /** The only tile on the page may have the whole picture. */
  readonly alone: boolean;
  readonly hears: boolean;
  readonly onHear: () => void;
}

const SMALL = { wall: true, wishes: { picture: true, sound: false, layer: 0 } } as const;

function Tile({ visit, alone, hears, onHear }: TileProps) {
  const t = useWatchTexts();
  const frame = useRef<HTMLButtonElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const watching = useWatcher(visit.id, true, SMALL);
  const hasPicture = watching?.snapshot.hasPicture ?? false;
  const frames = useFrames(video, hasPicture);
  const { fallback } = useWishes(watching?.session, frame, hears, alone ? 2 : 0);
  const stream = watching?.snapshot.stream;
  useEffect(() => {
    const element = video.current;
    if (!element || !stream) return;
    element.srcObject = stream;
    return () => { element.srcObject = null; };
  }, [stream]);
  useEffect(() => {
    if (video.current && hasPicture) void video.current.play().catch(() => undefined);
  }, [hasPicture, hears]);
  return (
    <>
      <button ref={frame} type="button" className={styles.tile} aria-pressed={hears} data-testid="wall-tile" data-visit-id={visit.id} onClick={onHear}>
        <video ref={video} autoPlay playsInline muted={!hears} aria-label={t('room.picture', { name: visit.household.applicantName })} style={{ opacity: frames === 'flowing' ? 1 : 0.2 }} />
        {frames !== 'flowing' && <span className={styles.wait}>{visit.privacySinceMs !== undefined ? t('card.privacy') : t(fallback === 'soundOnly' ? 'room.poor' : 'room.connecting')}</span>}
      </button>
      <Link className={styles.name} to={`/live/${visit.id}`}>{visit.household.applicantName}{hears && ` · ${t('wall.heard')}`}</Link>
    </>
  );
}
