import { useMemo } from 'react';
import { formatClock } from '../kit/formatTime.ts';
import type { Moment, PlaceSample } from './moments.ts';
import styles from './PlaceMap.module.css';
import { plotPlaces } from './placePlot.ts';
import { useReplayTexts } from './texts.ts';

const SIZE = 320;
const MARGIN = 36;

interface Props {
  readonly places: readonly PlaceSample[];
  readonly moments: readonly Moment[];
  readonly atMs: number;
  readonly onSeek: (toMs: number) => void;
}

/** Where the field's device was, drawn to scale without any map from elsewhere: north is up. */
export function PlaceMap({ places, moments, atMs, onSeek }: Props) {
  const t = useReplayTexts();
  const photos = useMemo(() => moments.flatMap((moment) => {
    const position = moment.source.kind === 'evidence' ? moment.source.item.position : undefined;
    return position ? [{ moment, ...position }] : [];
  }), [moments]);
  const plot = useMemo(() => plotPlaces([...places, ...photos], SIZE, MARGIN), [places, photos]);
  const way = plot.points.slice(0, places.length);
  const taken = plot.points.slice(places.length);
  const here = Math.max(0, places.findLastIndex((one) => one.atMs <= atMs));
  const line = (points: typeof way): string => points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const now = way[here];
  const sample = places[here];
  if (!now || !sample) return <p className={styles.none}>{t('place.none')}</p>;
  const bar = plot.barMetres / plot.metresPerUnit;
  return (
    <figure className={styles.map} data-testid="place-map">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t('place.label', { time: formatClock(sample.atMs), accuracy: Math.round(sample.accuracyM) })}>
        <path className={styles.grid} d={Array.from({ length: 7 }, (_, i) => `M${(i + 1) * 40} 0V${SIZE}M0 ${(i + 1) * 40}H${SIZE}`).join('')} />
        <polyline className={styles.rest} points={line(way)} />
        <polyline className={styles.gone} points={line(way.slice(0, here + 1))} />
        {way.map(({ x, y }, i) => (
          <circle key={places[i]!.atMs} className={styles.sample} cx={x} cy={y} r={9} onClick={() => { onSeek(places[i]!.atMs); }}><title>{formatClock(places[i]!.atMs, true)}</title></circle>
        ))}
        {taken.map(({ x, y }, i) => (
          <rect key={photos[i]!.moment.id} className={styles.photo} x={x - 5} y={y - 5} width={10} height={10} rx={2} onClick={() => { onSeek(photos[i]!.moment.atMs); }} />
        ))}
        <circle className={styles.doubt} cx={now.x} cy={now.y} r={Math.max(8, sample.accuracyM / plot.metresPerUnit)} />
        <circle className={styles.here} cx={now.x} cy={now.y} r={7} />
        <path className={styles.scale} d={`M${16} ${SIZE - 22}v8h${bar}v-8`} />
        <text className={styles.text} x={16 + bar / 2} y={SIZE - 26} textAnchor="middle">{t('place.metres', { count: plot.barMetres })}</text>
        <path className={styles.scale} d={`M${SIZE - 20} 34V14m-5 6l5-6l5 6`} />
        <text className={styles.text} x={SIZE - 20} y={48} textAnchor="middle">{t('place.north')}</text>
      </svg>
      <figcaption>{t('place.label', { time: formatClock(sample.atMs), accuracy: Math.round(sample.accuracyM) })}</figcaption>
    </figure>
  );
}
