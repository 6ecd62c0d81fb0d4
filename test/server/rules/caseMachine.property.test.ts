import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addYears, daysBetween } from '../../../server/clocks/days.ts';
import type { CaseAct, Day, RuleActor } from '../../../server/rules/contract.ts';
import { CASE_OVERLAYS, CASE_STATES, END_CAUSES, REFUSAL_GROUNDS } from '../../../server/rules/contract.ts';
import { caseActsOpenTo, stepCase } from '../../../server/rules/caseMachine.ts';
import type { CaseSubject } from '../../../server/rules/caseMachine.ts';
import { CASE_RULES } from '../../../server/rules/caseRules.ts';
import { applicant, approver, clerk, day, investigator, newCase, orgAdmin, platform, policyOn, reviewer, supervisor, TO_HEARING } from './buildCase.ts';

const PEOPLE: readonly RuleActor[] = [
  applicant, clerk, reviewer, approver, supervisor, investigator, orgAdmin, platform,
  { ...approver, id: 'li' }, { ...approver, id: 'he' }, { ...reviewer, id: 'ba' },
  { ...approver, id: 'a2', organisationId: 'vendor' }, { ...clerk, id: 'c2', organisationId: 'vendor' }, { ...reviewer, id: 'r2', organisationId: 'vendor' },
  { ...investigator, id: 'wang' }, { id: 'operator', role: 'systemAdmin', organisationId: 'district' },
];
const VENDOR_PEOPLE = new Set(['li', 'ba', 'wang', 'zhang', 'a2', 'c2', 'r2']);

const ingredients = fc.record({
  obligorId: fc.constantFrom('daughter', 'son'),
  objectionId: fc.constantFrom('o1', 'o2'),
  outcome: fc.constantFrom('completed' as const, 'recordingRefused' as const, 'recordingRefused' as const, 'visitRefused' as const),
  grounds: fc.subarray([...REFUSAL_GROUNDS], { maxLength: 2 }),
  cause: fc.constantFrom(...END_CAUSES),
  direction: fc.constantFrom('increase' as const, 'reduce' as const, 'terminate' as const),
  overlay: fc.constantFrom(...CASE_OVERLAYS),
  isOdd: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  material: fc.constantFrom('caseFile' as const, 'rawVideo' as const),
});
type Ingredients = typeof ingredients extends fc.Arbitrary<infer T> ? T : never;

/** A way to make every act there is: leaving one out does not compile. */
const MAKE: { readonly [A in CaseAct['act']]: (of: Ingredients) => CaseAct } = {
  submit: () => ({ act: 'submit' }),
  askSupplement: () => ({ act: 'askSupplement', missing: '户口簿' }),
  supplement: () => ({ act: 'supplement' }),
  accept: () => ({ act: 'accept' }),
  declineToAccept: () => ({ act: 'declineToAccept', reason: '不属本辖区' }),
  withdraw: () => ({ act: 'withdraw', reason: '不再申请' }),
  endProcedure: ({ cause }) => ({ act: 'endProcedure', cause, reason: '说明' }),
  giveConsent: ({ isOdd, obligorId }) => ({ act: 'giveConsent', kind: isOdd ? 'obligor' : 'checkAuthorization', personId: obligorId, documentId: 'd' }),
  requestCheck: () => ({ act: 'requestCheck' }),
  requestObligorCheck: ({ obligorId }) => ({ act: 'requestObligorCheck', obligorId }),
  startInvestigation: () => ({ act: 'startInvestigation', organisationId: 'vendor', investigatorIds: ['li', 'ba'] }),
  assignInvestigators: () => ({ act: 'assignInvestigators', investigatorIds: ['li', 'ba'] }),
  noteVisit: ({ outcome }) => ({ act: 'noteVisit', outcome }),
  submitReport: () => ({ act: 'submitReport', reportId: 'r' }),
  returnReport: () => ({ act: 'returnReport', remarks: '补充' }),
  acceptReport: () => ({ act: 'acceptReport' }),
  appraise: () => ({ act: 'appraise', truthful: 9, doubtful: 1 }),
  coReview: () => ({ act: 'coReview', committeePersonId: 'secretary' }),
  writeOpinion: () => ({ act: 'writeOpinion', opinion: '拟予确认' }),
  publish: () => ({ act: 'publish' }),
  object: ({ objectionId }) => ({ act: 'object', objectionId }),
  reinvestigate: () => ({ act: 'reinvestigate' }),
  dismissObjection: ({ objectionId }) => ({ act: 'dismissObjection', objectionId, finding: '不成立' }),
  upholdObjection: ({ objectionId }) => ({ act: 'upholdObjection', objectionId, finding: '成立' }),
  closePublicity: () => ({ act: 'closePublicity' }),
  approve: () => ({ act: 'approve' }),
  refuse: ({ grounds }) => ({ act: 'refuse', grounds, statement: '理由' }),
  notify: ({ isOdd }) => (isOdd ? { act: 'notify' } : { act: 'notify', proofOfServiceId: 'p' }),
  pay: () => ({ act: 'pay' }),
  startRecheck: () => ({ act: 'startRecheck' }),
  confirmUnchanged: () => ({ act: 'confirmUnchanged' }),
  proposeAdjustment: ({ direction }) => ({ act: 'proposeAdjustment', direction, reason: '收入变化' }),
  hear: () => ({ act: 'hear', recordId: 'h' }),
  adjust: () => ({ act: 'adjust' }),
  grantGrace: () => ({ act: 'grantGrace' }),
  terminate: () => ({ act: 'terminate' }),
  resumePayment: () => ({ act: 'resumePayment' }),
  openOverlay: ({ overlay }) => ({ act: 'openOverlay', overlay, documentId: 'd' }),
  closeOverlay: ({ overlay }) => ({ act: 'closeOverlay', overlay, documentId: 'd' }),
  destroy: ({ material, isOdd, obligorId }) => ({
    act: 'destroy', material, certificateId: 'c', secondPersonId: isOdd ? 'zhao' : 'sun', ...(obligorId === 'son' && { extractApprovedBy: 'qian' }),
  }),
};
const ACT_NAMES = Object.keys(MAKE) as CaseAct['act'][];
/** Taken seldom, or few runs would get far. */
const WAYS_OUT: readonly CaseAct['act'][] = ['withdraw', 'endProcedure', 'declineToAccept', 'openOverlay', 'upholdObjection'];

