import type { RefObject } from 'react';
import { useEffect, useState } from 'react';
import type { ItemView } from '../../server/supervision/contract.ts';
import { serverNow } from '../kit/serverClock.ts';
import styles from './Marks.module.css';
import type { Area } from './pictureArea.ts';
import { pictureArea } from './pictureArea.ts';

/** Marks fade from the picture after this long; the record keeps them. */
const SHOWN_MS = 12_000;

interface Props {
  readonly items: readonly ItemView[];
  readonly video: RefObject<HTMLVideoElement | null>;
}

/** What the officer points at and draws, on the same places of both sides' pictures. */
export function Marks({ items, video }: Props) {
  const [area, setArea] = useState<Area>();
  const [nowMs, setNowMs] = useState(() => serverNow());
  const marks = items.filter(({ kind, atMs }) => (kind === 'point' || kind === 'drawing') && nowMs - atMs < SHOWN_MS);
  useEffect(() => {
    const look = (): void => {
      setNowMs(serverNow());
      if (video.current) setArea(pictureArea(video.current));
    };
    look();
    const timer = setInterval(look, 500);
    return () => { clearInterval(timer); };
  }, [video, items]);
  if (!area || marks.length === 0) return null;
  return (
    <svg className={styles.marks} data-testid="marks" data-count={marks.length} aria-hidden style={area} viewBox="0 0 1000 1000" preserveAspectRatio="none">
      {marks.map(({ id, x = 0, y = 0, points }) => (points
        ? <polyline key={id} vectorEffect="non-scaling-stroke" points={points.map(([px, py]) => `${px * 1000},${py * 1000}`).join(' ')} />
        : <ellipse key={id} className={styles.point} vectorEffect="non-scaling-stroke" cx={x * 1000} cy={y * 1000} rx={(26 / area.width) * 1000} ry={(26 / area.height) * 1000} />
      ))}
    </svg>
  );
}
