import { ageOn } from '../clocks/days.ts';
import type { Household } from '../cases/household.ts';
import type { Day } from '../rules/contract.ts';
import { daySchema } from '../rules/contract.ts';
import type { FormMember, VisitForm } from './contract.ts';
import { membersOf } from './entries/contract.ts';

/** The members whom the case knows. */
export function registeredMembers({ members }: Pick<Household, 'members'>): readonly FormMember[] {
  return members.filter((member) => member.cohabiting).map(({ id, name, relation, sex, birthDay, idNumber }) => ({
    id, name, relation,
    ...(sex && { sex }),
    ...(birthDay !== undefined && { birthDay }),
    ...(idNumber !== undefined && { idNumber }),
  }));
}

/** Members of age, by the case and by what the visit found. Of unknown age they count: a signature must not wait for a birth date. */
export function adultMembersOf(form: VisitForm, on: Day): string[] {
  return membersOf(form)
    .filter(({ birthDay }) => {
      const read = daySchema.safeParse(birthDay);
      return !read.success || ageOn(read.data, on) >= 18;
    })
    .map((member) => member.id);
}
