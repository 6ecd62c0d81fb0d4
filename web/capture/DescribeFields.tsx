import { Button, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { Description } from '../../server/evidence/contract.ts';
import { EVIDENCE_TYPES } from '../../server/evidence/kinds/contract.ts';
import { itemIdOf, VISIT_FORM } from '../../server/forms/definition/contract.ts';
import { useEvidenceTexts } from '../evidence/texts.ts';
import { formatClock } from '../kit/formatTime.ts';
import type { Language } from '../kit/language.ts';
import { useLanguage } from '../kit/language.ts';
import { Sheet } from '../kit/Sheet.tsx';
import styles from './DescribeSheet.module.css';
import type { QueuedItem } from './EvidenceQueue.ts';
import { Preview, stateOf } from './EvidenceStrip.tsx';
import { useCaptureTexts } from './texts.ts';

interface Props {
  readonly item: QueuedItem;
  readonly onCancel: () => void;
  readonly onSave: (description: Description) => void;
}

const ROOMS = ['livingRoom', 'bedroom', 'kitchen', 'bathroomDoor', 'yard', 'doorplate'] as const;

/** What an item shows, said afterwards and without pressure: nothing here is required, and nothing waits for it. */
export function DescribeFields({ item, onCancel, onSave }: Props) {
  const t = useCaptureTexts();
  const shared = useEvidenceTexts();
  const language = useLanguage();
  const lines = useMemo(() => formLines(language), [language]);
  const [said, setSaid] = useState<Description>(item.description);
  const say = (change: Description): void => { setSaid((before) => ({ ...before, ...change })); };
  return (
    <Sheet open title={t('describe.title')} onClose={onCancel}>
      <div className={styles.head}>
        <span className={styles.preview}><Preview item={item} /></span>
        <span>{shared(`kind.${item.kind}`)} · {formatClock(item.takenAtDeviceMs, true)}<br />{stateOf(item, t)}</span>
      </div>
      <div className={styles.fields}>
        <label>
          <span>{shared('field.type')}</span>
          <Select
            allowClear
            size="large"
            value={said.type ?? null}
            placeholder={t('describe.choose')}
            getPopupContainer={(node: HTMLElement) => node.parentElement ?? document.body}
            options={EVIDENCE_TYPES.map((type) => ({ value: type, label: shared(`type.${type}`) }))}
            onChange={(type: Description['type'] | null) => { say(type ? { type } : { type: undefined }); }}
          />
        </label>
        <fieldset className={styles.rooms}>
          <legend>{shared('field.room')}</legend>
          {ROOMS.map((room) => {
            const name = t(`room.${room}`);
            return (
              <button key={room} type="button" aria-pressed={said.room === name} onClick={() => { say({ room: said.room === name ? '' : name }); }}>{name}</button>
            );
          })}
        </fieldset>
        <label>
          <span>{shared('field.formItem')}</span>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            size="large"
            value={said.formItemId === undefined || said.formItemId === '' ? null : said.formItemId}
            placeholder={t('describe.choose')}
            getPopupContainer={(node: HTMLElement) => node.parentElement ?? document.body}
            options={lines}
            onChange={(formItemId: string | null) => { say({ formItemId: formItemId ?? '' }); }}
          />
        </label>
        <label>
          <span>{shared('field.person')}</span>
          <Input size="large" maxLength={40} value={said.person ?? ''} onChange={(event) => { say({ person: event.target.value }); }} />
        </label>
        <label>
          <span>{shared('field.caption')}</span>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 4 }} maxLength={200} value={said.caption ?? ''} data-testid="caption" onChange={(event) => { say({ caption: event.target.value }); }} />
        </label>
      </div>
      <Button type="primary" size="large" block data-testid="save-description" onClick={() => { onSave(said); }}>{t('describe.save')}</Button>
    </Sheet>
  );
}

/** Lines of the form that are there in every visit. Those of a member or an entry take their evidence where they are answered. */
function formLines(language: Language) {
  const word = language === 'en' ? 'en' : 'zh';
  return VISIT_FORM.filter(({ repeats }) => repeats === 'once').map((section) => ({
    label: section.title[word],
    options: section.items.map((item) => ({ value: itemIdOf(section, item), label: item.label[word] })),
  }));
}
