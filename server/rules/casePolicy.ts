import { z } from 'zod';
import { versionSchema } from './contract.ts';
import type { Day } from './contract.ts';

const years = z.number().int().positive().max(100);

/** How long what is kept. District policy with an effective date. */
export const retentionParametersSchema = versionSchema.extend({
  /** Refused, withdrawn, ended and not accepted: years after the end. */
  refusedYears: years,
  /** Approved: years after the entitlement ended. */
  approvedYears: years,
  /** Raw video: years after the visit; an extract approved by an officer stays. */
  rawVideoYears: years,
});
export type RetentionParameters = z.infer<typeof retentionParametersSchema>;

export const FIRST_RETENTION_PARAMETERS: RetentionParameters = {
  version: 'retention-1',
  effectiveFrom: '2026-07-01' as Day,
  source: { zh: '保管期限为初始设定，待区民政局和档案部门确认。', en: 'Initial periods, to be confirmed by the district and its archive.' },
  confirmedBy: null,
  refusedYears: 3,
  approvedYears: 10,
  rawVideoYears: 3,
};

/** What the case's rules need to know about the day and the district's numbers. */
export interface CasePolicy {
  readonly today: Day;
  /** The first day on which a publicity begun on this day is over: `startClock('publicity', …).dueOn`. */
  readonly publicityOverOn: (publishedOn: Day) => Day;
  readonly retention: Pick<RetentionParameters, 'refusedYears' | 'approvedYears' | 'rawVideoYears'>;
}
