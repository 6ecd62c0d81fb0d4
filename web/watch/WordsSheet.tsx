import { Button, Input } from 'antd';
import type { FormEvent } from 'react';
import { useEffect, useState } from 'react';
import type { ItemView, SupervisorAct } from '../../server/supervision/contract.ts';
import { useExchangeTexts } from '../exchange/texts.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { newId } from '../kit/newId.ts';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './WordsSheet.module.css';

/** The acts that are words. */
export type WordsKind = Extract<SupervisorAct, { text: string }>['kind'];

const TITLES = { prompt: 'prompt.title', photoRequest: 'photo.title', bookmark: 'bookmark.title', redo: 'redo.title' } as const;
const QUICK = {
  prompt: ['quick.kitchen', 'quick.medicine', 'quick.ask', 'quick.closer', 'quick.slow', 'quick.quiet'],
  photoRequest: ['quick.kitchen', 'quick.bedroom', 'quick.register', 'quick.medicine'],
  bookmark: [],
  redo: ['quick.ask', 'quick.kitchen', 'quick.bedroom'],
} as const;

interface Props {
  readonly kind: WordsKind | undefined;
  readonly onSend: (act: SupervisorAct, itemId: string) => Promise<ItemView>;
  readonly onClose: () => void;
}

/** One tap for the usual words, or one's own. */
export function WordsSheet({ kind, onSend, onClose }: Props) {
  const t = useExchangeTexts();
  const [text, setText] = useState('');
  const [itemId, setItemId] = useState('');
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    setText('');
    setError(undefined);
    // Sent again after a failure it stays the same act.
    setItemId(newId());
  }, [kind]);

  async function send(words: string): Promise<void> {
    if (!kind) return;
    setError(undefined);
    try {
      await onSend({ kind, text: words.trim() }, itemId);
      onClose();
    } catch (thrown) {
      setError(thrown);
    }
  }

  return (
    <Sheet open={kind !== undefined} title={kind ? t(TITLES[kind]) : ''} onClose={onClose}>
      {kind && (
        <form className={styles.form} onSubmit={(event: FormEvent) => { event.preventDefault(); void send(text); }}>
          <div className={styles.quick}>
            {QUICK[kind].map((phrase) => (
              <button key={phrase} type="button" data-testid="quick-phrase" onClick={() => void send(t(phrase))}>{t(phrase)}</button>
            ))}
          </div>
          <Input.TextArea value={text} maxLength={200} autoSize={{ minRows: 2, maxRows: 5 }} aria-label={t('prompt.label')} data-testid="words" onChange={(event) => { setText(event.target.value); }} />
          {error !== undefined && <ErrorNotice error={error} />}
          <Button type="primary" size="large" block htmlType="submit" data-testid="words-send" disabled={kind !== 'bookmark' && text.trim() === ''}>{t('prompt.send')}</Button>
        </form>
      )}
    </Sheet>
  );
}
