import type { FormItem } from '../../../server/forms/contract.ts';
import { membersOf } from '../../../server/forms/entries/contract.ts';
import { useLanguage } from '../../kit/language.ts';
import { Chips } from '../Chips.tsx';
import { useFieldTexts } from '../texts.ts';
import { DateInput } from './DateInput.tsx';
import { NumberInput } from './NumberInput.tsx';
import { TextInput } from './TextInput.tsx';
import type { LiveForm } from './useForm.ts';

interface Props {
  readonly item: FormItem;
  readonly itemId: string;
  readonly label: string;
  readonly form: LiveForm;
  readonly disabled: boolean;
}

/** The control for an answer of its kind. Every change is written at once; nobody has to save. */
export function AnswerInput({ item, itemId, label, form, disabled }: Props) {
  const t = useFieldTexts();
  const en = useLanguage() === 'en';
  const known = item.key !== 'removed' && itemId.startsWith('members.') ? form.merged.registered.find((one) => one.id === itemId.split('.')[1]) : undefined;
  const registered = known && item.key in known ? String(known[item.key as keyof typeof known] ?? '') : '';
  const value = form.merged.lines[itemId]?.value ?? (registered === '' ? null : registered);
  const options = item.options?.map((one) => ({ value: one.value, label: en ? one.label.en : one.label.zh })) ?? [];
  const testId = `answer-${itemId}`;
  switch (item.kind) {
    case 'choice':
    case 'member':
      return (
        <Chips
          label={label}
          options={item.kind === 'choice' ? options : membersOf(form.merged).map((one) => ({ value: one.id, label: one.name }))}
          chosen={typeof value === 'string' ? [value] : []}
          disabled={disabled}
          testId={testId}
          onChoose={(chosen) => { form.write(itemId, chosen === value ? null : chosen); }}
        />
      );
    case 'choices': {
      const chosen = Array.isArray(value) ? value : [];
      return (
        <Chips
          many
          label={label}
          options={options}
          chosen={chosen}
          disabled={disabled}
          testId={testId}
          onChoose={(one) => {
            const next = chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one];
            form.write(itemId, next.length === 0 ? null : next);
          }}
        />
      );
    }
    case 'yesNo':
      return (
        <Chips
          label={label}
          options={[{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]}
          chosen={typeof value === 'boolean' ? [String(value)] : []}
          disabled={disabled}
          testId={testId}
          onChoose={(one) => { form.write(itemId, one === String(value) ? null : one === 'true'); }}
        />
      );
    case 'money':
    case 'number':
      return <NumberInput item={item} label={label} value={typeof value === 'number' ? value : null} disabled={disabled} testId={testId} onWrite={(next) => { form.write(itemId, next); }} />;
    case 'date':
      return <DateInput label={label} value={typeof value === 'string' ? value : null} disabled={disabled} testId={testId} onWrite={(next) => { form.write(itemId, next); }} />;
    case 'text':
    case 'idNumber':
      return <TextInput item={item} label={label} value={typeof value === 'string' ? value : ''} disabled={disabled} testId={testId} onWrite={(next) => { form.write(itemId, next); }} />;
  }
}
