import { changeLanguage, useLanguage } from '../kit/language.ts';
import { useKitTexts } from '../kit/texts.ts';
import styles from './LanguageSwitch.module.css';

const NAMES = { 'zh-CN': '中文', 'en': 'English' } as const;

export function LanguageSwitch() {
  const t = useKitTexts();
  const language = useLanguage();
  return (
    <div className={styles.switch} role="group" aria-label={t('language')}>
      {(['zh-CN', 'en'] as const).map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          className={styles.choice}
          aria-pressed={language === choice}
          onClick={() => void changeLanguage(choice)}
        >
          {NAMES[choice]}
        </button>
      ))}
    </div>
  );
}
