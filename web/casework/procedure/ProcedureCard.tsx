import { Button } from 'antd';
import { useState } from 'react';
import type { ProcedureView } from '../../../server/procedures/contract.ts';
import { ErrorNotice } from '../../kit/ErrorNotice.tsx';
import { newId } from '../../kit/newId.ts';
import { Tag } from '../../kit/Tag.tsx';
import styles from '../Casework.module.css';
import { useCaseAct } from '../queries.ts';
import { ActForm } from './ActForm.tsx';
import type { ShownAct } from './actFields.ts';
import { ACT_FIELDS, sortActs } from './actFields.ts';
import { useProcedureTexts } from './texts.ts';

/** What this person can do with the case now: the usual next step first. The server's rules have the last word, by name. */
export function ProcedureCard({ procedure }: { readonly procedure: ProcedureView }) {
  const t = useProcedureTexts();
  const { caseId, acts, overlays, openObjections, publicityOverOn, state } = procedure;
  const act = useCaseAct(caseId);
  const [asked, setAsked] = useState<ShownAct>();
  const { next, besides, seldom } = sortActs(acts, state);
  const notices = [
    ...overlays.map((overlay) => t(`hold.${overlay}`)),
    ...(openObjections.length > 0 ? [t('objections', { count: openObjections.length })] : []),
    ...(state === 'publicity' && publicityOverOn !== undefined ? [t('publicity', { day: publicityOverOn })] : []),
  ];
  if (!next && besides.length === 0 && seldom.length === 0 && notices.length === 0) return null;

  const begin = (one: ShownAct) => {
    act.reset();
    // An act without questions still asks once: most of them can't be taken back.
    setAsked((before) => (before === one ? undefined : one));
  };
  const button = (one: ShownAct, isNext = false) => (
    <Button key={one} size="large" type={isNext ? 'primary' : 'default'} aria-expanded={asked === one} data-testid={`case-act-${one}`} onClick={() => { begin(one); }}>
      {t(`act.${one}`)}
    </Button>
  );
  return (
    <section className={`${styles.card} ${styles.stack} ${styles.acts}`} aria-labelledby="procedure">
      <div className={styles.spread}>
        <h2 id="procedure">{t('title')}</h2>
        {notices.map((notice) => <Tag key={notice} tone="warn">{notice}</Tag>)}
      </div>
      {(next ?? besides[0]) !== undefined && <div className={styles.row}>{next && button(next, true)}{besides.map((one) => button(one))}</div>}
      {seldom.length > 0 && (
        <details open={asked !== undefined && seldom.includes(asked)}>
          <summary>{t('more')}</summary>
          <div className={styles.row}>{seldom.map((one) => button(one))}</div>
        </details>
      )}
      {asked !== undefined && acts.includes(asked) && (
        <ActForm
          key={asked} act={asked} fields={ACT_FIELDS[asked]} procedure={procedure} busy={act.isPending}
          onCancel={() => { setAsked(undefined); }}
          onSend={(values) => {
            const extra = asked === 'object' ? { objectionId: newId() } : asked === 'startInvestigation' ? { investigatorIds: [] } : {};
            act.mutate({ path: 'acts', body: { act: asked, ...values, ...extra } }, { onSuccess: () => { setAsked(undefined); } });
          }}
        />
      )}
      {act.error && <ErrorNotice error={act.error} />}
    </section>
  );
}
