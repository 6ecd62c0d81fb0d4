import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { AnswerRecord } from '../../../server/forms/answer.ts';
import { VISIT_FORM } from '../../../server/forms/definition/contract.ts';
import type { FormDeps } from '../../../server/forms/formDeps.ts';
import { sendAnswers } from '../../../server/forms/sendAnswers.ts';
import { FormStore } from '../../../server/forms/store.ts';
import type { Actor } from '../../../server/people/authenticate.ts';
import type { AccountId, OrganisationId } from '../../../server/people/contract.ts';
import type { Database } from '../../../server/store/Database.ts';
import { openTrail } from '../../../server/trail/openTrail.ts';
import type { VisitId } from '../../../server/visits/contract.ts';
import { planVisit } from '../../../server/visits/planVisit.ts';
import { VisitStore } from '../../../server/visits/store.ts';
import { takeStep } from '../../../server/visits/takeStep.ts';
import type { Visit } from '../../../server/visits/visit.ts';
import { VisitLock } from '../../../server/visits/VisitLock.ts';

const ANSWERS = 1_000_000;
/** Lines of a form that is nearly full. */
const A_VISIT = 100;
const HANDFUL = 2_000;
const SAVES = 300;
const PEOPLE = ['li', 'ba'] as [AccountId, AccountId];
const FIELD: Actor = { id: PEOPLE[0], name: '李', role: 'investigator', organisationId: 'vendor-0' as OrganisationId, organisation: '' };

/** How long one answer takes from the request to the answer's answer, with a million of them in the store: rule, trail, revision, hints. */
export async function timeFormSaves(database: Database, folder: string): Promise<{ answers: number; saveMs: number[] }> {
  const log = pino({ level: 'silent' });
  const [answers, visits] = [new FormStore(database.connection), new VisitStore(database.connection)];
  await Promise.all([answers.ready(), visits.ready()]);
  for (let made = 0; made < ANSWERS; made += HANDFUL) {
    await database.connection.collection('answers').insertMany(Array.from({ length: HANDFUL }, (_, i) => answerOf(made + i)) as never[], { ordered: true });
  }
  const trail = await openTrail({ connection: database.connection, dataDir: folder, origin: 'bench.example/trail', log, now: Date.now });
  const lock = new VisitLock();
  const deps: FormDeps = {
    answers, trail, now: Date.now, seenAfterSealMs: 0, changed: () => undefined,
    visit: (id) => visits.visit(id as VisitId),
    visitFor: async (_actor, _action, id) => (await visits.visit(id as VisitId)) ?? Promise.reject(new Error(`no visit ${id}`)),
    answerStep: (visit, item, by, extras) => takeStep({ trail, visits }, visit, { act: 'answer', item }, by, extras),
    inTurn: (id, act) => lock.run(id, act),
    registered: () => Promise.resolve([{ id: 'm1', name: '李秀兰', relation: 'self' }]),
    evidence: () => Promise.resolve([]), secretsOf: () => Promise.resolve([]),
  };
  const saveMs: number[] = [];
  try {
    for (let i = 0; i < SAVES; i += 1) {
      const visitId = `visit-${(i * 37) % (ANSWERS / A_VISIT)}`;
      await visits.add(visitUnderWay(visitId as VisitId));
      const startedMs = performance.now();
      const { outcomes } = await sendAnswers(deps, FIELD, visitId, [
        { answerId: randomUUID(), itemId: 'closing.facts', value: `事实 ${i}`, source: 'stated', basedOn: 0, deviceId: 'phone-1', deviceAtMs: Date.now() },
      ]);
      saveMs.push(performance.now() - startedMs);
      if (outcomes[0]?.outcome !== 'kept') throw new Error(JSON.stringify(outcomes));
    }
  } finally {
    await trail.close();
  }
  return { answers: ANSWERS, saveMs };
}

/** The same number gives the same answer; a hundred in a row are one visit's. */
function answerOf(n: number): AnswerRecord {
  const members = VISIT_FORM.find(({ key }) => key === 'members')?.items ?? [];
  const [place, visit] = [n % A_VISIT, Math.floor(n / A_VISIT)];
  const item = members[place % members.length];
  const value = item?.kind === 'yesNo' ? true : item?.options?.[0]?.value ?? `答 ${place}`;
  return {
    _id: `answer-${n}`, visitId: `visit-${visit}`, itemId: `members.m${1 + Math.floor(place / members.length)}.${item?.key ?? ''}`, revision: 1, value: item?.kind === 'choices' ? [String(value)] : value,
    source: 'stated', by: FIELD.id, deviceId: 'phone-1', deviceAtMs: 1_800_000_000_000 + n, atMs: 1_800_000_000_000 + n, basedOn: 0,
  };
}

function visitUnderWay(id: VisitId): Visit {
  const planned = planVisit(
    { id, householdId: 'case-1' as Visit['householdId'], organisationId: FIELD.organisationId, townId: 'town-0' as OrganisationId, investigatorIds: PEOPLE, appointedAtMs: Date.now() },
    { id: 'office', role: 'orgAdmin', organisationId: FIELD.organisationId },
  );
  return { ...planned, state: 'inProgress', startedAtMs: Date.now() };
}
