import {
  CameraOutlined, CheckCircleOutlined, DisconnectOutlined, FlagFilled, FormOutlined, HomeOutlined, MessageOutlined, SearchOutlined, TagFilled, TeamOutlined,
} from '@ant-design/icons';
import { Input } from 'antd';
import type { ComponentType } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import styles from './MomentList.module.css';
import type { Category, Moment } from './moments.ts';
import { useReplayTexts } from './texts.ts';
import type { MomentTexts } from './useMomentTexts.ts';

const ICONS: Readonly<Record<Category, ComponentType>> = {
  room: HomeOutlined, question: FormOutlined, photo: CameraOutlined, prompt: MessageOutlined, bookmark: TagFilled, flag: FlagFilled,
  gap: DisconnectOutlined, people: TeamOutlined, step: CheckCircleOutlined,
};

interface Props {
  /** Of the chosen categories, in their order. */
  readonly moments: readonly Moment[];
  readonly textsOf: (moment: Moment) => MomentTexts;
  readonly startMs: number;
  readonly atMs: number;
  readonly onSeek: (toMs: number) => void;
}

/** Everything that happened, searched by its words; the newest one that has happened is marked and kept in sight. */
export function MomentList({ moments, textsOf, startMs, atMs, onSeek }: Props) {
  const t = useReplayTexts();
  const [query, setQuery] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const shown = useMemo(() => {
    const words = query.trim().toLowerCase();
    const all = moments.map((moment) => ({ moment, texts: textsOf(moment) }));
    return words === '' ? all : all.filter(({ texts: { title, detail } }) => `${title} ${detail}`.toLowerCase().includes(words));
  }, [moments, textsOf, query]);
  const current = shown.findLast(({ moment }) => moment.atMs <= atMs + 500)?.moment.id;

  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current]');
    const frame = list.current?.parentElement;
    // Only where the list scrolls by itself: a page that moves under the finger is worse than a mark out of sight.
    if (!here || !frame || query !== '' || getComputedStyle(frame).overflowY !== 'auto') return;
    frame.scrollTo({ top: here.offsetTop - frame.clientHeight / 3, behavior: 'smooth' });
  }, [current, query]);

  return (
    <>
      <Input
        allowClear
        size="large"
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t('search')}
        aria-label={t('search')}
        value={query}
        data-testid="moment-search"
        onChange={(event) => { setQuery(event.target.value); }}
      />
      <div className={styles.frame}>
        {shown.length === 0 && <p className={styles.none}>{t(query === '' ? 'moments.none' : 'search.none')}</p>}
        <ol ref={list} className={styles.moments}>
          {shown.map(({ moment, texts: { title, detail } }) => {
            const Icon = ICONS[moment.category];
            return (
              <li key={moment.id}>
                <button
                  type="button"
                  className={`${styles.moment} ${styles[moment.category]}`}
                  aria-current={moment.id === current || undefined}
                  data-testid="timeline-event"
                  data-kind={moment.category}
                  data-at-ms={Math.round(moment.atMs - startMs)}
                  onClick={() => { onSeek(moment.atMs); }}
                >
                  <span className={styles.icon}><Icon aria-hidden /></span>
                  <span className={styles.what}>
                    <span className={styles.title}>{title}</span>
                    <small>{detail}</small>
                  </span>
                  {moment.source.kind === 'evidence' && moment.source.item.thumbnailUrl !== undefined && <img className={styles.thumb} src={moment.source.item.thumbnailUrl} alt="" loading="lazy" />}
                  <time>
                    {formatDuration(Math.max(0, moment.atMs - startMs))}
                    <small>{formatClock(moment.atMs, true)}</small>
                  </time>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </>
  );
}
