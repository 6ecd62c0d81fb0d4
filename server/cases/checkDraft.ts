import { FieldsError, problemsOf } from '../errors.ts';
import type { FieldProblem } from '../errors.ts';
import { dayInChina } from '../clocks/days.ts';
import type { OrganisationRecord, VillageRecord } from '../people/organisation.ts';
import { isActive } from '../people/organisation.ts';
import { readIdNumber } from '../people/idNumber.ts';
import type { Day } from '../rules/contract.ts';
import type { District } from './caseDeps.ts';
import type { CaseDraft, Member } from './contract.ts';
import { caseDraftSchema } from './contract.ts';

export interface CheckedDraft {
  readonly draft: CaseDraft;
  readonly village: VillageRecord;
  /** Who will investigate; missing while nobody is contracted for the town. */
  readonly organisation: OrganisationRecord | undefined;
}

/**
 * A draft that can stand, of this town or, without one, of any.
 * @throws FieldsError with everything that can't, each at its field
 */
export function checkDraft(input: unknown, { villages, organisations }: District, townId: string | undefined, nowMs: number): CheckedDraft {
  const parsed = caseDraftSchema.safeParse(input);
  if (!parsed.success) throw new FieldsError(problemsOf(parsed.error));
  const problems: FieldProblem[] = [];
  const today = dayInChina(nowMs);
  const members = parsed.data.members.map((member, index) => checkMember(member, `members.${index}`, today, nowMs, problems));
  const village = villages.find((one) => one._id === parsed.data.villageId && (townId === undefined || one.townId === townId));
  if (!village) problems.push({ path: 'villageId', zh: '没有这个村（社区），或不属于本镇（街道）。', en: 'There is no such village in this town.' });
  const contracted = organisations.filter((one) => one.kind === 'vendor' && isActive(one, nowMs) && village !== undefined && one.contract?.townIds.includes(village.townId));
  const wished = parsed.data.organisationId;
  const organisation = wished === undefined ? (contracted.length === 1 ? contracted[0] : undefined) : contracted.find((one) => one._id === wished);
  if (wished !== undefined && !organisation) {
    problems.push({ path: 'organisationId', zh: '该机构的合同不在有效期内，或不含本镇（街道）。', en: 'This organisation’s contract is not in force or does not cover the town.' });
  }
  if (problems.length > 0 || !village) throw new FieldsError(problems);
  return { draft: { ...parsed.data, members }, village, organisation };
}

/** The number as it is kept, and what it says where nothing else was said. A doubtful number needs a reason. */
function checkMember(member: Member, path: string, today: Day, nowMs: number, problems: FieldProblem[]): Member {
  if (member.birthDay !== undefined && member.birthDay > today) {
    problems.push({ path: `${path}.birthDay`, zh: '出生日期不能晚于今天。', en: 'A birth date can’t be in the future.' });
  }
  const { idNumber, ...rest } = member;
  if (idNumber === undefined || idNumber === '') return rest;
  const read = readIdNumber(idNumber, nowMs, {
    ...(member.birthDay !== undefined && { birthDay: member.birthDay }),
    ...(member.sex !== undefined && { sex: member.sex }),
  });
  if (read.warnings.length > 0 && member.idNumberReason === undefined) {
    problems.push({
      path: `${path}.idNumber`,
      zh: `${read.warnings.map(({ sentence }) => sentence.zh).join('')}确认无误请填写原因后保存。`,
      en: `${read.warnings.map(({ sentence }) => sentence.en).join(' ')} If it is right all the same, give the reason.`,
    });
  }
  const birthDay = member.birthDay ?? read.birthDay;
  const sex = member.sex ?? read.sex;
  return { ...rest, idNumber: read.normalized, ...(birthDay !== undefined && { birthDay }), ...(sex !== undefined && { sex }) };
}
