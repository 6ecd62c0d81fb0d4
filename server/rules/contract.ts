import { z } from 'zod';

/** A civil day in China, `YYYY-MM-DD`. Days compare as text. */
export const daySchema = z.iso.date().brand<'Day'>();
export type Day = z.infer<typeof daySchema>;

/** One sentence in the two languages every officer's page speaks. */
export const sentenceSchema = z.strictObject({ zh: z.string().trim().min(1).max(500), en: z.string().trim().min(1).max(500) });
export type Sentence = Readonly<z.infer<typeof sentenceSchema>>;

/** Every role of the field. `householdMember` is the applicant or a member of the own household. */
export const DOMAIN_ROLES = [
  'orgAdmin', 'investigator', 'clerk', 'approver', 'supervisor', 'reviewer', 'householdMember', 'systemAdmin',
] as const;
export type DomainRole = (typeof DOMAIN_ROLES)[number];

/** Roles of the contracted organisation: it investigates and never decides. */
export const VENDOR_ROLES = ['orgAdmin', 'investigator'] as const satisfies readonly DomainRole[];

/** Roles of civil-affairs officers who may adopt values and confirm needs. */
export const OFFICER_ROLES = ['clerk', 'approver'] as const satisfies readonly DomainRole[];
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** Who acts: a person, or the platform itself when a recorder, an upload or a clock reports. */
export interface RuleActor {
  readonly id: string;
  readonly role: DomainRole | 'system';
  readonly organisationId: string;
}

/** A rule said no. `code` is stable; the sentence is for the person who tried. */
export interface RuleViolation<Code extends string = string> {
  readonly code: Code;
  readonly sentence: Sentence;
}

/** Every set of district policy carries these, so that a finished case can name what it was computed with. */
export const versionSchema = z.strictObject({
  version: z.string().trim().min(1).max(64),
  /** First civil day on which it holds. */
  effectiveFrom: daySchema,
  /** The document it comes from, or what it was assumed from. */
  source: sentenceSchema,
  /** Who confirmed that these numbers are the district's; null while nobody has. */
  confirmedBy: z.string().trim().min(1).max(128).nullable(),
});
export interface Versioned {
  readonly version: string;
  readonly effectiveFrom: Day;
  readonly source: Sentence;
  readonly confirmedBy: string | null;
}

const id = z.string().trim().min(1).max(64);
const reason = z.string().trim().min(2).max(500);
const text = z.string().trim().min(2).max(2000);

export const VISIT_STATES = [
  'created', 'assigned', 'dispatched', 'bothAccepted', 'appointed', 'arrived', 'identified', 'noticeGiven',
  'consentRecorded', 'inProgress', 'readBack', 'signed', 'closed', 'uploaded', 'sealed', 'reported',
  'noOneHome', 'visitRefused', 'unsafe', 'aborted',
] as const;
export type FullVisitState = (typeof VISIT_STATES)[number];

const language = z.enum(['zh-CN', 'mn-Mong', 'en']);

/** Who signs. The household signs on an investigator's device, so the signer is not always the one who acts. */
const signerSchema = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('investigator'), accountId: id }),
  z.strictObject({ as: z.literal('member'), personId: id }),
  /** From the village or neighbourhood committee. */
  z.strictObject({ as: z.literal('witness'), personId: id, name: z.string().trim().min(1).max(100) }),
]);
export type Signer = z.infer<typeof signerSchema>;

/** `poor`: it works, and there is something to do about it; `bad`: it does not work, or is not there. */
const verdict = z.enum(['good', 'poor', 'bad']);

/** What a phone finds of itself before a visit, and what it measured. A thing that this browser cannot tell has no verdict. */
export const deviceCheckSchema = z.strictObject({
  camera: verdict.optional(), microphone: verdict.optional(), storage: verdict.optional(), battery: verdict.optional(),
  network: verdict.optional(), clock: verdict.optional(), position: verdict.optional(), partner: verdict.optional(),
  pictureHeight: z.int().min(0).max(10_000).optional(),
  /** Of the spoken phrase, dB below full scale. */
  peakDb: z.number().min(-200).max(20).optional(),
  freeMiB: z.number().min(0).max(1e9).optional(),
  batteryPct: z.number().min(0).max(100).optional(),
  upKbps: z.number().min(0).max(1e8).optional(),
  downKbps: z.number().min(0).max(1e8).optional(),
  roundTripMs: z.number().min(0).max(1e6).optional(),
  /** Server's clock less the device's, and by how much that may be wrong; ms. */
  clockOffsetMs: z.number().min(-4e12).max(4e12).optional(),
  clockUncertaintyMs: z.number().min(0).max(4e12).optional(),
  positionAccuracyM: z.number().min(0).max(1e7).optional(),
});
export type DeviceCheck = z.infer<typeof deviceCheckSchema>;

