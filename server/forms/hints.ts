import { ageOn, dayInChina } from '../clocks/days.ts';
import { readIdNumber } from '../people/idNumber.ts';
import type { Day, Sentence } from '../rules/contract.ts';
import { daySchema } from '../rules/contract.ts';
import type { ConsentView } from '../visits/record/contract.ts';
import type { FormHint, FormItem, FormSection, VisitForm } from './contract.ts';
import { itemIdOf, VISIT_FORM } from './definition/contract.ts';
import { choicesOf, entriesOf, isAsked, membersOf, numberOf, textOf, valueOf } from './entries/contract.ts';

/** Utilities above this share of the stated income do not fit it, thousandths. */
const UTILITIES_SHARE_MILLI = 300;
const CHILD_YEARS = 14;

/** What is missing and what contradicts itself. Hints only: a person looks again, or writes why it is so. */
export function hintsOf(form: VisitForm, consents: readonly ConsentView[], nowMs: number): FormHint[] {
  const today = dayInChina(nowMs);
  return [...missing(form), ...conflicts(form), ...peopleHints(form, consents, today, nowMs), ...moneyHints(form), ...homeHints(form)];
}

const hint = (code: string, itemId: string, zh: string, en: string): FormHint => ({ code, itemId, text: { zh, en } });

function missing(form: VisitForm): FormHint[] {
  return VISIT_FORM.flatMap((section) => {
    const entries: (string | undefined)[] =
      section.repeats === 'once' ? [undefined] : section.repeats === 'perMember' ? membersOf(form).map((one) => one.id) : entriesOf(form, section.key);
    const tooFew = section.atLeast !== undefined && entries.length < section.atLeast
      ? [hint('form.tooFew', section.key, `“${section.title.zh}”至少填写 ${section.atLeast} 项`, `“${section.title.en}” needs at least ${section.atLeast}`)]
      : [];
    const lines = entries.flatMap((entryId) =>
      section.items
        .filter((item) => item.required === true && isAsked(form, section, item, entryId) && !isAnswered(form, section, item, entryId))
        .map((item) => hint('form.missing', itemIdOf(section, item, entryId), `“${section.title.zh} · ${item.label.zh}”还没有填写`, `“${section.title.en} · ${item.label.en}” is missing`)),
    );
    return [...tooFew, ...lines];
  });
}

/** What the case already knows of a member counts as answered. */
function isAnswered(form: VisitForm, section: FormSection, item: FormItem, entryId: string | undefined): boolean {
  if (valueOf(form, itemIdOf(section, item, entryId)) !== null) return true;
  const known = section.key === 'members' ? form.registered.find((one) => one.id === entryId) : undefined;
  return known !== undefined && item.key in known;
}

function conflicts(form: VisitForm): FormHint[] {
  return Object.values(form.lines)
    .filter((line) => line.against.length > 0)
    .map((line) => hint('form.conflict', line.itemId, '两台设备填写不一致，请选定一个', 'Two devices wrote different answers. Choose one'));
}

function peopleHints(form: VisitForm, consents: readonly ConsentView[], today: Day, nowMs: number): FormHint[] {
  const members = membersOf(form);
  const gone = form.registered
    .filter((one) => !members.some((member) => member.id === one.id))
    .map((one) => hint('form.registeredMemberGone', `members.${one.id}.cohabiting`, `登记成员${one.name}未计入共同生活成员，请在小结中说明`, `${one.name} is registered and not counted; say why in the closing`));
  const found = members
    .filter((member) => form.registered.length > 0 && !form.registered.some((one) => one.id === member.id))
    .map((one) => hint('form.memberNotRegistered', `members.${one.id}.name`, `${one.name}不在登记成员之内，请核实`, `${one.name} is not registered`));
  const each = members.flatMap((member) => {
    const day = daySchema.safeParse(member.birthDay);
    const born = day.success ? { birthDay: day.data } : {};
    const sex = member.sex ? { sex: member.sex } : {};
    const warnings: Sentence[] = member.idNumber === undefined ? [] : readIdNumber(member.idNumber, nowMs, { ...born, ...sex }).warnings.map((one) => one.sentence);
    const guarded = consents.some((one) => one.kind === 'guardian' && one.personId === member.id);
    return [
      ...warnings.map((one) => hint('form.idNumber', `members.${member.id}.idNumber`, `${member.name}：${one.zh}`, `${member.name}: ${one.en}`)),
      ...(day.success && ageOn(day.data, today) < CHILD_YEARS && !guarded
        ? [hint('form.guardianConsent', `members.${member.id}.birthDay`, `${member.name}不满十四周岁，请取得监护人同意`, `${member.name} is under 14; ask for the guardian’s consent`)]
        : []),
    ];
  });
  return [...gone, ...found, ...each];
}

function moneyHints(form: VisitForm): FormHint[] {
  const wages = new Set(entriesOf(form, 'income').filter((id) => textOf(form, `income.${id}.kind`) === 'wage').map((id) => textOf(form, `income.${id}.member`)));
  const jobs = membersOf(form).flatMap((member) => {
    const employment = textOf(form, `labour.${member.id}.employment`);
    if (employment === 'employed' && !wages.has(member.id)) return [hint('form.wageMissing', `labour.${member.id}.employment`, `${member.name}受雇，但没有填写工资`, `${member.name} is employed but has no wage`)];
    if (employment !== undefined && employment !== 'employed' && employment !== 'selfEmployed' && wages.has(member.id)) {
      return [hint('form.wageOfJobless', `labour.${member.id}.employment`, `${member.name}填写了工资，但就业情况不是受雇`, `${member.name} has a wage but is not employed`)];
    }
    return [];
  });
  const unproven = entriesOf(form, 'obligors')
    .filter((id) => numberOf(form, `obligors.${id}.income`) !== undefined && valueOf(form, `obligors.${id}.consented`) !== true)
    .map((id) => hint('form.obligorConsent', `obligors.${id}.consented`, '填写义务人收入须有其本人同意', 'An obligor’s income needs their consent'));
  return [...jobs, ...unproven];
}

/** Income against living reality. */
function homeHints(form: VisitForm): FormHint[] {
  const incomes = entriesOf(form, 'income');
  const monthlyFen = incomes.reduce((sum, id) => sum + (numberOf(form, `income.${id}.amount`) ?? 0) / (numberOf(form, `income.${id}.months`) ?? 1), 0);
  const utilities = numberOf(form, 'living.utilities') ?? 0;
  const hints: FormHint[] = [];
  if (incomes.length > 0 && utilities * 1000 > monthlyFen * UTILITIES_SHARE_MILLI) {
    hints.push(hint('form.utilitiesAboveIncome', 'living.utilities', '水电气费与所报收入不相称，请核实', 'The utilities do not fit the stated income'));
  }
  if (incomes.length === 0 && (entriesOf(form, 'property').some((id) => textOf(form, `property.${id}.kind`) === 'vehicle') || (choicesOf(form, 'living.appliances')?.length ?? 0) >= 5)) {
    hints.push(hint('form.livingAboveIncome', 'living.appliances', '没有填写收入，但有车辆或较多家电，请核实', 'No income, but a vehicle or many appliances'));
  }
  const refused = entriesOf(form, 'rooms').filter((id) => textOf(form, `rooms.${id}.outcome`) === 'refused' && textOf(form, `rooms.${id}.note`) === undefined);
  return [...hints, ...refused.map((id) => hint('form.roomRefused', `rooms.${id}.note`, '有房间被拒绝进入，请写明原因', 'A room was refused; write down why'))];
}
