import { Input } from 'antd';
import type { FormItem } from '../../../server/forms/contract.ts';
import { MAX_ANSWER_TEXT } from '../../../server/forms/contract.ts';
import { useDraft } from './useDraft.ts';

interface Props {
  readonly item: FormItem;
  readonly label: string;
  readonly value: string;
  readonly disabled: boolean;
  readonly testId: string;
  readonly onWrite: (value: string | null) => void;
}

export function TextInput({ item, label, value, disabled, testId, onWrite }: Props) {
  const draft = useDraft(value, (text) => { onWrite(text.trim() === '' ? null : text.trim()); });
  const shared = { 'aria-label': label, 'data-testid': testId, disabled, value: draft.text, onBlur: draft.leave } as const;
  if (item.kind === 'idNumber') {
    return <Input {...shared} size="large" maxLength={18} autoCapitalize="characters" autoComplete="off" suffix={`${draft.text.length}/18`} onChange={(event) => { draft.type(event.target.value.toUpperCase().replace(/\s/gu, '')); }} />;
  }
  return <Input.TextArea {...shared} size="large" maxLength={MAX_ANSWER_TEXT} autoSize={{ minRows: 1, maxRows: 8 }} onChange={(event) => { draft.type(event.target.value); }} />;
}
