import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { CalendarView } from '../../server/clocks/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { useLanguage } from '../kit/language.ts';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from '../casework/Casework.module.css';
import { usePolicyTexts } from './texts.ts';

type Year = CalendarView['years'][number];

/** Holidays and make-up days by year, as deadlines count them. */
export function CalendarPanel() {
  const queries = useQueryClient();
  const calendar = useQuery({ queryKey: ['calendar'], queryFn: ({ signal }) => request<CalendarView>('GET', '/api/calendar', undefined, signal) });
  if (calendar.isPending) return <Placeholder cards={1} />;
  if (!calendar.data) return <ErrorNotice error={calendar.error} onRetry={() => void calendar.refetch()} />;
  const { years, may } = calendar.data;
  return (
    <div className={styles.stack}>
      {years.map((year) => <YearCard key={`${year.year}/${year.revision}`} year={year} mayEdit={may.edit} onChanged={(view) => { queries.setQueryData(['calendar'], view); }} />)}
    </div>
  );
}

function YearCard({ year, mayEdit, onChanged }: { readonly year: Year; readonly mayEdit: boolean; readonly onChanged: (view: CalendarView) => void }) {
  const t = usePolicyTexts();
  const language = useLanguage();
  const { revision, editedBy, editedAtMs: _at, ...arrangement } = year;
  const [holidays, setHolidays] = useState(arrangement.holidays);
  const [makeUp, setMakeUp] = useState(arrangement.makeUpDays.join('\n'));
  const [words, setWords] = useState('');
  const [editing, setEditing] = useState(false);
  const [error, setError] = useState<unknown>();
  const send = (path: string, body: object): void => {
    setError(undefined);
    request<CalendarView>('POST', path, body).then(onChanged, setError);
  };
  const save = (): void => send('/api/calendar', { reason: words, year: { ...arrangement, holidays, makeUpDays: makeUp.split('\n').map((day) => day.trim()).filter((day) => day !== '') } });
  return (
    <article className={`${styles.card} ${styles.stack}`} data-testid="calendar-year">
      <h2>{t('year', { year: year.year, revision })} {editedBy !== undefined && <span className={styles.soft}>{t('editedBy', { by: editedBy })}</span>}</h2>
      <p className={styles.soft}>{language === 'en' ? year.source.en : year.source.zh}</p>
      {year.confirmedBy === null ? <p className={styles.warn}>{t('unconfirmed')}</p> : <p className={styles.good}>{t('confirmed', { by: year.confirmedBy })}</p>}
      <h3>{t('holidays')}</h3>
      <ul className={styles.stack}>
        {holidays.map(({ name, from, to }, index) => (
          <li key={index} className={styles.row}>
            <span>{language === 'en' ? name.en : name.zh}</span>
            {editing
              ? (['from', 'to'] as const).map((end) => (
                <Input
                  key={end} type="date" aria-label={`${name.zh} ${end}`} style={{ width: 170 }} value={end === 'from' ? from : to}
                  onChange={({ target }) => { setHolidays(holidays.map((one, at) => (at === index ? { ...one, [end]: target.value } : one))); }}
                />
              ))
              : <span className={styles.soft}>{from} – {to}</span>}
          </li>
        ))}
      </ul>
      <h3>{t('makeUp')}</h3>
      {editing
        ? <label>{t('calendar.makeUpHint')}<Input.TextArea autoSize value={makeUp} onChange={({ target }) => { setMakeUp(target.value); }} /></label>
        : <p className={styles.soft}>{year.makeUpDays.join('、')}</p>}
      {error !== undefined && <ErrorNotice error={error} />}
      {mayEdit && (
        <div className={styles.row}>
          {(editing || year.confirmedBy === null) && <label>{t(editing ? 'reason' : 'comparedWith')} <Input value={words} maxLength={500} onChange={({ target }) => { setWords(target.value); }} /></label>}
          {!editing && year.confirmedBy === null && <Button disabled={words.trim().length < 2} onClick={() => { send(`/api/calendar/${year.year}/confirmation`, { revision, comparedWith: words }); }}>{t('confirm')}</Button>}
          {editing
            ? <Button type="primary" disabled={words.trim().length < 2} onClick={save}>{t('calendar.save')}</Button>
            : <Button onClick={() => { setEditing(true); }}>{t('calendar.edit')}</Button>}
        </div>
      )}
    </article>
  );
}
