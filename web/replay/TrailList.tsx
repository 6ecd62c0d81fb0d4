import { CheckCircleFilled, CloseCircleFilled, LoadingOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import { formatClock } from '../kit/formatTime.ts';
import { useActTexts } from '../trail/actTexts.ts';
import type { TrailCheck } from './checkTrail.ts';
import { checkTrail } from './checkTrail.ts';
import { useReplayTexts } from './texts.ts';
import { ProofState } from './ProofState.tsx';
import type { ShownEntry } from './shownTrail.ts';
import styles from './TrailList.module.css';

/** Every act and every look of this visit, and whether each entry still says what its hash says. */
export function TrailList({ visitId, trail }: { readonly visitId: string; readonly trail: readonly ShownEntry[] }) {
  const t = useReplayTexts();
  const actText = useActTexts();
  const [check, setCheck] = useState<TrailCheck>();
  useEffect(() => {
    let current = true;
    setCheck(undefined);
    void checkTrail(trail).then((found) => {
      if (current) setCheck(found);
    });
    return () => { current = false; };
  }, [trail]);

  return (
    <>
      <p className={styles.check} role="status" data-testid="trail-state" data-state={!check ? 'checking' : check.ok ? 'verified' : 'broken'}>
        {!check && <><LoadingOutlined aria-hidden /> {t('trail.checking')}</>}
        {check?.ok && <><CheckCircleFilled className={styles.good} aria-hidden /> {t('trail.ok', { count: check.entries })}</>}
        {check?.ok === false && <><CloseCircleFilled className={styles.bad} aria-hidden /> {t('trail.broken', { seq: check.seq })}</>}
      </p>
      <ProofState visitId={visitId} trail={trail} />
      <ol className={styles.entries}>
        {trail.map(({ entry, who }) => (
          <li key={entry.seq} className={check?.ok === false && check.seq === entry.seq ? styles.broken : undefined}>
            <span className={styles.what}>
              {actText(entry.act)}
              <small>{who || (entry.actor ? t(`role.${entry.actor.role}`) : t('trail.system'))}</small>
            </span>
            <span className={styles.proof}>
              <time>{formatClock(entry.atMs, true)}</time>
              <code title={entry.hash}>#{entry.seq} {entry.hash.slice(0, 10)}</code>
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
