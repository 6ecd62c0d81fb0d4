import type { Answer, AnswerValue, FormMember } from '../../server/forms/contract.ts';
import { placeOf, VISIT_FORM } from '../../server/forms/definition/contract.ts';
import type { Language } from '../kit/language.ts';

/** What is needed to say an answer: the members by their ids. */
export type MemberNames = ReadonlyMap<string, string>;

export function memberNames(registered: readonly FormMember[], answers: readonly Answer[]): MemberNames {
  const names = new Map(registered.map(({ id, name }) => [id, name]));
  for (const { itemId, value } of answers) {
    const [section, id, key] = itemId.split('.');
    if (section === 'members' && key === 'name' && id !== undefined && typeof value === 'string') names.set(id, value);
  }
  return names;
}

/** E.g. `住房 · 产权`, `劳动与就业 · 张* · 劳动能力`, `房间清单 2 · 是否查看`. */
export function questionText(itemId: string, answers: readonly Answer[], names: MemberNames, language: Language): string {
  const place = placeOf(itemId);
  if (!place) return itemId;
  const { section, item, entryId } = place;
  const say = ({ zh, en }: { zh: string; en: string }): string => (language === 'en' ? en : zh);
  const label = item === 'removed' ? (language === 'en' ? 'taken out' : '移除') : say(item.label);
  if (entryId === undefined) return `${say(section.title)} · ${label}`;
  if (section.repeats === 'perMember' || section.key === 'members') return `${say(section.title)} · ${names.get(entryId) ?? '—'} · ${label}`;
  const entries = [...new Set(answers.filter((one) => one.itemId.startsWith(`${section.key}.`)).map((one) => one.itemId.split('.')[1]))];
  return `${say(section.entry ?? section.title)} ${entries.indexOf(entryId) + 1} · ${label}`;
}

/** An answer in words; a dash where it was taken back. */
export function answerText(itemId: string, value: AnswerValue | undefined, names: MemberNames, language: Language): string {
  if (value === null || value === undefined) return '—';
  const place = placeOf(itemId);
  const item = place && place.item !== 'removed' ? place.item : undefined;
  const say = (one: string): string => {
    const label = item?.options?.find((option) => option.value === one)?.label;
    return label ? (language === 'en' ? label.en : label.zh) : one;
  };
  if (typeof value === 'boolean') return language === 'en' ? (value ? 'yes' : 'no') : value ? '是' : '否';
  if (typeof value === 'number') {
    if (item?.kind === 'money') return `${(value / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })} ${language === 'en' ? 'yuan' : '元'}`;
    return item?.unit ? `${value} ${language === 'en' ? item.unit.en : item.unit.zh}` : String(value);
  }
  if (typeof value === 'string') return item?.kind === 'member' ? names.get(value) ?? '—' : say(value);
  return value.map(say).join(language === 'en' ? ', ' : '、');
}

/** What a line is called under its section's heading: without the section, but with the entry of a list. */
export function lineText(itemId: string, answers: readonly Answer[], names: MemberNames, language: Language): string {
  const text = questionText(itemId, answers, names, language);
  const section = placeOf(itemId)?.section;
  return section === undefined || (section.repeats === 'list' && section.key !== 'members') ? text : text.split(' · ').slice(1).join(' · ');
}

/** Lines in the form's own order; entries of a list in the order in which they were added. */
export function inFormOrder(answers: readonly Answer[]): (a: string, b: string) => number {
  const entries = [...new Set(answers.map(({ itemId }) => itemId.split('.').slice(0, -1).join('.')))];
  const placeOfLine = (itemId: string): number => {
    const [sectionKey] = itemId.split('.');
    const section = VISIT_FORM.findIndex(({ key }) => key === sectionKey);
    const item = VISIT_FORM[section]?.items.findIndex(({ key }) => itemId.endsWith(`.${key}`)) ?? 0;
    return (section * 1_000 + entries.indexOf(itemId.split('.').slice(0, -1).join('.'))) * 100 + item;
  };
  return (a, b) => placeOfLine(a) - placeOfLine(b);
}
