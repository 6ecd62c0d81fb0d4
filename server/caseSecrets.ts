import type { Household } from './cases/household.ts';
import { isMinor } from './cases/household.ts';
import type { VisitForm } from './forms/contract.ts';
import { placeOf } from './forms/definition/contract.ts';
import { entriesOf, memberOf } from './forms/entries/contract.ts';
import type { Field } from './people/fieldAccess.ts';
import type { Secret } from './people/redact.ts';
import { answerText } from './reports/readableForm.ts';
import type { Day } from './rules/contract.ts';

/**
 * Everything of a household that may stand in a report, a derivation or a neighbour's words and that not everybody
 * may read there: by the case, and by what the visit found.
 */
export function caseSecrets(household: Household, form: VisitForm | undefined, today: Day): Secret[] {
  const secrets: Secret[] = [];
  const add = (field: Field, value: string | undefined, ofMinor = false, more: Pick<Secret, 'begins' | 'after'> = {}): void => {
    if (value !== undefined && value.trim() !== '') secrets.push({ field, value: value.trim(), ofMinor, ...more });
  };
  const addDay = (birthDay: string | undefined, ofMinor: boolean): void => {
    add('birthDay', birthDay, ofMinor);
    const [year, month, day] = (birthDay ?? '').split('-').map(Number);
    if (day !== undefined) add('birthDay', `${year}年${month}月${day}日`, ofMinor);
  };
  const addMember = (name: string, idNumber: string | undefined, birthDay: string | undefined, ofMinor: boolean): void => {
    add('memberName', name, ofMinor, { begins: true });
    add('idNumber', idNumber, ofMinor);
    addDay(birthDay, ofMinor);
  };
  for (const member of household.members) {
    const minor = isMinor(member, today);
    addMember(member.name, member.idNumber, member.birthDay, minor);
    add('diagnosis', member.illness, minor);
    add('disability', member.disability?.certificate, minor);
    add('phone', member.phone, minor);
  }
  add('address', household.address);
  add('address', household.actualAddress);
  add('phone', household.phone);
  for (const { name, phone, address } of household.obligors) for (const value of [name, phone, address]) add('obligor', value);
  if (!form) return secrets;
  for (const id of entriesOf(form, 'members')) {
    const found = memberOf(form, id);
    addMember(found.name, found.idNumber, found.birthDay, isMinor({ birthDay: found.birthDay as Day | undefined }, today));
  }
  for (const line of Object.values(form.lines)) {
    const place = placeOf(line.itemId);
    if (!place || place.item === 'removed') continue;
    const { item, entryId } = place;
    const text = answerText(form, item, line.value);
    const field = item.field ?? 'formAnswer';
    if (text === undefined || (field !== 'diagnosis' && field !== 'disability' && field !== 'obligor' && field !== 'address')) continue;
    const minor = entryId !== undefined && isMinor({ birthDay: memberOf(form, entryId).birthDay as Day | undefined }, today);
    // A word of a choice is a secret only behind its question; what somebody wrote is one anywhere.
    add(field, text, minor, item.kind === 'text' ? {} : { after: item.label.zh });
  }
  return secrets;
}
