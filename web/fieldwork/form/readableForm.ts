import type { AnswerValue, FormItem } from '../../../server/forms/contract.ts';
import { itemIdOf, VISIT_FORM } from '../../../server/forms/definition/contract.ts';
import { entriesOf, isAsked, memberOf, membersOf, valueOf } from '../../../server/forms/entries/contract.ts';
import type { MergedForm } from './useForm.ts';

export interface ReadableSection {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly { readonly itemId: string; readonly label: string; readonly value: string }[];
}

/** The answers as they are read to the household: in order, in Chinese, only what was answered. */
export function readableForm(form: MergedForm): ReadableSection[] {
  return VISIT_FORM.flatMap((section) => {
    const entries: readonly (string | undefined)[] =
      section.repeats === 'once' ? [undefined] : section.repeats === 'perMember' ? membersOf(form).map((one) => one.id) : entriesOf(form, section.key);
    return entries.flatMap((entryId, index): ReadableSection[] => {
      const lines = section.items
        .filter((item) => isAsked(form, section, item, entryId))
        .map((item) => ({ itemId: itemIdOf(section, item, entryId), label: item.label.zh, value: readableValue(item, valueOf(form, itemIdOf(section, item, entryId)), form) }))
        .filter((line) => line.value !== '');
      const whose = section.repeats === 'perMember' || section.key === 'members' ? ` · ${entryId === undefined ? '' : memberOf(form, entryId).name}` : section.repeats === 'list' ? ` ${index + 1}` : '';
      return lines.length === 0 ? [] : [{ key: `${section.key}.${entryId ?? ''}`, title: `${section.title.zh}${whose}`, lines }];
    });
  });
}

/** One answer in words; empty where there is none. */
export function readableValue(item: FormItem, value: AnswerValue, form: MergedForm): string {
  if (value === null) return '';
  const name = (one: string): string => item.options?.find((option) => option.value === one)?.label.zh ?? one;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map(name).join('、');
  if (item.kind === 'money' && typeof value === 'number') return `${(value / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2 })} 元`;
  if (typeof value === 'number') return `${value} ${item.unit?.zh ?? ''}`.trim();
  if (item.kind === 'member') return memberOf(form, value).name;
  if (item.kind === 'date') return value.replace(/^(\d+)-0?(\d+)-0?(\d+)$/u, '$1年$2月$3日');
  return item.kind === 'choice' ? name(value) : value;
}
