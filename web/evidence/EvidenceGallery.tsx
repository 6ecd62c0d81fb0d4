import { AudioOutlined, FilePdfOutlined, FlagFilled, VideoCameraOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { EvidenceView } from '../../server/evidence/contract.ts';
import type { EvidenceKind } from '../../server/evidence/kinds/contract.ts';
import { EVIDENCE_KINDS } from '../../server/evidence/kinds/contract.ts';
import { useFlags } from '../flags/queries.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatClock } from '../kit/formatTime.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from './EvidenceGallery.module.css';
import { EvidenceSheet } from './EvidenceSheet.tsx';
import { useEvidence } from './queries.ts';
import { useEvidenceTexts } from './texts.ts';

interface Props {
  readonly visitId: string;
  /** Shows the moment in the recording; only where there is one to show. */
  readonly onSeek?: (recordingMs: number) => void;
}

const ICONS = { document: FilePdfOutlined, clip: VideoCameraOutlined, audio: AudioOutlined } as const;

/** Everything handed in during a visit, by kind; a touch shows the item with all that proves it. */
export function EvidenceGallery({ visitId, onSeek }: Props) {
  const t = useEvidenceTexts();
  const evidence = useEvidence(visitId);
  const flags = useFlags(visitId).data;
  const [kind, setKind] = useState<EvidenceKind>();
  const [open, setOpen] = useState<string>();

  if (evidence.isPending) return <Placeholder cards={1} heightPx={120} />;
  if (evidence.isError && !evidence.data) return <ErrorNotice error={evidence.error} onRetry={() => void evidence.refetch()} />;
  const items = evidence.data.items;
  const kinds = EVIDENCE_KINDS.filter((one) => items.some((item) => item.kind === one));
  const shown = items.filter((item) => kind === undefined || item.kind === kind).toReversed();
  const openItem = items.find(({ id }) => id === open);
  const flagsOf = (id: string) => flags?.flags.filter(({ subject }) => subject === id) ?? [];
  if (items.length === 0) return <p className={styles.none}><b>{t('none')}</b><span>{t('none.text')}</span></p>;
  return (
    <>
      {kinds.length > 1 && (
        <div className={styles.filters} role="group" aria-label={t('filter')}>
          {[undefined, ...kinds].map((one) => (
            <button key={one ?? 'all'} type="button" aria-pressed={kind === one} data-testid="evidence-filter" data-kind={one ?? 'all'} onClick={() => { setKind(one); }}>
              {t(one ? `kind.${one}` : 'kind.all')} {one ? items.filter((item) => item.kind === one).length : items.length}
            </button>
          ))}
        </div>
      )}
      {shown.length === 0 && <p className={styles.none}>{t('none.filtered')}</p>}
      <ul className={styles.grid}>
        {shown.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className={styles.card}
              data-testid="photo-item"
              data-kind={item.kind}
              aria-label={t('item', { kind: t(`kind.${item.kind}`), time: formatClock(item.takenAtMs, true), by: item.takenBy })}
              onClick={() => { setOpen(item.id); }}
            >
              <Picture item={item} />
              {flagsOf(item.id).some(({ ruling }) => ruling !== 'dismissed') && <span className={styles.flag}><FlagFilled aria-hidden /></span>}
              <span className={styles.caption}>{item.caption ?? item.room ?? t(`kind.${item.kind}`)}</span>
              <time>{formatClock(item.takenAtMs, true)}</time>
            </button>
          </li>
        ))}
      </ul>
      {openItem && (
        <EvidenceSheet
          key={openItem.id}
          visitId={visitId}
          item={openItem}
          flags={flagsOf(openItem.id)}
          mayRule={flags?.mayRule ?? false}
          onClose={() => { setOpen(undefined); }}
          {...(onSeek && { onSeek })}
        />
      )}
    </>
  );
}

function Picture({ item }: { readonly item: EvidenceView }) {
  if (item.thumbnailUrl !== undefined) return <img src={item.thumbnailUrl} alt="" loading="lazy" />;
  const Icon = ICONS[item.kind as keyof typeof ICONS];
  return <span className={styles.icon}><Icon aria-hidden /></span>;
}
