import { HeartOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { NeedList, NeedView } from '../../server/classification/cases/contract.ts';
import type { NeedAct } from '../../server/classification/contract.ts';
import { EmptyState } from '../kit/EmptyState.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tag } from '../kit/Tag.tsx';
import styles from './Casework.module.css';
import { useCaseAct, useCasePart } from './queries.ts';
import { useCaseworkTexts } from './texts.ts';

/** The words an act asks for, as the server takes them. */
const BODIES: { readonly [A in Exclude<NeedAct['act'], 'confirm'>]: (words: string) => object } = {
  reject: (reason) => ({ act: 'reject', reason }),
  refer: (to) => ({ act: 'refer', to }),
  accept: (by) => ({ act: 'accept', by }),
  deliver: (what) => ({ act: 'deliver', what }),
  giveFeedback: (satisfaction) => ({ act: 'giveFeedback', satisfaction: Number(satisfaction) }),
};

/** What the table suggests and what it rests on; an officer confirms, rejects, refers and follows it. */
export function NeedsPanel({ caseId }: { readonly caseId: string }) {
  const t = useCaseworkTexts();
  const language = useLanguage();
  const list = useCasePart<NeedList>(caseId, 'needs');
  const act = useCaseAct(caseId);
  if (list.isPending) return <Placeholder cards={3} />;
  if (!list.data) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { needs, hidden, open, services, may, hasForm } = list.data;
  const suggest = may.suggest && <Button type="primary" size="large" loading={act.isPending} data-testid="suggest" onClick={() => { act.mutate({ path: 'needs' }); }}>{t('need.suggest')}</Button>;
  if (needs.length === 0) {
    return <EmptyState icon={<HeartOutlined />} title={hidden > 0 ? t('need.hidden', { count: hidden }) : t('need.empty')} {...(!hasForm && { text: t('calc.noForm') })}>{suggest}{act.error && <ErrorNotice error={act.error} />}</EmptyState>;
  }
  const named = (sentence: { zh: string; en: string }): string => (language === 'en' ? sentence.en : sentence.zh);
  return (
    <div className={styles.stack}>
      {needs.map((view) => (
        <NeedCard
          key={view.need.key} view={view} busy={act.isPending} named={named}
          services={view.need.serviceIds.map((id) => services.find((one) => one.id === id)).flatMap((one) => (one ? [named(one.name)] : []))}
          onAct={(body) => { act.mutate({ path: `needs/${encodeURIComponent(view.need.key)}`, body }); }}
        />
      ))}
      {hidden > 0 && <p className={styles.soft}>{t('need.hidden', { count: hidden })}</p>}
      {act.error && <ErrorNotice error={act.error} />}
      {open.length > 0 && (
        <details className={styles.card}>
          <summary>{t('need.open')} ({open.length})</summary>
          <ul>{open.map((one) => <li key={`${one.ruleId}:${one.memberId ?? ''}`}>{named(one.name)} · {one.memberName ?? t('need.household')}</li>)}</ul>
        </details>
      )}
      <div className={styles.row}>{suggest}</div>
    </div>
  );
}

interface CardProps {
  readonly view: NeedView;
  readonly services: readonly string[];
  readonly busy: boolean;
  readonly named: (sentence: { zh: string; en: string }) => string;
  readonly onAct: (body: object) => void;
}

function NeedCard({ view: { need, memberName, may }, services, busy, named, onAct }: CardProps) {
  const t = useCaseworkTexts();
  const [asked, setAsked] = useState<Exclude<NeedAct['act'], 'confirm'>>();
  const [words, setWords] = useState('');
  return (
    <article className={`${styles.card} ${styles.stack}`} data-testid="need" data-state={need.state}>
      <div className={styles.spread}>
        <h2>{named(need.name)} <span className={styles.soft}>{memberName ?? t('need.household')}</span></h2>
        <Tag tone={need.state === 'rejected' ? 'warn' : need.state === 'suggested' ? 'neutral' : 'good'}>{t(`needState.${need.state}`)}</Tag>
      </div>
      <p>{services.join('、')}</p>
      <p className={styles.soft}>{t('need.rests')}：{need.restsOn.map(({ text }) => named(text)).join('；')}</p>
      {may.length > 0 && (
        <div className={styles.row}>
          {may.map((one) => (
            <Button key={one} loading={busy} type={one === 'confirm' ? 'primary' : 'default'} data-testid={`need-${one}`} onClick={() => { if (one === 'confirm') onAct({ act: 'confirm' }); else setAsked(one); }}>
              {t(`needAct.${one}`)}
            </Button>
          ))}
        </div>
      )}
      {asked && may.includes(asked) && (
        <form className={styles.row} onSubmit={(event) => { event.preventDefault(); onAct(BODIES[asked](words)); setAsked(undefined); setWords(''); }}>
          <label>{t(`needAsk.${asked}`)} <Input value={words} maxLength={200} {...(asked === 'giveFeedback' && { type: 'number', min: 1, max: 5 })} onChange={({ target }) => { setWords(target.value); }} /></label>
          <Button htmlType="submit" disabled={words.trim() === ''}>{t('ok')}</Button>
        </form>
      )}
    </article>
  );
}
