import { Button, Input } from 'antd';
import { useState } from 'react';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { noticeText } from '../../server/visits/notices/contract.ts';
import type { ConsentKind, Ink } from '../../server/visits/record/contract.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Chips } from './Chips.tsx';
import styles from './fieldwork.module.css';
import { NoticeCard } from './NoticeCard.tsx';
import { SignaturePad } from './SignaturePad.tsx';
import { useFieldTexts } from './texts.ts';
import { useAct } from './useAct.ts';

interface Props {
  readonly visit: VisitDetail;
  readonly kind: ConsentKind;
  readonly personId: string;
  readonly onDone: () => void;
}

type Means = 'signature' | 'spoken' | 'refused';

/** One consent: the text, and yes by hand, yes by voice, or no. A no to the picture asks why and goes on without it. */
export function ConsentCard({ visit, kind, personId, onDone }: Props) {
  const t = useFieldTexts();
  const { act, busy, error } = useAct(visit.id, onDone);
  const onRecord = visit.tracks.some((track) => track.kind === 'audio');
  const [means, setMeans] = useState<Means>('signature');
  const [ink, setInk] = useState<Ink>();
  const [reason, setReason] = useState('');
  const text = noticeText(kind);
  if (!text) return null;
  const consent = { act: 'recordConsent', kind, personId, textVersion: text.version, language: text.language } as const;
  const words = reason.trim();

  function record(): void {
    if (means === 'signature' && ink) void act({ ...consent, outcome: 'given', means: 'signature' }, { ink });
    else if (means === 'spoken') void act({ ...consent, outcome: 'given', means: 'spoken' });
    else if (kind === 'recording') void act({ act: 'recordRefusal', refused: 'recordingOnly', reason: words });
    else void act({ ...consent, outcome: 'refused', means: 'spoken' });
  }

  const ready = means === 'signature' ? ink !== undefined : means === 'spoken' ? onRecord : kind !== 'recording' || words.length >= 2;
  return (
    <>
      <NoticeCard text={text} />
      <section className={styles.card} data-testid={`consent-${kind}`}>
        <Chips
          label={text.title}
          options={(['signature', 'spoken', 'refused'] as const).map((value) => ({ value, label: t(`consent.${value}`) }))}
          chosen={[means]}
          onChoose={(value) => { setMeans(value as Means); }}
          testId={`consent-${kind}`}
        />
        {means === 'signature' && <SignaturePad label={t('consent.sign', { title: text.title })} onInk={setInk} />}
        {means === 'spoken' && <p className={onRecord ? styles.large : styles.warn}>{t(onRecord ? 'consent.spoken.text' : 'consent.spoken.off')}</p>}
        {means === 'refused' && kind === 'recording' && (
          <>
            <p className={styles.warn}>{t('fallback')}</p>
            <Input.TextArea value={reason} maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} aria-label={t('exit.reason')} placeholder={t('exit.reason')} data-testid="refusal-reason" onChange={(event) => { setReason(event.target.value); }} />
          </>
        )}
        {error !== undefined && <ErrorNotice error={error} />}
        <Button type="primary" size="large" block loading={busy} disabled={!ready} data-testid={`consent-${kind}-confirm`} onClick={record}>
          {t(means === 'refused' ? (kind === 'recording' ? 'exit.fallback' : 'consent.refuse') : 'consent.confirm')}
        </Button>
      </section>
    </>
  );
}
