import type { Sentence } from '../rules/contract.ts';
import { RuleError } from '../errors.ts';

/** Why an answer is not taken; each is shown at the line concerned. */
export const FORM_RULES = {
  'form.lineUnknown': { zh: '调查表中没有这一项。', en: 'The form has no such line.' },
  'form.wrongKind': { zh: '内容与这一项的类型不符。', en: 'This is not the kind of answer this line takes.' },
  'form.notAnOption': { zh: '请从给出的选项中选择。', en: 'Choose one of the options.' },
  'form.outOfRange': { zh: '数值超出合理范围，请核对。', en: 'The number is out of range. Check it.' },
  'form.negativeMoney': { zh: '金额不能为负数。', en: 'An amount can’t be negative.' },
  'form.notWholeFen': { zh: '金额最多两位小数。', en: 'An amount has at most two decimals.' },
  'form.notADate': { zh: '没有这个日期，请按年月日填写。', en: 'There is no such date.' },
  'form.before1900': { zh: '日期不能早于 1900 年。', en: 'The date can’t be before 1900.' },
  'form.inTheFuture': { zh: '日期不能晚于今天。', en: 'The date can’t be after today.' },
  'form.idNumberDoubtful': { zh: '身份证号校验不符，请核对证件；确认无误请填写原因后保留。', en: 'The ID number does not check. Look at the card, or give a reason and keep it.' },
  'form.obligorConsentFirst': { zh: '未经义务人本人同意，不得填写其收入。', en: 'An obligor’s income is not written down without their consent.' },
} as const satisfies Record<string, Sentence>;
export type FormRule = keyof typeof FORM_RULES;

export function formError(code: FormRule): RuleError {
  return new RuleError({ code, sentence: FORM_RULES[code] });
}
