import type { NoticeText } from '../../server/visits/notices/contract.ts';
import styles from './fieldwork.module.css';
import { ReadAloud } from './ReadAloud.tsx';
import { useFieldTexts } from './texts.ts';

/** A text for the household in large type, with its version, read aloud on demand. */
export function NoticeCard({ text }: { readonly text: NoticeText }) {
  const t = useFieldTexts();
  return (
    <article className={styles.card} lang={text.language}>
      <div className={styles.spread}>
        <h3>{text.title}</h3>
        <span className={styles.soft}>{t('notice.version', { version: text.version })}</span>
      </div>
      <div className={text.language === 'mn-Mong' ? styles.vertical : styles.large}>
        {text.paragraphs.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
      </div>
      {text.language === 'zh-CN' && <div><ReadAloud sentences={[text.title, ...text.paragraphs]} /></div>}
    </article>
  );
}
