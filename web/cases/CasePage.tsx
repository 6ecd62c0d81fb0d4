import { EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useNavigate, useParams } from 'react-router';
import type { CaseDetail } from '../../server/cases/contract.ts';
import { AntdLocale } from '../kit/AntdLocale.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import { Tag } from '../kit/Tag.tsx';
import { useVisitTexts } from '../visits/texts.ts';
import styles from './CasePage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';
import { MemberCard } from './MemberCard.tsx';
import { useCase, useOrganisations } from './queries.ts';
import { Unmaskable } from './Unmaskable.tsx';

/** One case: its household, as far as this person may see it. */
export function CasePage() {
  const { id = '' } = useParams();
  const found = useCase(id);
  return (
    <AntdLocale>
      <main className={styles.page}>
        {found.isPending && <Placeholder cards={3} heightPx={160} />}
        {found.isError && <ErrorNotice page error={found.error} onRetry={() => void found.refetch()} />}
        {found.data && <Case detail={found.data} />}
      </main>
    </AntdLocale>
  );
}

function Case({ detail }: { readonly detail: CaseDetail }) {
  const t = useCaseFileTexts();
  const shared = useVisitTexts();
  const navigate = useNavigate();
  const { data } = useOrganisations();
  const nameOf = (id: string | undefined): string => data?.organisations.find((one) => one.id === id)?.name ?? '—';
  const yuan = (fen: number): string => t('yuan', { amount: (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 }) });
  const unmask = { caseId: detail.id, may: detail.may.unmask };
  const facts = [
    [t('address'), <Unmaskable key="a" {...unmask} field="address" value={detail.address} />],
    ...(detail.actualAddress === undefined ? [] : [[t('actualAddress'), detail.actualAddress]]),
    [t('phone'), <Unmaskable key="p" {...unmask} field="phone" value={detail.phone} />],
    [t('town'), nameOf(detail.townId)],
    [t('village'), data?.villages.find((one) => one.id === detail.villageId)?.name ?? '—'],
    [t('organisation'), nameOf(detail.organisationId)],
    ...(detail.declaredIncomeFen === undefined ? [] : [[t('income'), yuan(detail.declaredIncomeFen)]]),
    ...(detail.debtFen === undefined ? [] : [[t('debt'), yuan(detail.debtFen)]]),
    ...(detail.povertyCauses && detail.povertyCauses.length > 0 ? [[t('causes'), detail.povertyCauses.map((cause) => t(`cause.${cause}`)).join('、')]] : []),
    ...(detail.home ? [[t('home'), t('home.fence', { latitude: detail.home.latitude, longitude: detail.home.longitude, metres: detail.home.geofenceMetres })]] : []),
    ...(detail.note === undefined ? [] : [[t('note'), detail.note]]),
  ] as const;
  return (
    <>
      <Link to="/cases" className={styles.back ?? ''}>{t('back')}</Link>
      <header className={styles.head}>
        <div>
          <h1 className={styles.title} data-testid="case-title"><Unmaskable {...unmask} field="applicantName" value={detail.applicantName} /></h1>
          <p className={styles.soft}>{detail.caseNumber} · {shared(`case.${detail.caseType}`)} · {shared('members.count', { count: detail.memberCount })}</p>
          <p className={styles.tags}>
            <Tag tone="accent" state={detail.state}>{t(`state.${detail.state}`)}</Tag>
            {detail.overdue && <Tag tone="live">{t('overdue')}</Tag>}
          </p>
        </div>
        <div className={styles.acts}>
        {detail.may.procedure && <Button type="primary" size="large" data-testid="open-casework" onClick={() => void navigate(`/casework/${detail.id}`)}>{t('procedure')}</Button>}
        {detail.may.assign && <Button type="primary" size="large" data-testid="assign-case" onClick={() => void navigate(`/assign?case=${detail.id}`)}>{t('assign')}</Button>}
        {detail.may.edit && <Button size="large" icon={<EditOutlined />} data-testid="edit-case" onClick={() => void navigate(`/cases/${detail.id}/edit`)}>{t('edit')}</Button>}
        </div>
      </header>
      <section className={styles.card} aria-labelledby="facts">
        <h2 id="facts">{t('facts')}</h2>
        <dl className={styles.facts}>
          {facts.map(([term, value]) => <div key={String(term)}><dt>{term}</dt><dd>{value}</dd></div>)}
        </dl>
      </section>
      <section className={styles.card} aria-labelledby="members">
        <h2 id="members">{t('members')}</h2>
        <ul className={styles.members}>{detail.members.map((member) => <MemberCard key={member.id} member={member} {...unmask} />)}</ul>
        {detail.hiddenMembers > 0 && <p className={styles.soft}>{t('members.hidden', { count: detail.hiddenMembers })}</p>}
      </section>
      {detail.obligors.length > 0 && (
        <section className={styles.card} aria-labelledby="obligors">
          <h2 id="obligors">{t('obligors')}</h2>
          <ul className={styles.members}>
            {detail.obligors.map((one) => (
              <li key={one.id} className={styles.member}>
                <strong>{one.name}</strong>
                {one.relation && <span className={styles.soft}>{t(`relation.${one.relation}`)}</span>}
                <span className={styles.soft}>{[one.phone, one.address].filter((text) => text !== undefined).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
