import { UserError } from '../../errors.ts';
import type { Actor } from '../../people/authenticate.ts';
import type { VisitAct } from '../../rules/contract.ts';
import { isComplete } from '../../rules/visitGuards.ts';
import type { ActRequest } from '../contract.ts';
import { NOTICE_TEXTS } from '../notices/contract.ts';
import type { StepExtras } from '../takeStep.ts';
import type { Visit } from '../visit.ts';
import type { VisitDeps } from '../visitDeps.ts';
import type { ConsentView, SignatureView } from './contract.ts';
import { inkRecordOf } from './keepInk.ts';

type Of<A extends VisitAct['act']> = Extract<VisitAct, { act: A }>;

/** A consent with its text, its means and its proof: ink, or a moment of the running recording. */
export async function prepareConsent(deps: VisitDeps, actor: Actor, visit: Visit, request: ActRequest, act: Of<'recordConsent'>, atMs: number): Promise<StepExtras> {
  const { kind, outcome, personId, textVersion, language, means } = act;
  if (!NOTICE_TEXTS.some((one) => one.kind === kind && one.version === textVersion && one.language === language)) throw new UserError('notice.textUnknown');
  if (means !== 'spoken' && !request.ink) throw new UserError('visit.inkMissing');
  // Spoken without a network, it is on the device's own recording, which is still to come.
  if (means === 'spoken' && outcome === 'given' && !request.sentLater) {
    const tracks = (await deps.live.get(visit._id))?.tracks ?? [];
    if (!tracks.some((track) => track.kind === 'audio')) throw new UserError('visit.notOnRecord');
  }
  const ink = request.ink && (await keepInk(deps, visit, request));
  const consent: ConsentView = {
    kind, outcome, personId, textVersion, language, means, atMs, recordedBy: actor.id,
    ...(request.deviceAtMs !== undefined && { deviceAtMs: request.deviceAtMs }),
    ...(ink && { inkId: ink.inkId }),
  };
  return {
    change: { consents: [...visit.consents, consent] },
    ...(ink && { details: { strokesSha256: ink.strokesSha256, pngSha256: ink.pngSha256 } }),
  };
}

/** A signature under the form as it is now. With the last one the form is frozen, and its digest is the visit's. */
export async function prepareSignature(
  deps: VisitDeps, actor: Actor, visit: Visit, request: ActRequest, act: Of<'sign'>, atMs: number,
): Promise<{ refreshed: Visit; extras: StepExtras }> {
  if (!request.ink) throw new UserError('visit.inkMissing');
  // Members may have been found during the visit; who is of age is asked of the form as it is signed.
  const refreshed: Visit = { ...visit, facts: { ...visit.facts, adultMemberIds: await deps.adultMembers(visit._id) } };
  const digest = await deps.formDigest(visit._id);
  const ink = await keepInk(deps, visit, request);
  const { signer, means } = act;
  const signature: SignatureView = {
    as: signer.as,
    signerId: signer.as === 'investigator' ? signer.accountId : signer.personId,
    ...(signer.as === 'witness' && { name: signer.name }),
    means, digest, atMs, recordedBy: actor.id, inkId: ink.inkId,
    ...(request.deviceAtMs !== undefined && { deviceAtMs: request.deviceAtMs }),
  };
  const isLast = isComplete({ ...refreshed.facts, signatures: [...refreshed.facts.signatures, { signer, means }] });
  return {
    refreshed,
    extras: {
      change: { signatures: [...visit.signatures, signature], ...(isLast && { signedDigest: digest }) },
      details: { digest, strokesSha256: ink.strokesSha256, pngSha256: ink.pngSha256 },
    },
  };
}

async function keepInk(deps: VisitDeps, visit: Visit, { actId, ink }: ActRequest): Promise<{ inkId: string; strokesSha256: string; pngSha256: string }> {
  if (!ink) throw new UserError('visit.inkMissing');
  const record = inkRecordOf(actId, visit._id, ink);
  await deps.visits.addInk(record);
  return { inkId: record._id, strokesSha256: record.strokesSha256, pngSha256: record.pngSha256 };
}
