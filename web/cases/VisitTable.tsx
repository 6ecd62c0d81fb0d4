import { Button, Table } from 'antd';
import type { VisitSummary } from '../../server/visits/contract.ts';
import { formatClock, formatDay } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import { serverNow } from '../kit/serverClock.ts';
import { VisitStateTag } from '../visits/VisitStateTag.tsx';
import { useCaseTexts } from './texts.ts';
import styles from './VisitTable.module.css';

interface Props {
  readonly visits: readonly VisitSummary[];
  /** A visit that was sent back gets its two people anew. */
  readonly onAssign: (visit: VisitSummary) => void;
}

export function VisitTable({ visits, onAssign }: Props) {
  const t = useCaseTexts();
  const language = useLanguage();
  return (
    <div className={styles.frame}>
      <Table<VisitSummary>
        rowKey="id"
        dataSource={[...visits]}
        pagination={visits.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        onRow={(visit) => ({ 'data-testid': 'visit-row', 'data-visit-id': visit.id }) as object}
        columns={[
          {
            title: t('column.household'),
            render: (_, { household }) => (
              <div>
                <strong className={styles.name}>{household.applicantName}</strong>
                <span className={styles.soft}>{household.address}</span>
              </div>
            ),
          },
          { title: t('column.caseNumber'), render: (_, { household }) => household.caseNumber },
          {
            title: t('column.time'),
            render: (_, { appointedAtMs }) => (
              <div>
                <span className={styles.name}>{formatClock(appointedAtMs)}</span>
                <span className={styles.soft}>{formatDay(appointedAtMs, serverNow(), language)}</span>
              </div>
            ),
          },
          {
            title: t('column.investigators'),
            render: (_, { investigators }) => investigators.map(({ name }) => name).join(language === 'en' ? ', ' : '、'),
          },
          { title: t('column.state'), render: (_, visit) => <VisitStateTag visit={visit} /> },
          { title: <span className="visuallyHidden">{t('again')}</span>, render: (_, visit) => visit.may.acts.includes('assign') && <Button onClick={() => { onAssign(visit); }}>{t('again')}</Button> },
        ]}
      />
    </div>
  );
}
