import type { ClockName, ClockParameters } from './contract.ts';
import type { Day, Sentence } from '../rules/contract.ts';

/** The limits to start from; an operator confirms them or publishes the district's own. */
export const FIRST_CLOCK_PARAMETERS: ClockParameters = {
  version: 'clocks-1',
  effectiveFrom: '2026-07-01' as Day,
  source: {
    zh: '依据公开的审核确认办法与《社会救助法》（2026年7月1日施行）整理，待区民政局确认。',
    en: 'Compiled from public procedures and the Social Assistance Law (in force 2026-07-01); to be confirmed by the district.',
  },
  confirmedBy: null,
  clocks: {
    investigationStart: { limit: 3, unit: 'workingDay', kind: 'atMost', countsStartDay: false, dueSoonWithin: 1 },
    decision: { limit: 10, unit: 'workingDay', kind: 'atMost', countsStartDay: false, dueSoonWithin: 3 },
    refusalNotice: { limit: 3, unit: 'workingDay', kind: 'atMost', countsStartDay: false, dueSoonWithin: 1 },
    totalCountyDecides: { limit: 30, exceptionalLimit: 45, unit: 'workingDay', kind: 'atMost', countsStartDay: false, dueSoonWithin: 5 },
    totalTownDecides: { limit: 20, exceptionalLimit: 45, unit: 'workingDay', kind: 'atMost', countsStartDay: false, dueSoonWithin: 5 },
    publicity: { limit: 7, unit: 'calendarDay', kind: 'atLeast', countsStartDay: false, dueSoonWithin: 1 },
  },
};

export const CLOCK_NAMES: Readonly<Record<ClockName, Sentence>> = {
  investigationStart: { zh: '受理后启动调查', en: 'Start the investigation after acceptance' },
  decision: { zh: '作出确认决定', en: 'Decide' },
  refusalNotice: { zh: '送达不予确认通知', en: 'Serve the notice of refusal' },
  total: { zh: '自受理起全程办结', en: 'From acceptance to decision' },
  publicity: { zh: '公示期满', en: 'Publicity ends' },
};
