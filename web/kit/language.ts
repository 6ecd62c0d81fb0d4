import i18n from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

/** Chinese is the default everywhere; English only when a person chose it on this device. */
export type Language = 'zh-CN' | 'en';

const STORAGE_KEY = 'language';

export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'zh-CN';
}

/** Storage may be forbidden (private windows of some phones); then the choice lasts until the page is closed. */
function storedLanguage(): Language {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

/** Idempotent; must run before the first sentence is registered. */
export function startLanguage(): void {
  if (i18n.isInitialized) return;
  void i18n.use(initReactI18next).init({
    lng: storedLanguage(),
    fallbackLng: 'zh-CN',
    initAsync: false,
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  if (typeof document !== 'undefined') document.documentElement.lang = currentLanguage();
}

/** The language a component renders in; it renders again when a person changes it. */
export function useLanguage(): Language {
  return useTranslation().i18n.language === 'en' ? 'en' : 'zh-CN';
}

export async function changeLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Without storage the choice still holds for this page.
  }
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
}
