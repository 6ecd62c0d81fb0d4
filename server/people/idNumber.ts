import { addYears, dayInChina } from '../clocks/days.ts';
import type { Day, Sentence } from '../rules/contract.ts';
import { daySchema } from '../rules/contract.ts';

const WARNINGS = {
  'idNumber.length': { zh: '身份证号应为 18 位。', en: 'An ID number has 18 characters.' },
  'idNumber.characters': { zh: '身份证号只能由数字组成，末位可为 X。', en: 'An ID number is made of digits; only the last may be X.' },
  'idNumber.region': { zh: '前两位不是已知的行政区划。', en: 'The first two digits are not a known region.' },
  'idNumber.birthDay': { zh: '出生日期不存在或不合理。', en: 'The birth date in it does not exist or is not plausible.' },
  'idNumber.checkDigit': { zh: '校验码不符，可能有误录。', en: 'The check digit does not match; perhaps a typing error.' },
  'idNumber.oldForm': { zh: '这是 15 位旧号码，没有校验码，请核对新证。', en: 'This is an old 15-digit number without a check digit; look at the new card.' },
  'idNumber.otherBirthDay': { zh: '与填写的出生日期不一致。', en: 'It differs from the birth date given.' },
  'idNumber.otherSex': { zh: '与填写的性别不一致。', en: 'It differs from the sex given.' },
} as const satisfies Record<string, Sentence>;

export type IdNumberWarning = keyof typeof WARNINGS;

export interface IdNumberReading {
  /** Trimmed, without spaces, the last letter in upper case. */
  readonly normalized: string;
  readonly birthDay?: Day;
  readonly sex?: 'male' | 'female';
  /** Never a refusal: people have wrong numbers in their papers, and a visit does not stop for it. */
  readonly warnings: readonly { readonly code: IdNumberWarning; readonly sentence: Sentence }[];
}

/** GB/T 2260 provinces, 81–83 for Hong Kong, Macao and Taiwan residents, 9 for foreigners with permanent residence. */
const REGIONS = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/u;

/** No living person was born before this many years ago. */
const OLDEST_YEARS = 130;

/**
 * Reads a Chinese ID number (公民身份号码, GB 11643-1999): the birth date, the sex, and what is odd about it,
 * also compared with what somebody wrote beside it.
 *
 * @param nowMs the wall clock, ms since the epoch: nobody is born after it
 */
export function readIdNumber(text: string, nowMs: number, stated: { readonly birthDay?: Day; readonly sex?: 'male' | 'female' } = {}): IdNumberReading {
  const normalized = text.replace(/\s/gu, '').toUpperCase();
  const codes: IdNumberWarning[] = [];
  const result = (read: Partial<IdNumberReading> = {}): IdNumberReading => ({
    normalized,
    ...read,
    warnings: codes.map((code) => ({ code, sentence: WARNINGS[code] })),
  });
  if (normalized.length !== 18 && normalized.length !== 15) codes.push('idNumber.length');
  if (!/^\d+X?$/u.test(normalized) || (normalized.length === 15 && normalized.endsWith('X'))) codes.push('idNumber.characters');
  if (codes.length > 0) return result();

  const isOld = normalized.length === 15;
  if (isOld) codes.push('idNumber.oldForm');
  else if (checkDigit(normalized) !== normalized.at(-1)) codes.push('idNumber.checkDigit');
  if (!REGIONS.test(normalized)) codes.push('idNumber.region');

  // Old numbers are of the twentieth century and leave its digits out.
  const digits = isOld ? `19${normalized.slice(6, 12)}` : normalized.slice(6, 14);
  const born = daySchema.safeParse(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`);
  const today = dayInChina(nowMs);
  const birthDay = born.success && born.data <= today && born.data >= addYears(today, -OLDEST_YEARS) ? born.data : undefined;
  if (birthDay === undefined) codes.push('idNumber.birthDay');
  const sexDigit = Number(isOld ? normalized.at(-1) : normalized.at(-2));
  const sex = sexDigit % 2 === 1 ? 'male' : 'female';
  if (stated.birthDay !== undefined && birthDay !== undefined && stated.birthDay !== birthDay) codes.push('idNumber.otherBirthDay');
  if (stated.sex !== undefined && stated.sex !== sex) codes.push('idNumber.otherSex');
  return result({ ...(birthDay !== undefined && { birthDay }), sex });
}

/** The check digit over the first 17 digits: ISO 7064, MOD 11-2, where ten is written X. */
export function checkDigit(number: string): string {
  // The weight of a digit is 2 to the power of its place from the right, modulo 11.
  const sum = [...number.slice(0, 17)].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  const check = (12 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}
