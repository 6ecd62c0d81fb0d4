import type { Day, RuleViolation, Sentence, Versioned } from './contract.ts';

/** The version that holds on this day; undefined before the first one does. */
export function inForce<T extends Versioned>(history: readonly T[], on: Day): T | undefined {
  return history
    .filter((one) => one.effectiveFrom <= on)
    .reduce<T | undefined>((latest, one) => (latest && latest.effectiveFrom >= one.effectiveFrom ? latest : one), undefined);
}

const REFUSALS = {
  'parameters.versionTaken': { zh: '该版本号已被使用，请另取版本号。', en: 'This version name is taken. Choose another.' },
  'parameters.dayTaken': { zh: '已有另一版本自该日起生效。', en: 'Another version already takes effect on this day.' },
  'parameters.inThePast': {
    zh: '新版本的生效日期不得早于今天：已办结的案件保持当时的版本。',
    en: 'A new version cannot take effect before today: finished cases keep the version of their time.',
  },
} as const satisfies Record<string, Sentence>;

export type PublishRefusal = keyof typeof REFUSALS;
export type Published<T> =
  | { readonly ok: true; readonly history: readonly T[] }
  | { readonly ok: false; readonly violation: RuleViolation<PublishRefusal> };

/**
 * Adds a version to the history, which is only ever added to: a published version is never edited, because
 * calculations of finished cases point at it.
 */
export function publishVersion<T extends Versioned>(history: readonly T[], next: T, today: Day): Published<T> {
  const refuse = (code: PublishRefusal): Published<T> => ({ ok: false, violation: { code, sentence: REFUSALS[code] } });
  if (history.some((one) => one.version === next.version)) return refuse('parameters.versionTaken');
  if (history.some((one) => one.effectiveFrom === next.effectiveFrom)) return refuse('parameters.dayTaken');
  if (history.length > 0 && next.effectiveFrom < today) return refuse('parameters.inThePast');
  return { ok: true, history: [...history, next].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1)) };
}
