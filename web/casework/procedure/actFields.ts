import type { CaseAct, CaseState } from '../../../server/rules/contract.ts';
import { CASE_OVERLAYS, END_CAUSES, REFUSAL_GROUNDS } from '../../../server/rules/contract.ts';

/** One thing that an act asks for. `people`: of the household, `obligors`, `vendors` and `objections` are known by the case. */
export type ActField =
  | { readonly name: string; readonly kind: 'text' | 'line' | 'number'; readonly optional?: true }
  | { readonly name: string; readonly kind: 'choice' | 'choices'; readonly values: readonly string[] }
  | { readonly name: string; readonly kind: 'people' | 'obligors' | 'vendors' | 'objections' };

type Shown = Exclude<CaseAct['act'], 'assignInvestigators' | 'noteVisit' | 'submitReport' | 'returnReport' | 'acceptReport' | 'destroy'>;

/** What each act asks the officer, in the order of the form. What is missing here has its own page. */
export const ACT_FIELDS: Readonly<Record<Shown, readonly ActField[]>> = {
  submit: [], supplement: [], accept: [], requestCheck: [], publish: [], reinvestigate: [], closePublicity: [], approve: [], pay: [],
  startRecheck: [], confirmUnchanged: [], adjust: [], grantGrace: [], terminate: [], resumePayment: [],
  askSupplement: [{ name: 'missing', kind: 'text' }],
  declineToAccept: [{ name: 'reason', kind: 'text' }],
  withdraw: [{ name: 'reason', kind: 'text' }],
  endProcedure: [{ name: 'cause', kind: 'choice', values: END_CAUSES }, { name: 'reason', kind: 'text' }],
  giveConsent: [{ name: 'kind', kind: 'choice', values: ['checkAuthorization', 'obligor'] }, { name: 'personId', kind: 'people' }, { name: 'documentId', kind: 'line' }],
  requestObligorCheck: [{ name: 'obligorId', kind: 'obligors' }],
  startInvestigation: [{ name: 'organisationId', kind: 'vendors' }],
  appraise: [{ name: 'truthful', kind: 'number' }, { name: 'doubtful', kind: 'number' }],
  coReview: [{ name: 'committeePersonId', kind: 'line' }],
  writeOpinion: [{ name: 'opinion', kind: 'text' }],
  object: [],
  dismissObjection: [{ name: 'objectionId', kind: 'objections' }, { name: 'finding', kind: 'text' }],
  upholdObjection: [{ name: 'objectionId', kind: 'objections' }, { name: 'finding', kind: 'text' }],
  refuse: [{ name: 'grounds', kind: 'choices', values: REFUSAL_GROUNDS }, { name: 'statement', kind: 'text' }],
  notify: [{ name: 'proofOfServiceId', kind: 'line', optional: true }],
  proposeAdjustment: [{ name: 'direction', kind: 'choice', values: ['increase', 'reduce', 'terminate'] }, { name: 'reason', kind: 'text' }],
  hear: [{ name: 'recordId', kind: 'line' }],
  openOverlay: [{ name: 'overlay', kind: 'choice', values: CASE_OVERLAYS }, { name: 'documentId', kind: 'line' }],
  closeOverlay: [{ name: 'overlay', kind: 'choice', values: CASE_OVERLAYS }, { name: 'documentId', kind: 'line' }],
};
export type ShownAct = Shown;

/** The plain course of a case: the first of these that is open is what usually comes next. */
const COURSE: readonly Shown[] = [
  'submit', 'supplement', 'accept', 'startInvestigation', 'appraise', 'coReview', 'writeOpinion', 'publish', 'closePublicity', 'approve', 'notify', 'pay',
  'hear', 'adjust', 'terminate', 'resumePayment', 'confirmUnchanged', 'startRecheck',
];
/** Other ways on from here; what is in neither list is done now and then in any state. */
const BESIDES: readonly Shown[] = [
  'askSupplement', 'declineToAccept', 'requestCheck', 'requestObligorCheck', 'giveConsent', 'object', 'reinvestigate', 'dismissObjection', 'upholdObjection', 'refuse',
  'proposeAdjustment', 'grantGrace',
];

export interface SortedActs {
  readonly next: Shown | undefined;
  readonly besides: readonly Shown[];
  readonly seldom: readonly Shown[];
}

/** @param acts that this person's role may try */
export function sortActs(acts: readonly CaseAct['act'][], state: CaseState): SortedActs {
  // A case that is being investigated waits for its report; entrusting it anew is seldom.
  const seldomHere: readonly Shown[] = state === 'investigating' ? ['startInvestigation'] : [];
  const shown = acts.filter((act): act is Shown => act in ACT_FIELDS);
  const course = COURSE.filter((act) => shown.includes(act) && !seldomHere.includes(act));
  const [next, ...others] = course;
  return {
    next,
    besides: [...others, ...BESIDES.filter((act) => shown.includes(act))],
    seldom: shown.filter((act) => seldomHere.includes(act) || (!COURSE.includes(act) && !BESIDES.includes(act))),
  };
}