interface Happened {
  readonly act: CaseAct;
  readonly actor: RuleActor;
  readonly today: Day;
  readonly after: CaseSubject;
}

/** A run begins somewhere in the plain course and goes on with tries, days passing between them. */
const anyRun = fc.record({
  plain: fc.nat({ max: TO_HEARING.length }),
  tries: fc.array(
    fc.record({
      isWild: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      turn: fc.nat({ max: 10_000 }),
      actor: fc.constantFrom(...PEOPLE, clerk, clerk, clerk, approver),
      daysLater: fc.constantFrom(0, 0, 1, 2, 8, 400),
      ingredients,
    }),
    { minLength: 10, maxLength: 60, size: 'max' },
  ),
});
type Run = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

function play({ plain, tries }: Run): { readonly happened: readonly Happened[]; readonly broken: ReadonlySet<string> } {
  let one = newCase();
  let today = day('2026-10-09');
  const happened: Happened[] = [];
  const broken = new Set<string>();
  const attempt = (act: CaseAct, actor: RuleActor): void => {
    const result = stepCase(one, act, actor, policyOn(today));
    if (!result.ok) {
      broken.add(result.violation.code);
      return;
    }
    one = { state: result.state, facts: result.facts };
    happened.push({ act, actor, today, after: one });
  };
  for (const [act, actor, on] of TO_HEARING.slice(0, plain)) {
    today = day(on);
    attempt(act, actor);
  }
  for (const { isWild, turn, actor, daysLater, ingredients: of } of tries) {
    today = addDays(today, daysLater);
    const offered = caseActsOpenTo(one.state, actor.role).filter((act) => !WAYS_OUT.includes(act) || turn % 6 === 0);
    const names = isWild || offered.length === 0 ? ACT_NAMES : offered;
    attempt(MAKE[names[turn % names.length] ?? 'submit'](of), actor);
  }
  return { happened, broken };
}

