import { DownloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { EvidenceView } from '../../server/evidence/contract.ts';
import type { FlagView } from '../../server/flags/contract.ts';
import { FlagNotice } from '../flags/FlagNotice.tsx';
import { formatDuration } from '../kit/formatTime.ts';
import { Sheet } from '../kit/Sheet.tsx';
import { useKitTexts } from '../kit/texts.ts';
import { EvidenceFacts } from './EvidenceFacts.tsx';
import styles from './EvidenceSheet.module.css';
import { useEvidenceTexts } from './texts.ts';

interface Props {
  readonly visitId: string;
  readonly item: EvidenceView;
  readonly flags: readonly FlagView[];
  readonly mayRule: boolean;
  readonly onClose: () => void;
  readonly onSeek?: (recordingMs: number) => void;
}

/** One item: what it shows, what does not fit, and everything that is known of it. Looking at it is on record. */
export function EvidenceSheet({ visitId, item, flags, mayRule, onClose, onSeek }: Props) {
  const t = useEvidenceTexts();
  const kit = useKitTexts();
  const [view, setView] = useState<'watermarked' | 'original'>('watermarked');
  const { recordingMs } = item;
  return (
    <Sheet open title={item.caption ?? t(`kind.${item.kind}`)} onClose={onClose}>
      <div className={styles.body} data-testid="evidence-sheet">
        {item.watermarkedUrl !== undefined && (
          <>
            <Segmented
              block
              value={view}
              onChange={setView}
              options={[{ value: 'watermarked', label: t('view.watermarked') }, { value: 'original', label: t('view.original') }]}
            />
            <img className={styles.picture} src={view === 'original' ? item.originalUrl : item.watermarkedUrl} alt={item.caption ?? t(`kind.${item.kind}`)} />
          </>
        )}
        {item.kind === 'clip' && <video className={styles.picture} src={item.originalUrl} controls playsInline preload="metadata" aria-label={t('kind.clip')} />}
        {item.kind === 'audio' && <audio className={styles.sound} src={item.originalUrl} controls preload="metadata" aria-label={t('kind.audio')} />}
        {item.duplicateOf !== undefined && <p className={styles.duplicate}>{t('duplicate')}</p>}
        {flags.map((flag) => <FlagNotice key={flag.id} visitId={visitId} flag={flag} mayRule={mayRule} />)}
        <EvidenceFacts item={item} />
        <div className={styles.actions}>
          {onSeek && recordingMs !== undefined && (
            <Button size="large" onClick={() => { onSeek(recordingMs); onClose(); }}>{t('field.moment')} {formatDuration(recordingMs)}</Button>
          )}
          <Button size="large" icon={<DownloadOutlined />} href={item.originalUrl} download>{t('view.download')}</Button>
          <Button size="large" type="primary" data-testid="close-item" onClick={onClose}>{kit('close')}</Button>
        </div>
      </div>
    </Sheet>
  );
}
