import type { Field, Viewer } from './fieldAccess.ts';
import { accessTo, maskField } from './fieldAccess.ts';

/** A value of a household that stands in texts which people wrote or the platform drafted. */
export interface Secret {
  readonly field: Field;
  readonly value: string;
  readonly ofMinor: boolean;
  /** The text is of this person alone, e.g. a member's sentence in a report, when it begins with the value and a colon. */
  readonly begins?: true;
  /** Takes the value only behind these words: `健康` says nothing by itself, `健康状况 健康` does. */
  readonly after?: string;
}

const GONE = '***';

/** What rewrites a text for this viewer by the one table of fields; undefined where nothing has to be taken out. */
export function redactor(secrets: readonly Secret[], viewer: Viewer): ((text: string) => string) | undefined {
  const kept = secrets
    .filter(({ value }) => [...value].length >= 2)
    .map((secret) => ({ ...secret, access: accessTo(secret.field, { viewer, ofMinor: secret.ofMinor }) }))
    .filter(({ access }) => access !== 'clear')
    // A value that holds another is taken out whole, before the other would leave a part of it.
    .toSorted((a, b) => b.value.length - a.value.length);
  if (kept.length === 0) return undefined;
  return (text) => {
    let shown = text;
    for (const { field, value, access, begins, after } of kept) {
      if (begins && access === 'hidden') shown = shown.split('\n').map((line) => (line.startsWith(`${value}：`) ? GONE : line)).join('\n');
      const instead = access === 'masked' ? maskField(field, value) : GONE;
      shown = after === undefined ? shown.replaceAll(value, instead) : shown.replaceAll(`${after} ${value}`, `${after} ${instead}`);
    }
    return shown;
  };
}

/** The same value with every text in it rewritten; keys and ids stay. */
export function redactDeep<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => redactDeep(one, redact)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactDeep<unknown>(one, redact)])) as T;
  }
  return value;
}
