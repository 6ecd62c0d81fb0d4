import type { Sentence } from '../rules/contract.ts';

const SENTENCES = {
  'income.labourUnknown': {
    zh: '有成员既无核实工资，也没有可用的劳动能力情况，请补填后再计算。',
    en: 'A member has neither a verified wage nor a known labour condition. Fill it in and compute again.',
  },
  'income.noParameters': { zh: '该日期没有生效的收入计算参数，请先由区民政局发布。', en: 'No income parameters hold on this day; the district has to publish them first.' },
  'income.tooLarge': { zh: '金额过大，请核对单位。', en: 'The amount is too large. Check the unit.' },
} as const satisfies Record<string, Sentence>;

export type IncomeErrorCode = keyof typeof SENTENCES;

/** The income can't be computed, and a person can do something about it. */
export class IncomeError extends Error {
  readonly code: IncomeErrorCode;
  readonly sentence: Sentence;
  /** The members concerned. */
  readonly memberIds: readonly string[];

  constructor(code: IncomeErrorCode, memberIds: readonly string[] = []) {
    super(code);
    this.name = 'IncomeError';
    this.code = code;
    this.sentence = SENTENCES[code];
    this.memberIds = memberIds;
  }
}