/** What must hold of every history, told from what happened and not from what the machine remembers. */
function judge(happened: readonly Happened[]): void {
  const tookPart = new Set<string>();
  const open = new Set<string>();
  const consents = new Set<string>();
  const holds = new Set<string>();
  let [authorized, publishedOn, isHeard, direction, recordingRefused, visitRefused, refused, approved] =
    [false, undefined as Day | undefined, false, '', false, false, false, false];
  let [lastVisitOn, endedOn] = [undefined as Day | undefined, undefined as Day | undefined];
  for (const { act, actor, today, after } of happened) {
    switch (act.act) {
      case 'giveConsent':
        if (act.kind === 'obligor') consents.add(act.personId);
        else authorized = true;
        break;
      case 'requestCheck': expect(authorized, 'rule 9').toBe(true); break;
      case 'requestObligorCheck': expect(consents, 'rule 9').toContain(act.obligorId); break;
      case 'assignInvestigators':
      case 'startInvestigation': for (const id of act.investigatorIds) tookPart.add(id); break;
      case 'noteVisit':
        lastVisitOn = today;
        recordingRefused ||= act.outcome === 'recordingRefused';
        visitRefused ||= act.outcome === 'visitRefused';
        break;
      case 'returnReport':
      case 'acceptReport':
        expect(VENDOR_PEOPLE, 'rule 4').not.toContain(actor.id);
        tookPart.add(actor.id);
        break;
      case 'publish': publishedOn = today; break;
      case 'object': open.add(act.objectionId); break;
      case 'dismissObjection': open.delete(act.objectionId); break;
      case 'upholdObjection': open.clear(); publishedOn = undefined; break;
      case 'closePublicity':
        expect(open.size, 'rule 6: no open objection').toBe(0);
        expect(publishedOn && daysBetween(publishedOn, today), 'rule 6: seven whole days').toBeGreaterThan(7);
        break;
      case 'refuse': {
        expect(act.grounds.length, 'rule 8').toBeGreaterThan(0);
        expect(act.grounds.join(), 'rule 10').not.toBe('recordingRefused');
        if (recordingRefused && !visitRefused) expect(act.grounds.some((one) => one !== 'recordingRefused' && one !== 'investigationRefused'), 'rule 10').toBe(true);
        refused = true;
        break;
      }
      case 'endProcedure':
        expect(act.cause, 'rule 10').not.toBe('recordingRefused');
        if (recordingRefused && !visitRefused) expect(act.cause, 'rule 10').not.toBe('notCooperating');
        break;
      case 'approve': approved = true; break;
      case 'notify': if (refused) expect(act.proofOfServiceId, 'rule 8').toBeDefined(); break;
      case 'pay': expect(approved && !refused, 'only what is approved is paid').toBe(true); break;
      case 'startRecheck': isHeard = false; direction = ''; break;
      case 'proposeAdjustment': isHeard = false; direction = act.direction; break;
      case 'hear': isHeard = true; break;
      case 'adjust': expect(isHeard || direction === 'increase', 'rule 7').toBe(true); break;
      case 'terminate':
        expect(isHeard, 'rule 7').toBe(true);
        expect(direction).toBe('terminate');
        break;
      case 'openOverlay': holds.add(act.overlay); break;
      case 'closeOverlay': holds.delete(act.overlay); break;
      case 'destroy':
        expect(holds.size, 'rule 11').toBe(0);
        expect(act.secondPersonId).not.toBe(actor.id);
        if (act.material === 'rawVideo') {
          expect(lastVisitOn && today >= addYears(lastVisitOn, 3), 'raw video stays three years').toBe(true);
          expect(act.extractApprovedBy).toBeDefined();
        } else expect(endedOn && today >= addYears(endedOn, approved ? 10 : 3), 'the file stays for its period').toBe(true);
        break;
      default: break;
    }
    if (['writeOpinion', 'approve', 'refuse', 'adjust', 'grantGrace', 'terminate'].includes(act.act) && tookPart.size > 0) {
      expect(actor.organisationId, 'rule 5').not.toBe('vendor');
    }
    if (['approve', 'refuse', 'adjust', 'grantGrace', 'terminate'].includes(act.act)) expect(tookPart, 'decider ≠ investigator ≠ reviewer').not.toContain(actor.id);
    if (['withdrawn', 'notAccepted', 'procedureEnded', 'terminated'].includes(after.state) || (after.state === 'notified' && refused)) endedOn ??= today;
    expect(actor.role, 'a systems administrator does nothing in a case').not.toBe('systemAdmin');
  }
}

describe('random acts by random people', () => {
  it('never bring a case where it must not be', () => {
    fc.assert(fc.property(anyRun, (run) => judge(play(run).happened)), { numRuns: 500 });
  });

  it('are wild enough to reach every state and to break every rule', () => {
    const states = new Set<string>(['draft']);
    const rules = new Set<string>();
    fc.assert(
      fc.property(anyRun, (run) => {
        const { happened, broken } = play(run);
        for (const { after } of happened) states.add(after.state);
        for (const rule of broken) rules.add(rule);
      }),
      { numRuns: 1000, seed: 5 },
    );
    expect([...states].sort()).toEqual([...CASE_STATES].sort());
    expect([...rules].sort()).toEqual(Object.keys(CASE_RULES).sort());
  });
});
