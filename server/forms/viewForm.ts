import { ageOn, dayInChina } from '../clocks/days.ts';
import { accessTo, maskField } from '../people/fieldAccess.ts';
import { redactDeep, redactor } from '../people/redact.ts';
import { lookingOf } from '../people/looking.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Day } from '../rules/contract.ts';
import { daySchema } from '../rules/contract.ts';
import { visitActsOpenTo } from '../rules/visitMachine.ts';
import type { Visit } from '../visits/visit.ts';
import { digestOfForm } from './answer.ts';
import type { Answer, AnswerField, AnswerValue, FormLine, FormMember, FormRevisions, FormView, VisitForm } from './contract.ts';
import { placeOf } from './definition/contract.ts';
import { memberOf } from './entries/contract.ts';
import type { FormDeps } from './formDeps.ts';
import { formOfVisit } from './formDeps.ts';
import { hintsOf } from './hints.ts';

/** The form as this person may see it: hidden lines are not sent, masked ones as text. */
export async function viewForm(deps: FormDeps, actor: Actor, visit: Visit): Promise<FormView> {
  const form = await formOfVisit(deps, visit._id);
  if (!form) throw new Error(`visit ${visit._id} has gone`);
  const today = dayInChina(deps.now());
  const show = shower(deps, actor, visit);
  const inFull = actor.role === 'investigator' && show('idNumber', false) === 'clear';
  const redact = inFull ? undefined : redactor(await deps.secretsOf(visit, form), lookingOf(actor, visit.sealedAtMs, deps).viewer);
  return {
    visitId: form.visitId,
    definition: form.definition,
    lines: Object.values(form.lines).flatMap((line) => showLine(line, form, show, today)).map((line) => (redact ? redactLine(line, redact) : line)),
    registered: form.registered.map((member) => showMember(member, form, show, today)),
    hints: inFull ? hintsOf(form, visit.consents, deps.now()) : [],
    editable: actor.role === 'investigator' && visitActsOpenTo(visit.state, 'investigator').includes('answer') && visit.signatures.length === 0,
    digest: digestOfForm(form),
  };
}

/** Every answer that was given, in its order: old values for whoever sees the present one in the clear, a masked line once. */
export async function viewRevisions(deps: FormDeps, actor: Actor, visit: Visit): Promise<FormRevisions> {
  const form = await formOfVisit(deps, visit._id);
  if (!form) throw new Error(`visit ${visit._id} has gone`);
  const show = shower(deps, actor, visit);
  const today = dayInChina(deps.now());
  const lines = Object.values(form.lines);
  const shown = new Map(lines.flatMap((line) => showLine(line, form, show, today)).map((line) => [line.itemId, line]));
  const answers = (await deps.answers.ofVisit(visit._id)).flatMap(({ _id: _, visitId: __, ...answer }): Answer[] => {
    const line = shown.get(answer.itemId);
    if (!line) return [];
    const inClear = line === form.lines[answer.itemId];
    if (inClear) return [{ ...answer, evidenceIds: line.evidenceIds }];
    const { against: ___, ...masked } = line;
    return answer.revision === line.revision ? [masked] : [];
  });
  return { answers: answers.sort((a, b) => a.atMs - b.atMs), hidden: lines.length - shown.size };
}

type Show = (field: AnswerField | 'memberName' | 'idNumber', ofMinor: boolean) => 'clear' | 'masked' | 'hidden';

function shower(deps: FormDeps, actor: Actor, visit: Visit): Show {
  const { viewer } = lookingOf(actor, visit.sealedAtMs, deps);
  return (field, ofMinor) => accessTo(field, { viewer, ofMinor });
}

/** A line under its own row of the masking table; one that no masker knows is hidden rather than shown. */
function showLine(line: FormLine, form: VisitForm, show: Show, today: Day): FormLine[] {
  const place = placeOf(line.itemId);
  if (!place) return [];
  const field = place.item === 'removed' ? 'formAnswer' : (place.item.field ?? 'formAnswer');
  const ofMinor = (place.section.key === 'members' || place.section.key === 'labour') && place.entryId !== undefined && isMinor(memberOf(form, place.entryId), today);
  const access = show(field, ofMinor);
  if (access === 'hidden') return [];
  if (access === 'clear') return [line];
  const masked = (value: AnswerValue): AnswerValue => (typeof value === 'string' ? maskField(field, value) : null);
  const { previous, reason: _, ...rest } = line;
  return [{ ...rest, value: masked(line.value), ...(previous !== undefined && { previous: masked(previous) }), against: line.against.map((one) => ({ ...one, value: masked(one.value) })) }];
}

/** What somebody wrote in their own words may name whom its reader may not know. */
function redactLine(line: FormLine, redact: (text: string) => string): FormLine {
  const place = placeOf(line.itemId);
  if (!place || place.item === 'removed' || place.item.kind !== 'text') return line;
  const { value, previous, reason, against, ...rest } = line;
  return {
    ...rest, value: redactDeep(value, redact), against: against.map((one) => ({ ...one, value: redactDeep(one.value, redact) })),
    ...(previous !== undefined && { previous: redactDeep(previous, redact) }), ...(reason !== undefined && { reason: redact(reason) }),
  };
}

function showMember(member: FormMember, form: VisitForm, show: Show, today: Day): FormMember {
  const minor = isMinor(memberOf(form, member.id), today);
  const text = (field: 'memberName' | 'idNumber' | 'birthDay', value: string | undefined): string | undefined => {
    if (value === undefined) return undefined;
    const access = show(field, minor);
    return access === 'clear' ? value : access === 'masked' ? maskField(field, value) : undefined;
  };
  const idNumber = text('idNumber', member.idNumber);
  // Of a child nothing is left but that there is somebody.
  if (minor && show('memberName', true) === 'hidden') return { id: member.id, name: '*' };
  const birthDay = text('birthDay', member.birthDay);
  return {
    id: member.id,
    name: text('memberName', member.name) ?? '*',
    ...(member.relation !== undefined && { relation: member.relation }),
    ...(member.sex && { sex: member.sex }),
    ...(birthDay !== undefined && { birthDay }),
    ...(idNumber !== undefined && { idNumber }),
  };
}

/** Under eighteen; of unknown age nobody is taken for a child. */
export function isMinor({ birthDay }: FormMember, today: Day): boolean {
  const read = daySchema.safeParse(birthDay);
  return read.success && ageOn(read.data, today) < 18;
}