/** Everything that can happen to a visit, with what it carries. */
export const visitActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('assign'), organisationId: id, investigatorIds: z.array(id).min(1).max(2) }),
  z.strictObject({ act: z.literal('dispatch') }),
  z.strictObject({ act: z.literal('accept'), conflict: z.enum(['none', 'declared']) }),
  /** `conflict`: for kinship or another interest, so that the household is not offered to them again. */
  z.strictObject({ act: z.literal('decline'), reason, conflict: z.boolean().optional() }),
  z.strictObject({ act: z.literal('appoint'), appointedAtMs: z.number().int().positive() }),
  /** The phone has looked at itself. It forbids nothing: a poor phone at the door is better than none. */
  z.strictObject({ act: z.literal('check'), found: deviceCheckSchema }),
  /** At the door; the device is part of the presence. */
  z.strictObject({ act: z.literal('arrive'), deviceId: id }),
  z.strictObject({ act: z.literal('join'), deviceId: id }),
  /** The platform names whose connection was lost; a person leaves for themself. */
  z.strictObject({ act: z.literal('leave'), accountId: id.optional() }),
  /** Both investigators' cards were shown to the household. */
  z.strictObject({ act: z.literal('identify') }),
  z.strictObject({ act: z.literal('giveNotice'), textVersion: id, language }),
  z.strictObject({
    act: z.literal('recordConsent'),
    kind: z.enum(['recording', 'checkAuthorization', 'obligor', 'guardian']),
    outcome: z.enum(['given', 'refused']),
    personId: id,
    textVersion: id,
    language,
    means: z.enum(['signature', 'spoken', 'fingerprint']),
  }),
  z.strictObject({ act: z.literal('start') }),
  z.strictObject({ act: z.literal('answer'), item: z.string().trim().min(1).max(200) }),
  z.strictObject({ act: z.literal('readBack'), language, means: z.enum(['speech', 'person', 'interpreter']) }),
  z.strictObject({ act: z.literal('sign'), signer: signerSchema, means: z.enum(['signature', 'fingerprint']) }),
  z.strictObject({ act: z.literal('close') }),
  z.strictObject({ act: z.literal('reportGap'), gapId: id }),
  z.strictObject({ act: z.literal('explainGap'), gapId: id, explanation: reason }),
  z.strictObject({ act: z.literal('ruleOnGap'), gapId: id, ruling: z.enum(['explained', 'unexplained']) }),
  /** What the recorder has counted on the device and received from it. */
  z.strictObject({ act: z.literal('countSegments'), made: z.number().int().nonnegative(), received: z.number().int().nonnegative() }),
  z.strictObject({ act: z.literal('explainNoRecording'), reason }),
  z.strictObject({ act: z.literal('upload') }),
  z.strictObject({ act: z.literal('seal') }),
  z.strictObject({ act: z.literal('report') }),
  z.strictObject({ act: z.literal('findNoOneHome'), reason }),
  z.strictObject({ act: z.literal('recordRefusal'), refused: z.enum(['visit', 'recordingOnly']), reason }),
  z.strictObject({ act: z.literal('leaveUnsafe'), reason }),
  z.strictObject({ act: z.literal('abort'), reason }),
]);
export type VisitAct = z.infer<typeof visitActSchema>;

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

  /** The town entrusts the case to a contracted organisation, which then chooses its people. */
  z.strictObject({ act: z.literal('startInvestigation'), organisationId: id, investigatorIds: z.array(id).max(20) }),
  /** The organisation chose who visits; everybody it ever chose stays one of the case's investigators. */
  z.strictObject({ act: z.literal('assignInvestigators'), investigatorIds: z.array(id).min(1).max(20) }),
  z.strictObject({
    act: z.literal('noteVisit'),
    visitId: id.optional(),
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
