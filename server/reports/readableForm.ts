import type { AnswerValue, FormItem, FormSection, VisitForm } from '../forms/contract.ts';
import { itemIdOf, VISIT_FORM } from '../forms/definition/contract.ts';
import { entriesOf, memberOf, membersOf, valueOf } from '../forms/entries/contract.ts';
import { yuan } from '../income/money.ts';

export interface ReadableRow {
  readonly item: FormItem;
  readonly label: string;
  readonly value: string;
}

/** One entry of a section: a member, an income, a room, or the section as a whole. */
export interface ReadableEntry {
  readonly id?: string;
  /** E.g. `张建国`, `收入 2`; missing where a section does not repeat. */
  readonly title?: string;
  readonly rows: readonly ReadableRow[];
}

export interface ReadableSection {
  readonly key: string;
  readonly title: string;
  readonly entries: readonly ReadableEntry[];
}

/** The form as sentences and cells, in the order in which it is asked. What was not answered is left out. */
export function readForm(form: VisitForm): ReadableSection[] {
  return VISIT_FORM.map((section) => ({ key: section.key, title: section.title.zh, entries: entriesIn(form, section) }));
}

function entriesIn(form: VisitForm, section: FormSection): ReadableEntry[] {
  const rows = (entryId?: string): ReadableRow[] =>
    section.items.flatMap((item) => {
      const value = answerText(form, item, valueOf(form, itemIdOf(section, item, entryId)));
      return value === undefined ? [] : [{ item, label: item.label.zh, value }];
    });
  switch (section.repeats) {
    case 'once':
      return [{ rows: rows() }];
    case 'perMember':
      return membersOf(form).map(({ id, name }) => ({ id, title: name, rows: rows(id) }));
    case 'list':
      return entriesOf(form, section.key).map((id, index) => ({ id, title: titleOf(form, section, id, index), rows: rows(id) }));
  }
}

function titleOf(form: VisitForm, section: FormSection, id: string, index: number): string {
  return section.key === 'members' ? memberOf(form, id).name : `${section.entry?.zh ?? section.title.zh}${index + 1}`;
}

/** An answer as an officer reads it; undefined where there is none. */
export function answerText(form: Pick<VisitForm, 'lines' | 'registered'>, item: FormItem, value: AnswerValue): string | undefined {
  if (value === null) return undefined;
  const option = (name: string): string => item.options?.find((one) => one.value === name)?.label.zh ?? name;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map(option).join('、');
  if (typeof value === 'number') return item.kind === 'money' ? `${yuan(value)} 元` : `${value}${item.unit ? ` ${item.unit.zh}` : ''}`;
  switch (item.kind) {
    case 'choice': return option(value);
    case 'member': return memberOf(form, value).name;
    case 'date': {
      const [year, month, day] = value.split('-').map(Number);
      return `${year}年${month}月${day}日`;
    }
    default: return value;
  }
}
