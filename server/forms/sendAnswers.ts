import { languageOf, publicError, RuleError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Visit } from '../visits/visit.ts';
import { isSameValue } from './answer.ts';
import type { AnswerRecord } from './answer.ts';
import { ruleBrokenBy } from './checkAnswer.ts';
import type { AnswerOutcome, AnswersReply, SentAnswer, VisitForm } from './contract.ts';
import type { FormDeps } from './formDeps.ts';
import { formOfVisit } from './formDeps.ts';
import { formError } from './formRules.ts';
import { viewForm } from './viewForm.ts';

/**
 * Keeps answers in the order given. One that breaks a rule is refused by its name and does not hold up the others; one
 * that was kept before is told again; one written without having seen another device's is kept beside it.
 */
export async function sendAnswers(deps: FormDeps, actor: Actor, visitId: string, sent: readonly SentAnswer[], acceptLanguage?: string): Promise<AnswersReply> {
  return deps.inTurn(visitId, async () => {
    let visit = await deps.visitFor(actor, 'form.answer', visitId);
    const outcomes: AnswerOutcome[] = [];
    let form = await currentForm(deps, visitId);
    for (const answer of sent) {
      const named = { answerId: answer.answerId, itemId: answer.itemId };
      try {
        const known = await deps.answers.answer(answer.answerId);
        if (known?.visitId === visitId) {
          outcomes.push({ ...named, outcome: 'kept', revision: known.revision });
          continue;
        }
        const kept = await keep(deps, actor, visit, form, answer);
        visit = kept.visit;
        form = await currentForm(deps, visitId);
        const against = form.lines[answer.itemId]?.against.length ?? 0;
        outcomes.push({ ...named, outcome: against > 0 ? 'conflict' : 'kept', revision: kept.revision });
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        const { code, message } = publicError(error, languageOf(acceptLanguage));
        outcomes.push({ ...named, outcome: 'refused', code, message });
      }
    }
    if (outcomes.some((one) => one.outcome !== 'refused')) deps.changed(visit._id);
    return { outcomes, form: await viewForm(deps, actor, visit) };
  });
}

async function currentForm(deps: FormDeps, visitId: string): Promise<VisitForm> {
  const form = await formOfVisit(deps, visitId);
  if (!form) throw new Error(`visit ${visitId} has gone`);
  return form;
}

async function keep(deps: FormDeps, actor: Actor, visit: Visit, form: VisitForm, answer: SentAnswer): Promise<{ visit: Visit; revision: number }> {
  const broken = ruleBrokenBy(answer, form, deps.now());
  const before = form.lines[answer.itemId];
  const revision = (before?.revision ?? 0) + 1;
  if (broken) throw formError(broken);
  // A device never contradicts itself: what it sent before, it had seen.
  const basedOn = before && before.deviceId === answer.deviceId && before.against.length === 0 ? before.revision : Math.min(answer.basedOn, revision - 1);
  const written = (value: unknown): string => JSON.stringify(value);
  const next = await deps.answerStep(visit, answer.itemId, actor, {
    deviceAtMs: answer.deviceAtMs,
    object: { kind: 'answer', id: answer.answerId },
    details: { revision, basedOn, deviceId: answer.deviceId, source: answer.source },
    personal: {
      value: written(answer.value),
      ...(before && !isSameValue(before.value, answer.value) && { previous: written(before.value) }),
      ...(answer.reason !== undefined && { reason: answer.reason }),
    },
  });
  const record: AnswerRecord = {
    _id: answer.answerId, visitId: visit._id, itemId: answer.itemId, revision, value: answer.value,
    ...(before && { previous: before.value }),
    source: answer.source,
    ...(answer.reason !== undefined && { reason: answer.reason }),
    by: actor.id, deviceId: answer.deviceId, deviceAtMs: answer.deviceAtMs, atMs: deps.now(), basedOn,
  };
  await deps.answers.add(record);
  return { visit: next, revision };
}
