import { dayInChina } from '../clocks/days.ts';
import { readIdNumber } from '../people/idNumber.ts';
import { daySchema } from '../rules/contract.ts';
import type { AnswerValue, FormItem, SentAnswer, VisitForm } from './contract.ts';
import { EARLIEST_DAY, MAX_FEN } from './contract.ts';
import { placeOf } from './definition/contract.ts';
import { valueOf } from './entries/contract.ts';
import type { FormRule } from './formRules.ts';

/** The rule that an answer breaks; undefined when it can be kept. */
export function ruleBrokenBy({ itemId, value, reason }: Pick<SentAnswer, 'itemId' | 'value' | 'reason'>, form: Pick<VisitForm, 'lines'>, nowMs: number): FormRule | undefined {
  const place = placeOf(itemId);
  if (!place) return 'form.lineUnknown';
  if (value === null) return undefined;
  if (place.item === 'removed') return typeof value === 'boolean' ? undefined : 'form.wrongKind';
  if (place.section.key === 'obligors' && place.item.key === 'income' && valueOf(form, `obligors.${place.entryId}.consented`) !== true) return 'form.obligorConsentFirst';
  return byKind(place.item, value, reason, nowMs);
}

function byKind(item: FormItem, value: NonNullable<AnswerValue>, reason: string | undefined, nowMs: number): FormRule | undefined {
  const options = item.options?.map((one) => one.value) ?? [];
  switch (item.kind) {
    case 'text':
    case 'member':
      return typeof value === 'string' ? undefined : 'form.wrongKind';
    case 'choice':
      if (typeof value !== 'string') return 'form.wrongKind';
      return options.includes(value) ? undefined : 'form.notAnOption';
    case 'choices':
      if (!Array.isArray(value)) return 'form.wrongKind';
      return value.every((one) => options.includes(one)) ? undefined : 'form.notAnOption';
    case 'yesNo':
      return typeof value === 'boolean' ? undefined : 'form.wrongKind';
    case 'money':
      if (typeof value !== 'number') return 'form.wrongKind';
      if (!Number.isSafeInteger(value)) return 'form.notWholeFen';
      if (value < 0) return 'form.negativeMoney';
      return value > (item.max ?? MAX_FEN) ? 'form.outOfRange' : undefined;
    case 'number': {
      if (typeof value !== 'number') return 'form.wrongKind';
      const scaled = value * 10 ** (item.decimals ?? 0);
      const isRound = Math.abs(scaled - Math.round(scaled)) < 1e-6;
      return isRound && value >= (item.min ?? -Infinity) && value <= (item.max ?? Infinity) ? undefined : 'form.outOfRange';
    }
    case 'date': {
      if (typeof value !== 'string') return 'form.wrongKind';
      if (!daySchema.safeParse(value).success) return 'form.notADate';
      if (value < EARLIEST_DAY) return 'form.before1900';
      return value > dayInChina(nowMs) ? 'form.inTheFuture' : undefined;
    }
    case 'idNumber': {
      if (typeof value !== 'string') return 'form.wrongKind';
      return reason === undefined && readIdNumber(value, nowMs).warnings.length > 0 ? 'form.idNumberDoubtful' : undefined;
    }
  }
}
