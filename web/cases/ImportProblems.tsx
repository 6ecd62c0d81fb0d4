import type { ImportPreview } from '../../server/cases/imports/contract.ts';
import styles from './ImportPage.module.css';
import { useCaseFileTexts } from './caseTexts.ts';

interface Props {
  readonly preview: ImportPreview;
}

/** Every row that can't stand, with its column, its content and why. */
export function ImportProblems({ preview: { problems, problemCount, warningCount } }: Props) {
  const t = useCaseFileTexts();
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('import.problems')}>
        <table className={styles.table}>
          <thead>
            <tr>{(['row', 'column', 'value', 'why'] as const).map((key) => <th key={key} scope="col">{t(`import.${key}`)}</th>)}</tr>
          </thead>
          <tbody>
            {problems.map((one, index) => (
              <tr key={index} data-testid="import-problem">
                <td>{one.row}</td>
                <td>{one.column}</td>
                <td>{one.value}</td>
                <td>{one.warning === true && <strong className={styles.warning}>{t('import.warning')} </strong>}{one.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problemCount + warningCount > problems.length && <p className={styles.soft}>{t('import.more', { count: problems.length })}</p>}
    </>
  );
}
