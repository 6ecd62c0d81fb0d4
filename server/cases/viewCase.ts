import { dayInChina } from '../clocks/days.ts';
import { may } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Field, Looking, Viewer } from '../people/fieldAccess.ts';
import { accessTo, maskField, showFields } from '../people/fieldAccess.ts';
import type { LookingDeps } from '../people/looking.ts';
import { lookingOf } from '../people/looking.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import type { CaseDetail, CaseSummary, Member, MemberView } from './contract.ts';
import type { Household } from './household.ts';
import { isMinor, viewOfHousehold } from './household.ts';

/** At which stages the registration can still be put right. */
const EDITABLE: ReadonlySet<CaseState> = new Set(['draft', 'submitted', 'supplement', 'accepted', 'investigating', 'returned', 'reinvestigating', 'recheck']);

/** Which row of the table of fields each of a member's facts belongs to. */
const ROW_OF: Readonly<Record<Exclude<keyof Member, 'id'>, Field>> = {
  name: 'memberName', idNumber: 'idNumber', idNumberReason: 'idNumber', birthDay: 'birthDay', phone: 'phone',
  relation: 'formAnswer', sex: 'formAnswer', cohabiting: 'formAnswer', ethnicity: 'formAnswer', marriage: 'formAnswer', schooling: 'formAnswer',
  employment: 'formAnswer', labourCapacity: 'formAnswer',
  health: 'diagnosis', illness: 'diagnosis', failedAdls: 'diagnosis', disability: 'disability',
};

export function isEditable({ state }: Pick<Household, 'state'>): boolean {
  return EDITABLE.has(state);
}

export function viewSummary(actor: Actor, household: Household, deps: LookingDeps): CaseSummary {
  const today = dayInChina(deps.now());
  const { townId, villageId, organisationId, state, dueOn } = household;
  return {
    ...viewOfHousehold(household, lookingOf(actor, household.sealedAtMs, deps), today),
    townId, villageId, state,
    ...(organisationId !== undefined && { organisationId }),
    ...(dueOn !== undefined && { dueOn }),
    overdue: dueOn !== undefined && dueOn < today,
  };
}

/** The case as this person may see it, by the one table of fields; what is hidden from them is not in it. */
export function viewCase(actor: Actor, household: Household, deps: LookingDeps): CaseDetail {
  const today = dayInChina(deps.now());
  const looking = lookingOf(actor, household.sealedAtMs, deps);
  const members = household.members.map((member) => viewMember(member, { ...looking, ofMinor: isMinor(member, today) }));
  const sees = (field: Field): boolean => accessTo(field, { ...looking, ofMinor: false }) === 'clear';
  const actualAddress = household.actualAddress === undefined ? undefined : showFields({ address: household.actualAddress }, { ...looking, ofMinor: false }).address;
  return {
    ...viewSummary(actor, household, deps),
    ...(actualAddress !== undefined && { actualAddress }),
    members: members.filter((member) => member !== undefined),
    hiddenMembers: members.filter((member) => member === undefined).length,
    obligors: sees('obligor') ? household.obligors : [],
    ...(sees('formAnswer') && { povertyCauses: household.povertyCauses, ...(household.note !== undefined && { note: household.note }) }),
    ...(sees('income') && {
      ...(household.declaredIncomeFen !== undefined && { declaredIncomeFen: household.declaredIncomeFen }),
      ...(household.debtFen !== undefined && { debtFen: household.debtFen }),
    }),
    ...(sees('coordinates') && household.home && { home: household.home }),
    createdAtMs: household.createdAtMs,
    changedAtMs: household.changedAtMs,
    revision: household.revision,
    may: {
      edit: may(actor, 'case.edit', household) && isEditable(household),
      unmask: may(actor, 'case.unmask', household),
      assign: may(actor, 'visit.assign', household),
      procedure: may(actor, 'procedure.view', household),
    },
  };
}

/** Undefined where this viewer may see nothing at all of the person. */
function viewMember(member: Member, looking: Looking): MemberView | undefined {
  const shown: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(ROW_OF) as [Exclude<keyof Member, 'id'>, Field][]) {
    const value = member[key];
    if (value === undefined || key === 'idNumberReason') continue;
    const access = accessTo(field, looking);
    if (access === 'clear') shown[key] = value;
    if (access === 'masked') shown[key] = maskField(field, value);
  }
  return Object.keys(shown).length === 0 ? undefined : { id: member.id, ...shown };
}

/**
 * One field in the clear for a viewer who gives a purpose, or undefined where the table gives it to them not at all.
 * Whoever calls this has written the look into the trail.
 */
export function unmasked(household: Household, viewer: Viewer, field: Field, memberId: string | undefined, purpose: string, today: Day): string | undefined {
  const member = memberId === undefined ? undefined : household.members.find((one) => one.id === memberId);
  if (memberId !== undefined && !member) return undefined;
  const about = member ?? household.members.find((one) => one.relation === 'self');
  const looking = { viewer, ofMinor: about !== undefined && isMinor(about, today), purpose };
  if (accessTo(field, looking) !== 'clear') return undefined;
  switch (field) {
    case 'applicantName': return household.applicantName;
    case 'address': return household.address;
    case 'memberName': return member?.name;
    case 'idNumber': return member?.idNumber;
    case 'birthDay': return member?.birthDay;
    case 'phone': return member ? member.phone : household.phone;
    default: return undefined;
  }
}
