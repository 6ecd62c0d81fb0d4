import type { DisclosedEntry } from '../trail/contract.ts';
import type { Field, Viewer } from './fieldAccess.ts';
import { accessTo } from './fieldAccess.ts';

/** Withheld texts of the trail that fall under a row of the masking table; what is not here says nothing about a household. */
const FIELD_OF_TEXT: Readonly<Record<string, Field>> = {
  position: 'coordinates', neighbourName: 'neighbourIdentity', statement: 'neighbourStatement',
};

/** Entries without the texts that this viewer may not see in the clear: a digest opens to the whole text or not at all. */
export function withShownTexts(entries: readonly DisclosedEntry[], viewer: Viewer): DisclosedEntry[] {
  return entries.map(({ entry, disclosures }) => ({
    entry,
    disclosures: disclosures.filter(({ name }) => {
      const field = FIELD_OF_TEXT[name];
      return field === undefined || accessTo(field, { viewer, ofMinor: false }) === 'clear';
    }),
  }));
}
