import type { ItemView } from '../../server/supervision/contract.ts';
import { useExchangeTexts } from '../exchange/texts.ts';
import { ExchangeList } from './ExchangeList.tsx';
import { FlagPanel } from '../flags/FlagPanel.tsx';
import { useFlagTexts } from '../flags/texts.ts';
import type { ReactNode } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { EvidenceGallery } from '../evidence/EvidenceGallery.tsx';
import { PresenceCard } from '../fieldwork/PresenceCard.tsx';
import { formatClock, formatDuration } from '../kit/formatTime.ts';
import { useSession } from '../people/useSession.ts';
import { HouseholdCard } from '../visits/HouseholdCard.tsx';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './LiveSide.module.css';
import { SoundPanel } from './SoundPanel.tsx';
import { useWatchTexts } from './texts.ts';

/** Beside the picture: who watches, what was photographed, what is missing, and whom it is about. */
export function LiveSide({ visit, items }: { readonly visit: VisitDetail; readonly items: readonly ItemView[] }) {
  const t = useWatchTexts();
  const shared = useVisitTexts();
  const exchange = useExchangeTexts();
  const flags = useFlagTexts();
  const own = useSession().data?.account.id;
  const gaps = visit.recording?.gaps ?? [];
  return (
    <div className={styles.side}>
      <SoundPanel visitId={visit.id} />
      <Panel title={t('side.watchers')} note={t('room.visible')}>
        <ul className={styles.people} data-testid="watchers" data-count={visit.watchers.length}>
          {visit.watchers.length === 0 && <li className={styles.none}>{t('side.none')}</li>}
          {visit.watchers.map(({ accountId, name, sinceMs }) => (
            <li key={accountId}>
              <span className={styles.initial} aria-hidden>{[...name][0]}</span>
              <span>{name}{accountId === own && t('side.you')}</span>
              <time>{t('side.since', { time: formatClock(sinceMs) })}</time>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('side.presence')}>
        <PresenceCard visit={visit} />
      </Panel>
      <Panel title={flags('panel')}>
        <FlagPanel visitId={visit.id} />
      </Panel>
      <Panel title={exchange('list.title')} count={items.length}>
        <ExchangeList items={items} />
      </Panel>
      <Panel title={t('side.photos')}>
        <EvidenceGallery visitId={visit.id} />
      </Panel>
      <Panel title={t('side.gaps')} count={gaps.length}>
        {gaps.length === 0 && <p className={styles.none}>{t('side.gaps.none')}</p>}
        <ul className={styles.gaps}>
          {gaps.map((gap) => (
            <li key={gap.id}>
              <span>{shared(`gap.${gap.kind}`)} · {shared(`cause.${gap.cause}`)}</span>
              <time>
                {formatClock(gap.startMs, true)} · {gap.endMs === undefined ? shared('gap.open') : formatDuration(Math.max(1000, gap.endMs - gap.startMs))}
              </time>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('side.household')}>
        <HouseholdCard visit={visit} />
      </Panel>
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly count?: number;
  readonly note?: string;
  readonly children: ReactNode;
}

function Panel({ title, count, note, children }: PanelProps) {
  return (
    <section className={styles.panel}>
      <h2 className={styles.title}>
        {title}
        {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
        {note !== undefined && <small>{note}</small>}
      </h2>
      {children}
    </section>
  );
}
