import styles from './CategoryChips.module.css';
import type { Category, Moment } from './moments.ts';
import { CATEGORIES } from './moments.ts';
import { useReplayTexts } from './texts.ts';

interface Props {
  readonly moments: readonly Moment[];
  readonly chosen: Category | undefined;
  readonly onChoose: (category: Category | undefined) => void;
}

/** What the marks, the list and the jumps are about: everything, or one kind. */
export function CategoryChips({ moments, chosen, onChoose }: Props) {
  const t = useReplayTexts();
  const counts = new Map<Category, number>();
  for (const { category } of moments) counts.set(category, (counts.get(category) ?? 0) + 1);
  return (
    <div className={styles.chips} role="group" aria-label={t('categories')}>
      {[undefined, ...CATEGORIES.filter((one) => counts.has(one))].map((one) => (
        <button key={one ?? 'all'} type="button" className={one && styles[one]} aria-pressed={chosen === one} data-testid={`category-${one ?? 'all'}`} onClick={() => { onChoose(one); }}>
          {t(`category.${one ?? 'all'}`)} <b>{one ? counts.get(one) : moments.length}</b>
        </button>
      ))}
    </div>
  );
}
