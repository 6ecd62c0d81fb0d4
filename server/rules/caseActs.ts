import { z } from 'zod';

export const CASE_STATES = [
  'draft', 'submitted', 'supplement', 'accepted', 'investigating', 'reported', 'returned', 'reviewed', 'appraised',
  'coReviewed', 'preliminaryOpinion', 'publicity', 'objected', 'reinvestigating', 'decisionPending', 'approved',
  'refused', 'notified', 'inPayment', 'recheck', 'adjustProposed', 'heard', 'adjusted', 'grace', 'terminated',
  'notAccepted', 'withdrawn', 'procedureEnded',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What lies over a case in any state. Each of them is a legal hold. */
export const CASE_OVERLAYS = ['underComplaint', 'underReconsideration', 'inLitigation'] as const;
export type CaseOverlay = (typeof CASE_OVERLAYS)[number];

export const REFUSAL_GROUNDS = [
  'incomeAboveStandard', 'propertyAboveLimit', 'notResident', 'factsConcealed', 'supportAvailable', 'investigationRefused',
  'recordingRefused', 'other',
] as const;
export type RefusalGround = (typeof REFUSAL_GROUNDS)[number];

export const END_CAUSES = ['applicantDied', 'movedAway', 'unreachable', 'notCooperating', 'recordingRefused', 'other'] as const;

const id = z.string().trim().min(1).max(64);
const text = z.string().trim().min(2).max(2000);

/** Everything that can happen to a case, with what it carries. */
export const caseActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('submit') }),
  z.strictObject({ act: z.literal('askSupplement'), missing: text }),
  z.strictObject({ act: z.literal('supplement') }),
  z.strictObject({ act: z.literal('accept') }),
  z.strictObject({ act: z.literal('declineToAccept'), reason: text }),
  z.strictObject({ act: z.literal('withdraw'), reason: text }),
  z.strictObject({ act: z.literal('endProcedure'), cause: z.enum(END_CAUSES), reason: text }),

  /** The applicant's authorisation, or an obligor's own consent; `personId` is who consents. */
  z.strictObject({ act: z.literal('giveConsent'), kind: z.enum(['checkAuthorization', 'obligor']), personId: id, documentId: id }),
  z.strictObject({ act: z.literal('requestCheck') }),
  z.strictObject({ act: z.literal('requestObligorCheck'), obligorId: id }),

  z.strictObject({ act: z.literal('startInvestigation'), organisationId: id, investigatorIds: z.array(id).min(2).max(20) }),
  z.strictObject({
    act: z.literal('noteVisit'),
    outcome: z.enum(['completed', 'recordingRefused', 'visitRefused', 'noOneHome', 'unsafe', 'aborted']),
  }),
  z.strictObject({ act: z.literal('submitReport'), reportId: id }),
  z.strictObject({ act: z.literal('returnReport'), remarks: text }),
  z.strictObject({ act: z.literal('acceptReport') }),
  /** The tally only: who voted how is never kept. */
  z.strictObject({ act: z.literal('appraise'), truthful: z.number().int().nonnegative(), doubtful: z.number().int().nonnegative() }),
  z.strictObject({ act: z.literal('coReview'), committeePersonId: id }),
  z.strictObject({ act: z.literal('writeOpinion'), opinion: text }),

  z.strictObject({ act: z.literal('publish') }),
  z.strictObject({ act: z.literal('object'), objectionId: id }),
  z.strictObject({ act: z.literal('reinvestigate') }),
  z.strictObject({ act: z.literal('dismissObjection'), objectionId: id, finding: text }),
  z.strictObject({ act: z.literal('upholdObjection'), objectionId: id, finding: text }),
  z.strictObject({ act: z.literal('closePublicity') }),

  z.strictObject({ act: z.literal('approve') }),
  /** Empty grounds or an empty statement are refused by rule, so that the officer reads which. */
  z.strictObject({ act: z.literal('refuse'), grounds: z.array(z.enum(REFUSAL_GROUNDS)).max(REFUSAL_GROUNDS.length), statement: z.string().trim().max(2000) }),
  z.strictObject({ act: z.literal('notify'), proofOfServiceId: id.optional() }),
  z.strictObject({ act: z.literal('pay') }),

  z.strictObject({ act: z.literal('startRecheck') }),
  z.strictObject({ act: z.literal('confirmUnchanged') }),
  z.strictObject({ act: z.literal('proposeAdjustment'), direction: z.enum(['increase', 'reduce', 'terminate']), reason: text }),
  /** The household was heard, or gave up its right to be; the record says which. */
  z.strictObject({ act: z.literal('hear'), recordId: id }),
  z.strictObject({ act: z.literal('adjust') }),
  z.strictObject({ act: z.literal('grantGrace') }),
  z.strictObject({ act: z.literal('terminate') }),
  z.strictObject({ act: z.literal('resumePayment') }),

  z.strictObject({ act: z.literal('openOverlay'), overlay: z.enum(CASE_OVERLAYS), documentId: id }),
  z.strictObject({ act: z.literal('closeOverlay'), overlay: z.enum(CASE_OVERLAYS), documentId: id }),
  z.strictObject({
    act: z.literal('destroy'),
    material: z.enum(['caseFile', 'rawVideo']),
    secondPersonId: id,
    certificateId: id,
    /** The officer who approved the extract that stays when raw video goes. */
    extractApprovedBy: id.optional(),
  }),
]);
export type CaseAct = z.infer<typeof caseActSchema>;
