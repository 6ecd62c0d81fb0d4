import type { AidKind, HouseholdId } from '../../../server/cases/contract.ts';
import { AID_KINDS, caseDraftSchema } from '../../../server/cases/contract.ts';
import { storedOf } from '../../../server/cases/createCase.ts';
import type { IdDigest } from '../../../server/cases/IdDigest.ts';
import type { StoredHousehold } from '../../../server/cases/store.ts';
import type { OrganisationId, VillageId } from '../../../server/people/contract.ts';
import { checkDigit } from '../../../server/people/idNumber.ts';
import type { CaseState, Day } from '../../../server/rules/contract.ts';

export const TOWNS = Array.from({ length: 20 }, (_, index) => `town-${index}`);
const FAMILY = [...'李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = ['伟', '秀英', '建国', '芳', '桂兰', '志强', '静', '丽', '明', '巴特尔', '其木格', '建军', '敏', '玉兰', '海涛'];
const STATES: readonly CaseState[] = ['accepted', 'investigating', 'reported', 'inPayment', 'inPayment', 'inPayment', 'notified'];

/** Cases as a district has them: three members each, in villages of twenty towns. The same number gives the same case. */
export function buildCases(from: number, count: number, idDigest: IdDigest): StoredHousehold[] {
  return Array.from({ length: count }, (_, index) => buildCase(from + index, idDigest));
}

function buildCase(n: number, idDigest: IdDigest): StoredHousehold {
  const townId = TOWNS[n % TOWNS.length] as OrganisationId;
  const village = { _id: `v-${n % 400}` as VillageId, townId, name: `第${n % 400}社区` };
  const draft = caseDraftSchema.parse({
    caseNumber: `案〔2026〕${String(n).padStart(6, '0')}`,
    caseType: AID_KINDS[n % AID_KINDS.length] as AidKind,
    villageId: village._id,
    address: `新城区${n % TOWNS.length}街道第${n % 400}社区 ${n % 60} 号院 ${n % 30} 号楼 ${n % 7} 单元 ${n % 900}`,
    phone: `139${String(n).padStart(8, '0')}`,
    members: (['self', 'spouse', 'child'] as const).map((relation, i) => ({ id: `m${i}`, name: nameOf(n * 3 + i), relation, idNumber: idNumberOf(n * 3 + i) })),
  });
  const organisation = { _id: `vendor-${n % 2}` as OrganisationId, kind: 'vendor' as const, name: '机构' };
  const stored = storedOf({ idDigest }, `case-${n}` as HouseholdId, { draft, village, organisation }, Date.parse('2026-01-01T00:00:00Z') + n * 60_000);
  const dueOn = (n % 9 === 0 ? `2026-0${1 + (n % 9)}-1${n % 10}` : '2030-01-01') as Day;
  return { ...stored, state: STATES[n % STATES.length] ?? 'accepted', ...(n % 3 === 0 && { dueOn }) };
}

function nameOf(n: number): string {
  return `${FAMILY[(n * 7) % FAMILY.length]}${GIVEN[(n * 11 + (n >> 5)) % GIVEN.length]}`;
}

function idNumberOf(n: number): string {
  const first17 = `150102${1930 + (n % 80)}${String(1 + (n % 12)).padStart(2, '0')}${String(1 + ((n >> 4) % 28)).padStart(2, '0')}${String(n % 1000).padStart(3, '0')}`;
  return first17 + checkDigit(first17);
}
