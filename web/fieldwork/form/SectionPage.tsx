import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { FormSection, FormView } from '../../../server/forms/contract.ts';
import { itemIdOf } from '../../../server/forms/definition/contract.ts';
import { entriesOf, isAsked, memberOf, membersOf, textOf } from '../../../server/forms/entries/contract.ts';
import { useLanguage } from '../../kit/language.ts';
import { newId } from '../../kit/newId.ts';
import { Chips } from '../Chips.tsx';
import shared from '../fieldwork.module.css';
import { useFieldTexts } from '../texts.ts';
import { FormItemField } from './FormItemField.tsx';
import type { LiveForm } from './useForm.ts';

interface Props {
  readonly section: FormSection;
  readonly form: LiveForm;
  readonly view: FormView;
  readonly onPhoto?: (formItemId: string) => Promise<void>;
}

/** One section: its lines; or its entries, one of them open. */
export function SectionPage({ section, form, view, onPhoto }: Props) {
  const t = useFieldTexts();
  const en = useLanguage() === 'en';
  const [added, setAdded] = useState<readonly string[]>([]);
  const known = section.repeats === 'once' ? [] : section.repeats === 'perMember' ? membersOf(form.merged).map((one) => one.id) : entriesOf(form.merged, section.key);
  const entries = [...known, ...added.filter((id) => !known.includes(id))];
  const [chosen, setChosen] = useState(entries[0]);
  const entryId = section.repeats === 'once' ? undefined : entries.includes(chosen ?? '') ? chosen : entries[0];
  const entryName = section.entry ? (en ? section.entry.en : section.entry.zh) : '';

  function nameOf(id: string, index: number): string {
    if (section.key === 'members' || section.repeats === 'perMember') return known.includes(id) && memberOf(form.merged, id).name !== '—' ? memberOf(form.merged, id).name : `${entryName} ${index + 1}`;
    const kind = section.items.find((item) => item.key === 'kind');
    const option = kind?.options?.find((one) => one.value === textOf(form.merged, `${section.key}.${id}.kind`));
    return option ? `${index + 1} ${en ? option.label.en : option.label.zh}` : `${entryName} ${index + 1}`;
  }

  function add(): void {
    const id = newId().slice(0, 8);
    setAdded((before) => [...before, id]);
    setChosen(id);
  }

  return (
    <>
      {section.repeats !== 'once' && (
        <div className={shared.spread}>
          <Chips label={en ? section.title.en : section.title.zh} options={entries.map((id, index) => ({ value: id, label: nameOf(id, index) }))} chosen={entryId === undefined ? [] : [entryId]} onChoose={setChosen} testId="entry" />
        </div>
      )}
      {section.repeats === 'list' && view.editable && (
        <Button size="large" icon={<PlusOutlined />} data-testid="add-entry" onClick={add}>{t('form.add', { entry: entryName })}</Button>
      )}
      {section.repeats !== 'once' && entries.length === 0 && <p className={shared.soft}>{t('form.none', { entry: entryName })}</p>}
      {(section.repeats === 'once' || entryId !== undefined) && section.items.filter((item) => isAsked(form.merged, section, item, entryId)).map((item) => {
        const itemId = itemIdOf(section, item, entryId);
        return <FormItemField key={itemId} item={item} itemId={itemId} form={form} view={view} {...(onPhoto && { onPhoto })} />;
      })}
      {section.repeats === 'list' && entryId !== undefined && view.editable && (
        <Button
          type="text"
          danger
          onClick={() => {
            if (known.includes(entryId)) form.write(itemIdOf(section, 'removed', entryId), true);
            setAdded((before) => before.filter((id) => id !== entryId));
          }}
        >
          {t('form.remove', { entry: entryName })}
        </Button>
      )}
    </>
  );
}
