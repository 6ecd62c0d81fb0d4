import type { AnswerValue, FormItem, FormLine, FormMember, FormSection } from '../contract.ts';
import { itemIdOf, VISIT_FORM } from '../definition/contract.ts';

/** What is read here: the lines as they stand, on the server or on a phone that has not sent all of them yet. */
export interface Lines {
  readonly lines: Readonly<Record<string, Pick<FormLine, 'itemId' | 'value' | 'atMs' | 'evidenceIds'>>>;
}
export interface LinesAndMembers extends Lines {
  readonly registered: readonly FormMember[];
}

/** The answer of a line, null where there is none. */
export function valueOf(form: Lines, itemId: string): AnswerValue {
  return form.lines[itemId]?.value ?? null;
}

export function textOf(form: Lines, itemId: string): string | undefined {
  const value = valueOf(form, itemId);
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(form: Lines, itemId: string): number | undefined {
  const value = valueOf(form, itemId);
  return typeof value === 'number' ? value : undefined;
}

export function yesNoOf(form: Lines, itemId: string): boolean | undefined {
  const value = valueOf(form, itemId);
  return typeof value === 'boolean' ? value : undefined;
}

export function choicesOf(form: Lines, itemId: string): readonly string[] | undefined {
  const value = valueOf(form, itemId);
  return Array.isArray(value) ? value : undefined;
}

/** The entries of a list that are in the form, oldest first. Those of the members begin with the case's own. */
export function entriesOf(form: LinesAndMembers, sectionKey: string): string[] {
  const section = VISIT_FORM.find((one) => one.key === sectionKey);
  if (!section || section.repeats !== 'list') throw new Error(`${sectionKey} is no list of the form`);
  const added = Object.values(form.lines)
    .filter((line) => line.itemId.startsWith(`${sectionKey}.`) && line.value !== null && !line.itemId.endsWith('.removed'))
    .sort((a, b) => a.atMs - b.atMs)
    .map((line) => line.itemId.split('.')[1] ?? '');
  const known = sectionKey === 'members' ? form.registered.map((member) => member.id) : [];
  return [...new Set([...known, ...added])].filter((entryId) => valueOf(form, itemIdOf(section, 'removed', entryId)) !== true);
}

/** Photos taken as evidence for any line of an entry. */
export function evidenceOf(form: Lines, sectionKey: string, entryId: string): string[] {
  const prefix = `${sectionKey}.${entryId}.`;
  const ids = Object.values(form.lines).filter((line) => line.itemId.startsWith(prefix)).flatMap((line) => line.evidenceIds);
  return [...new Set(ids)];
}

/** The members who count: those of the case and those found, without the removed and those who live elsewhere. */
export function membersOf(form: LinesAndMembers): FormMember[] {
  return entriesOf(form, 'members')
    .filter((id) => yesNoOf(form, `members.${id}.cohabiting`) !== false)
    .map((id) => memberOf(form, id));
}

/** What the form says of a member, else what the case knows. */
export function memberOf(form: LinesAndMembers, memberId: string): FormMember {
  const known = form.registered.find((one) => one.id === memberId);
  const text = (key: string): string | undefined => textOf(form, `members.${memberId}.${key}`);
  const sex = text('sex') ?? known?.sex;
  const relation = text('relation') ?? known?.relation;
  const birthDay = text('birthDay') ?? known?.birthDay;
  const idNumber = text('idNumber') ?? known?.idNumber;
  return {
    id: memberId,
    name: text('name') ?? known?.name ?? '—',
    ...(relation !== undefined && { relation }),
    ...((sex === 'male' || sex === 'female') && { sex }),
    ...(birthDay !== undefined && { birthDay }),
    ...(idNumber !== undefined && { idNumber }),
  };
}

/** What an option of an item is called. */
export function optionName(section: FormSection, itemKey: string, value: string | undefined): string | undefined {
  return section.items.find((one) => one.key === itemKey)?.options?.find((one) => one.value === value)?.label.zh;
}

/** Whether an item is asked at all, which depends on another answer of the same entry. */
export function isAsked(form: Lines, section: FormSection, item: FormItem, entryId: string | undefined): boolean {
  if (!item.when) return true;
  return item.when.in.includes(String(valueOf(form, itemIdOf(section, { key: item.when.item }, entryId))));
}
