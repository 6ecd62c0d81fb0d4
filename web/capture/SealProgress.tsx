import { CheckCircleFilled, LoadingOutlined } from '@ant-design/icons';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { formatDuration } from '../kit/formatTime.ts';
import { useVisitTexts } from '../visits/texts.ts';
import { Awaited } from './Awaited.tsx';
import { GapExplanation } from './GapExplanation.tsx';
import { Unrecorded } from './Unrecorded.tsx';
import { groupGaps } from './groupGaps.ts';
import styles from './SealProgress.module.css';
import { useCaptureTexts } from './texts.ts';

/** After the visit: what still has to be said, and whether the seal is on. */
export function SealProgress({ visit }: { readonly visit: VisitDetail }) {
  const t = useCaptureTexts();
  const shared = useVisitTexts();
  const gaps = visit.recording?.gaps ?? [];
  const open = gaps.filter(({ toExplain }) => toExplain);
  const groups = groupGaps(open);
  const unrecorded = visit.sealedAtMs === undefined && visit.recording?.startMs === undefined && visit.state === 'uploaded';
  const { startedAtMs, closedAtMs } = visit;

  return (
    <>
      <section className={styles.card} data-testid="seal-progress" data-state={visit.sealedAtMs === undefined ? 'closed' : 'sealed'}>
        {visit.exitReason !== undefined && <p className={styles.text}>{shared(`state.${visit.state}`)}：{visit.exitReason}</p>}
        {visit.sealedAtMs !== undefined ? (
          <Headline icon={<CheckCircleFilled className={styles.good} />} title={t('sealed.title')} text={t('sealed.text')} />
        ) : unrecorded ? (
          <Headline icon={<span className={styles.count}>!</span>} title={t('unrecorded.title')} text={t('unrecorded.text')} />
        ) : open.length > 0 ? (
          <Headline icon={<span className={styles.count}>{groups.length}</span>} title={t('gaps.title', { count: groups.length })} text={t('gaps.text')} />
        ) : (
          <Headline icon={<LoadingOutlined className={styles.busy} />} title={t('sealing.title')} text={t('sealing.text')} />
        )}
        <dl className={styles.facts}>
          <Fact
            label={t('done.duration')}
            value={startedAtMs !== undefined && closedAtMs !== undefined ? formatDuration(closedAtMs - startedAtMs) : '–'}
          />
          <Fact label={t('done.photos')} value={String(visit.photos.length)} />
          <Fact label={t('done.gaps')} value={gaps.length > 0 ? t('done.count', { count: gaps.length }) : t('done.none')} />
        </dl>
      </section>
      {visit.may.explainGaps && <Awaited visit={visit} />}
      {visit.may.explainGaps && unrecorded && <Unrecorded visitId={visit.id} />}
      {visit.may.explainGaps && groups.map(([first, ...others]) => first && (
        <GapExplanation key={first.id} visitId={visit.id} gaps={[first, ...others]} />
      ))}
    </>
  );
}

function Headline({ icon, title, text }: { readonly icon: React.ReactNode; readonly title: string; readonly text: string }) {
  return (
    <div className={styles.headline} role="status">
      <span className={styles.icon} aria-hidden>{icon}</span>
      <div>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.text}>{text}</p>
      </div>
    </div>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
