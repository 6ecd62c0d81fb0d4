import { ClockCircleOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import type { RetentionView } from '../../server/retention/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatMoment } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { serverNow } from '../kit/serverClock.ts';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './RetentionPanel.module.css';
import { useRetentionTexts } from './texts.ts';

type Act = { readonly method: 'POST' | 'DELETE'; readonly path: string; readonly reason?: string };

/** How long the media are kept, what forbids their destruction, and the two persons' way to it. */
export function RetentionPanel({ visitId }: { readonly visitId: string }) {
  const t = useRetentionTexts();
  const language = useLanguage();
  const queries = useQueryClient();
  const key = ['retention', visitId];
  const base = `/api/visits/${encodeURIComponent(visitId)}/retention`;
  const [asking, setAsking] = useState<'hold' | 'request'>();
  const [reason, setReason] = useState('');
  const view = useQuery({ queryKey: key, queryFn: ({ signal }) => request<RetentionView>('GET', base, undefined, signal) });
  const act = useMutation({
    mutationFn: ({ method, path, reason: said }: Act) => request<RetentionView>(method, base + path, said === undefined ? undefined : { reason: said }),
    onSuccess: (next) => {
      queries.setQueryData(key, next);
      setAsking(undefined);
      setReason('');
      if (next.destruction?.state === 'destroyed') void queries.invalidateQueries({ queryKey: ['replay', visitId] });
    },
  });
  if (!view.data) return view.isError ? <ErrorNotice error={view.error} onRetry={() => void view.refetch()} /> : null;
  const { dueAtMs, hold, destruction, mayHold, mayRequest } = view.data;
  const when = (ms: number): string => formatMoment(ms, language);
  const send = (one: Act): void => { act.mutate(one); };

  return (
    <section className={styles.panel} aria-label={t('title')} data-testid="retention" data-state={destruction?.state ?? (hold ? 'held' : 'kept')}>
      <h2 className={styles.title}><ClockCircleOutlined aria-hidden /> {t('title')}</h2>
      {destruction?.state !== 'destroyed' && <p>{dueAtMs === undefined ? t('open') : t(dueAtMs > serverNow() ? 'due' : 'dueNow', { when: when(dueAtMs) })}</p>}
      {hold && <p className={styles.held}>{t('held', { reason: hold.reason, who: hold.by })}</p>}
      {destruction?.state === 'requested' && <p className={styles.held}>{t('requested', { who: destruction.requestedBy, when: when(destruction.requestedAtMs), reason: destruction.reason })}</p>}
      {destruction?.state === 'confirmed' && <p className={styles.held} role="status">{t('confirmed')}</p>}
      {destruction?.state === 'destroyed' && (
        <p>{t('destroyed', { when: when(destruction.destroyedAtMs ?? 0), requester: destruction.requestedBy, confirmer: destruction.confirmedBy ?? '' })}</p>
      )}
      {destruction?.certificate && (
        <p className={styles.small}>{t('certificate', { files: destruction.certificate.files, evidence: destruction.certificate.evidence, digest: destruction.certificate.manifestSha256.slice(0, 16) })}</p>
      )}
      {act.isError && !asking && <ErrorNotice error={act.error} />}
      <div className={styles.acts}>
        {mayHold && !hold && <Button data-testid="hold" onClick={() => { setAsking('hold'); }}>{t('hold')}</Button>}
        {mayHold && hold && <Button data-testid="release" loading={act.isPending} onClick={() => { send({ method: 'DELETE', path: '/hold' }); }}>{t('release')}</Button>}
        {mayRequest && <Button danger data-testid="ask-destruction" onClick={() => { setAsking('request'); }}>{t('request')}</Button>}
        {destruction?.mayWithdraw && <Button onClick={() => { send({ method: 'DELETE', path: '/destruction' }); }}>{t('withdraw')}</Button>}
        {destruction?.mayConfirm && (
          <Popconfirm title={t('confirm.sure')} onConfirm={() => { send({ method: 'POST', path: '/destruction/confirm' }); }}>
            <Button danger type="primary" loading={act.isPending} data-testid="confirm-destruction">{t('confirm')}</Button>
          </Popconfirm>
        )}
      </div>
      <Sheet open={asking !== undefined} title={t(asking ?? 'hold')} onClose={() => { setAsking(undefined); }}>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            send({ method: 'POST', path: asking === 'hold' ? '/hold' : '/destruction', reason: reason.trim() });
          }}
        >
          <label htmlFor="retention-reason">{t('reason')}</label>
          <Input.TextArea id="retention-reason" autoFocus rows={3} maxLength={200} value={reason} placeholder={t('reason.hint')} onChange={(event) => { setReason(event.target.value); }} />
          {act.isError && <ErrorNotice error={act.error} />}
          <Button block type="primary" htmlType="submit" size="large" loading={act.isPending} disabled={reason.trim().length < 2}>{t('send')}</Button>
        </form>
      </Sheet>
    </section>
  );
}
