import type { Day } from '../rules/contract.ts';
import type { HolidayYear } from './contract.ts';

const day = (text: string): Day => text as Day;

/**
 * China's holidays and make-up days of 2026, as data to start from: an operator compares them with the notice and
 * confirms them, and later years are entered by hand when their notices come (usually in November).
 */
export const HOLIDAYS_2026: HolidayYear = {
  year: 2026,
  source: {
    zh: '《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号，2025年11月4日），依据转载文本录入，待核对原文。',
    en: 'State Council General Office, notice on the holidays of 2026 (2025 No. 7, 4 November 2025), entered from reprints; to be compared with the original.',
  },
  confirmedBy: null,
  holidays: [
    { name: { zh: '元旦', en: 'New Year' }, from: day('2026-01-01'), to: day('2026-01-03') },
    { name: { zh: '春节', en: 'Spring Festival' }, from: day('2026-02-15'), to: day('2026-02-23') },
    { name: { zh: '清明节', en: 'Qingming' }, from: day('2026-04-04'), to: day('2026-04-06') },
    { name: { zh: '劳动节', en: 'Labour Day' }, from: day('2026-05-01'), to: day('2026-05-05') },
    { name: { zh: '端午节', en: 'Dragon Boat Festival' }, from: day('2026-06-19'), to: day('2026-06-21') },
    { name: { zh: '中秋节', en: 'Mid-Autumn Festival' }, from: day('2026-09-25'), to: day('2026-09-27') },
    { name: { zh: '国庆节', en: 'National Day' }, from: day('2026-10-01'), to: day('2026-10-07') },
  ],
  makeUpDays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'].map(day),
};
