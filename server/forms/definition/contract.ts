import type { FormItem, FormSection } from '../contract.ts';
import { MONEY_SECTIONS } from './money/contract.ts';
import { PEOPLE_SECTIONS } from './people/contract.ts';
import { HOME_SECTIONS } from './home/contract.ts';
import { CLOSING_SECTIONS } from './closing/contract.ts';

/** Changes with every change of what is asked; a visit keeps the one it was answered under. */
export const FORM_DEFINITION = '2026-11';

/** The visit form in the order in which it is asked. */
export const VISIT_FORM: readonly FormSection[] = [...PEOPLE_SECTIONS, ...MONEY_SECTIONS, ...HOME_SECTIONS, ...CLOSING_SECTIONS];

export interface ItemPlace {
  readonly section: FormSection;
  readonly item: FormItem | 'removed';
  /** Missing in a section that does not repeat. */
  readonly entryId?: string;
}

/** Where a line belongs; undefined when the form has no such line. */
export function placeOf(itemId: string): ItemPlace | undefined {
  const parts = itemId.split('.');
  const section = VISIT_FORM.find((one) => one.key === parts[0]);
  if (!section || parts.length !== (section.repeats === 'once' ? 2 : 3)) return undefined;
  const key = parts.at(-1);
  const entryId = section.repeats === 'once' ? undefined : parts[1];
  if (key === 'removed' && section.repeats === 'list') return { section, item: 'removed', ...(entryId !== undefined && { entryId }) };
  const item = section.items.find((one) => one.key === key);
  return item && { section, item, ...(entryId !== undefined && { entryId }) };
}

/** The id of a line. */
export function itemIdOf(section: Pick<FormSection, 'key'>, item: Pick<FormItem, 'key'> | 'removed', entryId?: string): string {
  const key = item === 'removed' ? item : item.key;
  return entryId === undefined ? `${section.key}.${key}` : `${section.key}.${entryId}.${key}`;
}
