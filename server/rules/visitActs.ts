import { z } from 'zod';

export const VISIT_STATES = [
  'created', 'assigned', 'dispatched', 'bothAccepted', 'appointed', 'arrived', 'identified', 'noticeGiven',
  'consentRecorded', 'inProgress', 'readBack', 'signed', 'closed', 'uploaded', 'sealed', 'reported',
  'noOneHome', 'visitRefused', 'unsafe', 'aborted',
] as const;
export type FullVisitState = (typeof VISIT_STATES)[number];

const id = z.string().trim().min(1).max(64);
const reason = z.string().trim().min(2).max(500);
const language = z.enum(['zh-CN', 'mn-Mong', 'en']);

/** Who signs. The household signs on an investigator's device, so the signer is not always the one who acts. */
const signerSchema = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('investigator'), accountId: id }),
  z.strictObject({ as: z.literal('member'), personId: id }),
  /** From the village or neighbourhood committee. */
  z.strictObject({ as: z.literal('witness'), personId: id, name: z.string().trim().min(1).max(100) }),
]);
export type Signer = z.infer<typeof signerSchema>;

/** Everything that can happen to a visit, with what it carries. */
export const visitActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('assign'), organisationId: id, investigatorIds: z.array(id).min(1).max(2) }),
  z.strictObject({ act: z.literal('dispatch') }),
  z.strictObject({ act: z.literal('accept'), conflict: z.enum(['none', 'declared']) }),
  z.strictObject({ act: z.literal('decline'), reason }),
  z.strictObject({ act: z.literal('appoint'), appointedAtMs: z.number().int().positive() }),
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
