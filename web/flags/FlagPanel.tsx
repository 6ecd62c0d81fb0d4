import { FlagNotice } from './FlagNotice.tsx';
import styles from './FlagPanel.module.css';
import { useFlags } from './queries.ts';
import { useFlagTexts } from './texts.ts';

/** What the server noticed in this visit, each with its facts and moment, and a person's ruling. */
export function FlagPanel({ visitId }: { readonly visitId: string }) {
  const t = useFlagTexts();
  const found = useFlags(visitId).data;
  if (!found || found.flags.length === 0) return <p className={styles.none}>{t('none')}</p>;
  return (
    <div className={styles.flags} data-testid="flags">
      {found.flags.map((flag) => <FlagNotice key={flag.id} visitId={visitId} flag={flag} mayRule={found.mayRule} />)}
    </div>
  );
}
