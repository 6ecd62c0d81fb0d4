import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { FlagRuling, FlagView } from '../../server/flags/contract.ts';
import { FLAG_RULINGS } from '../../server/flags/contract.ts';
import { flagsKey, useFlags } from '../evidence/queries.ts';
import { request } from '../kit/api.ts';
import { formatClock } from '../kit/formatTime.ts';
import { useAfterTexts } from './afterTexts.ts';
import styles from './FlagPanel.module.css';

/** What the server noticed in this visit, each with its evidence and moment, and a person's ruling. */
export function FlagPanel({ visitId }: { readonly visitId: string }) {
  const t = useAfterTexts();
  const queries = useQueryClient();
  const flags = useFlags(visitId);

  async function rule(flag: FlagView, ruling: FlagRuling): Promise<void> {
    await request('POST', `/api/flags/${flag.id}/ruling`, { ruling });
    await queries.invalidateQueries({ queryKey: flagsKey(visitId) });
  }

  const found = flags.data?.flags ?? [];
  if (found.length === 0) return <p className={styles.none}>{t('flags.none')}</p>;
  return (
    <ul className={styles.flags} data-testid="flags">
      {found.map((flag) => (
        <li key={flag.id} data-testid="flag" data-kind={flag.kind} data-ruling={flag.ruling}>
          <b>{t(`flag.${flag.kind}`)}</b>
          <small>{formatClock(flag.atMs, true)} · {Object.entries(flag.evidence).map(([name, value]) => `${name} ${value}`).join(' · ')}</small>
          {flag.ruling
            ? <small>{t(`ruling.${flag.ruling}`)} · {flag.ruledBy}</small>
            : flags.data?.mayRule && (
              <span className={styles.rulings}>
                {FLAG_RULINGS.map((ruling) => <Button key={ruling} onClick={() => void rule(flag, ruling).catch(() => undefined)}>{t(`ruling.${ruling}`)}</Button>)}
              </span>
            )}
        </li>
      ))}
    </ul>
  );
}
