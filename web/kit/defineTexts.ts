import i18n from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { startLanguage } from './language.ts';

export type TextValues = Readonly<Record<string, string | number>>;
export type Translate<K extends string> = (key: K, values?: TextValues) => string;

/**
 * Registers one room's sentences and returns the hook that reads them. They travel in the chunk that needs
 * them. The English side must have exactly the Chinese keys: a forgotten sentence does not compile.
 */
export function defineTexts<K extends string>(
  room: string,
  chinese: Readonly<Record<K, string>>,
  english: Readonly<Record<NoInfer<K>, string>>,
): () => Translate<K> {
  startLanguage();
  i18n.addResourceBundle('zh-CN', room, chinese);
  i18n.addResourceBundle('en', room, english);
  return function useTexts() {
    const { t } = useTranslation(room);
    return useCallback((key: K, values: TextValues = {}) => t(key as string, values), [t]);
  };
}
