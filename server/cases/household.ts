import type { AccountId, OrganisationId, VillageId } from '../people/contract.ts';
import type { Looking } from '../people/fieldAccess.ts';
import { showFields } from '../people/fieldAccess.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import { ageOn } from '../clocks/days.ts';
import type { CaseDraft, HouseholdId, HouseholdView, Member } from './contract.ts';

/** A case and its household as they are kept: the draft, and what the platform itself knows. */
export interface Household extends Omit<CaseDraft, 'villageId' | 'organisationId'> {
  readonly _id: HouseholdId;
  readonly townId: OrganisationId;
  readonly villageId: VillageId;
  /** The contracted organisation that investigates. */
  readonly organisationId?: OrganisationId;
  /** Everybody who was ever assigned to visit it. */
  readonly investigatorIds: readonly AccountId[];
  /** Investigators who declared kinship or another conflict with it. */
  readonly conflictIds?: readonly AccountId[];
  /** When the last of its visits was sealed, ms since the epoch. */
  readonly sealedAtMs?: number;
  /** Of the member who applies; kept beside, because every list shows it. */
  readonly applicantName: string;
  /** Those who count: the cohabiting members. */
  readonly memberCount: number;
  /** Where the case stands in the field's table, as the procedure last said. */
  readonly state: CaseState;
  readonly dueOn?: Day;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  /** Goes up with every edit: two at once can't both win. */
  readonly revision: number;
  /** Of the import it came with; the case exists once that is committed. */
  readonly importId?: string;
}

/** What is not there for this viewer, in a place that a page always shows. */
const HIDDEN = '***';

/** Under age on this day; unknown birth dates count as of age, for hiding an adult's name would hide the case. */
export function isMinor({ birthDay }: Pick<Member, 'birthDay'>, today: Day): boolean {
  return birthDay !== undefined && ageOn(birthDay, today) < 18;
}

export function applicantOf({ members }: Pick<Household, 'members'>): Member | undefined {
  return members.find((member) => member.relation === 'self');
}

/** The household as this viewer may see it, by the one table of fields. */
export function viewOfHousehold(household: Household, looking: Omit<Looking, 'ofMinor'>, today: Day): HouseholdView {
  const { _id, caseNumber, applicantName, address, phone, memberCount, caseType } = household;
  const applicant = applicantOf(household);
  const ofMinor = applicant !== undefined && isMinor(applicant, today);
  const shown = showFields({ caseNumber, memberCount, applicantName, address, phone }, { ...looking, ofMinor });
  const text = (value: string | number | undefined): string => (value === undefined ? HIDDEN : String(value));
  return {
    id: _id,
    caseNumber: text(shown.caseNumber),
    applicantName: text(shown.applicantName),
    address: text(shown.address),
    phone: text(shown.phone),
    memberCount: Number(shown.memberCount ?? 0),
    caseType,
  };
}

/** A new case as it is kept, before anything has been done with it. */
export function householdOf(
  id: HouseholdId,
  { villageId, organisationId: _wished, ...draft }: CaseDraft,
  { townId, organisationId }: { readonly townId: OrganisationId; readonly organisationId?: OrganisationId | undefined },
  nowMs: number,
): Household {
  return {
    _id: id,
    ...draft,
    villageId: villageId as VillageId,
    townId,
    ...(organisationId !== undefined && { organisationId }),
    ...derived(draft),
    investigatorIds: [],
    state: 'draft',
    createdAtMs: nowMs,
    changedAtMs: nowMs,
    revision: 1,
  };
}

/** What the members say, kept beside them for lists. */
export function derived(draft: Pick<CaseDraft, 'members'>): Pick<Household, 'applicantName' | 'memberCount'> {
  return { applicantName: applicantOf(draft)?.name ?? '', memberCount: draft.members.filter((member) => member.cohabiting).length };
}
