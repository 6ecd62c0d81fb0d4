import { FlagFilled } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { FlagRuling, FlagView } from '../../server/flags/contract.ts';
import { FLAG_RULINGS } from '../../server/flags/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { formatClock } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import styles from './FlagNotice.module.css';
import { flagValues } from './flagValues.ts';
import { flagsKey } from './queries.ts';
import { useFlagTexts } from './texts.ts';

interface Props {
  readonly visitId: string;
  readonly flag: FlagView;
  readonly mayRule: boolean;
}

/** What the server noticed, by which facts, and what a supervisor found. It asks for a look; it accuses nobody. */
export function FlagNotice({ visitId, flag, mayRule }: Props) {
  const t = useFlagTexts();
  const language = useLanguage();
  const queries = useQueryClient();
  const [busy, setBusy] = useState<FlagRuling>();
  const [error, setError] = useState<unknown>();

  async function rule(ruling: FlagRuling): Promise<void> {
    setBusy(ruling);
    setError(undefined);
    try {
      await request('POST', `/api/flags/${flag.id}/ruling`, { ruling });
      await queries.invalidateQueries({ queryKey: flagsKey(visitId) });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setBusy(undefined);
    }
  }

  const { ruling, ruledBy = '' } = flag;
  return (
    <section className={styles.notice} data-testid="flag" data-kind={flag.kind} data-ruling={ruling}>
      <p className={styles.what}><FlagFilled aria-hidden /> {t(`title.${flag.kind}`)} <time>{formatClock(flag.atMs, true)}</time></p>
      <p className={styles.fact}>{t(`fact.${flag.kind}`, flagValues(flag.evidence, language))}</p>
      <p className={styles.note}>{ruling ? t('ruled', { by: ruledBy, ruling: t(`ruling.${ruling}`) }) : t('note')}</p>
      {mayRule && (
        <div className={styles.rulings} role="group" aria-label={t('ruling')}>
          {FLAG_RULINGS.map((one) => (
            <Button key={one} loading={busy === one} type={ruling === one ? 'primary' : 'default'} data-testid={`rule-${one}`} onClick={() => void rule(one)}>{t(`ruling.${one}`)}</Button>
          ))}
        </div>
      )}
      {error !== undefined && <ErrorNotice error={error} />}
    </section>
  );
}
