import { EyeOutlined, FileProtectOutlined, HistoryOutlined } from '@ant-design/icons';
import { Mark } from '../kit/Mark.tsx';
import { useKitTexts } from '../kit/texts.ts';
import styles from './SignInPitch.module.css';
import { usePeopleTexts } from './texts.ts';

/** What this product promises; only where there is room for it. */
export function SignInPitch() {
  const t = usePeopleTexts();
  const kit = useKitTexts();
  const points = [
    [EyeOutlined, t('pitch.live')],
    [FileProtectOutlined, t('pitch.proof')],
    [HistoryOutlined, t('pitch.trail')],
  ] as const;
  return (
    <aside className={styles.pitch}>
      <div className={styles.brand}>
        <Mark sizePx={40} />
        <span>{kit('product.long')}</span>
      </div>
      <div>
        <p className={styles.title}>{t('pitch.title')}</p>
        <ul className={styles.points}>
          {points.map(([Icon, text]) => (
            <li key={text}>
              <span className={styles.icon}>
                <Icon aria-hidden />
              </span>
              {text}
            </li>
          ))}
        </ul>
      </div>
      <svg className={styles.lines} viewBox="0 0 600 300" preserveAspectRatio="xMidYMax slice" aria-hidden>
        <path d="M-20 300V214l86-66 86 66v86M120 300V176l104-82 104 82v124M296 300v-98l86-66 86 66v98M440 300v-66l74-57 74 57v66" />
        <circle cx="224" cy="196" r="22" />
        <circle cx="224" cy="196" r="7" />
      </svg>
    </aside>
  );
}
