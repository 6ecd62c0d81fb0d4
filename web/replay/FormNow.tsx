import { useMemo } from 'react';
import type { Answer } from '../../server/forms/contract.ts';
import { placeOf } from '../../server/forms/definition/contract.ts';
import { formatClock } from '../kit/formatTime.ts';
import { useLanguage } from '../kit/language.ts';
import type { MemberNames } from './answerTexts.ts';
import { answerText, inFormOrder, lineText } from './answerTexts.ts';
import styles from './FormNow.module.css';
import { formAt } from './moments.ts';
import { useReplayTexts } from './texts.ts';

/** An answer that was given so shortly before is marked. */
const FRESH_MS = 15_000;

interface Props {
  readonly answers: readonly Answer[];
  readonly names: MemberNames;
  readonly hiddenLines: number;
  readonly atMs: number;
  readonly onSeek: (toMs: number) => void;
}

/** The form as it stood at the moment that is played: answers appear as they were given, and what is still to come says when. */
export function FormNow({ answers, names, hiddenLines, atMs, onSeek }: Props) {
  const t = useReplayTexts();
  const language = useLanguage();
  const sections = useMemo(() => {
    const lines = [...new Set(answers.map(({ itemId }) => itemId))].sort(inFormOrder(answers));
    return Map.groupBy(lines, (itemId) => itemId.split('.')[0] ?? '');
  }, [answers]);
  const now = formAt(answers, atMs);
  if (answers.length === 0) return <p className={styles.none}>{t('form.none')}</p>;
  return (
    <div className={styles.form} data-testid="form-now" data-answered={now.size}>
      <p className={styles.about}>{t('form.asOf', { time: formatClock(atMs, true), count: now.size, total: [...sections.values()].flat().length })}</p>
      {hiddenLines > 0 && <p className={styles.about}>{t('form.hidden', { count: hiddenLines })}</p>}
      {[...sections].map(([key, lines]) => {
        const title = placeOf(lines[0] ?? '')?.section.title;
        return (
          <section key={key}>
            <h3 className={styles.section}>{title ? (language === 'en' ? title.en : title.zh) : key}</h3>
            <ul>
              {lines.map((itemId) => {
                const given = now.get(itemId);
                const first = answers.find((one) => one.itemId === itemId);
                const shown = given ?? first;
                const isFresh = given !== undefined && atMs - given.atMs < FRESH_MS;
                const was = given?.previous;
                return (
                  <li key={itemId}>
                    <button type="button" className={`${styles.line} ${given ? '' : styles.later} ${isFresh ? styles.fresh : ''}`} onClick={() => { if (shown) onSeek(shown.atMs); }}>
                      <span>{lineText(itemId, answers, names, language)}</span>
                      <span className={styles.value}>
                        {given && was !== undefined && was !== null && <s>{answerText(itemId, was, names, language)}</s>}
                        {given ? answerText(itemId, given.value, names, language) : t('form.later', { time: formatClock(shown?.atMs ?? 0, true) })}
                      </span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
