import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import { phaseOf } from '../visits/phases/contract.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';
import type { Claims, EvidenceId, EvidenceView } from './contract.ts';
import type { Evidence } from './evidence.ts';
import { viewOfEvidence } from './evidence.ts';
import type { Incoming } from '../uploads/incoming.ts';
import type { EvidenceFiles } from './EvidenceFiles.ts';
import type { Examined } from './examine/examine.ts';
import { examine } from './examine/examine.ts';
import { bandsOf } from './examine/pictureHash.ts';
import type { Settling } from './Settling.ts';
import type { EvidenceStore } from './store.ts';

export interface EvidenceDeps {
  readonly evidence: EvidenceStore;
  readonly files: EvidenceFiles;
  readonly settling: Settling;
  readonly trail: Trail;
  /** Wall clock at which this visit's recording began; undefined while nothing is recorded. */
  readonly recordingStartMs: (visitId: VisitId) => Promise<number | undefined>;
  /** Lets acts under the same key follow each other. */
  readonly inTurn: <T>(key: string, act: () => Promise<T>) => Promise<T>;
  readonly changed: (visitId: VisitId) => void;
  readonly now: () => number;
}

/**
 * Evidence of a visit that arrives late is late, not missing; the seal is the end.
 * @throws UserError `evidence.visitOver`
 */
export function requireOpen({ state }: { readonly state: VisitState }): void {
  // Late is not missing: until the seal.
  if (phaseOf(state) !== 'live' && phaseOf(state) !== 'finishing') throw new UserError('evidence.visitOver');
}

/**
 * Makes a received file evidence. The caller has checked the ability and the visit's state. The original is on disk
 * before the trail, the trail before the record, the record before the answer; repeated after a break it answers with the
 * item as it was stored.
 * @throws UserError `evidence.wrongDigest`, `evidence.otherItem`, or one of `examine`
 */
export async function addEvidence(deps: EvidenceDeps, actor: Actor, visitId: VisitId, claims: Claims, incoming: Incoming): Promise<EvidenceView> {
  if (incoming.sha256 !== claims.sha256) throw new UserError('evidence.wrongDigest');
  const id = claims.itemId as EvidenceId;
  return deps.inTurn(id, async () => {
    const stored = await deps.evidence.item(id);
    if (stored) return sameItem(stored, visitId, incoming.sha256);
    const examined = await examine(incoming.path, incoming.bytes, claims.kind);
    if (!(await deps.files.keep(id, incoming))) throw new UserError('evidence.otherItem');
    if (examined.thumbnail) await deps.files.putDerivative(deps.files.thumbnail(id), examined.thumbnail);
    const item = await compose(deps, actor, visitId, claims, incoming, examined);
    await tell(deps.trail, actor, item);
    await deps.evidence.add(item);
    deps.settling.add(id);
    deps.changed(visitId);
    return viewOfEvidence(item);
  });
}

async function compose(
  deps: EvidenceDeps, actor: Actor, visitId: VisitId, claims: Claims, { bytes, sha256 }: Incoming, { thumbnail: _, print, ...found }: Examined,
): Promise<Evidence> {
  const { itemId, sha256: _claimed, description = {}, ...claimed } = claims;
  const receivedAtMs = deps.now();
  const takenAtMs = claimed.clockOffsetMs === undefined ? claimed.takenAtDeviceMs : claimed.takenAtDeviceMs + claimed.clockOffsetMs;
  const startMs = await deps.recordingStartMs(visitId);
  const same = (await deps.evidence.sameBytes(sha256)).find((other) => other.visitId === visitId);
  return {
    _id: itemId as EvidenceId,
    visitId,
    description,
    sha256,
    bytes,
    ...withoutMissing(claimed),
    ...found,
    ...(print !== undefined && { print, bands: bandsOf(print) }),
    takenAtMs,
    receivedAtMs,
    // What is claimed to have been before the recording or after its receipt is placed at that end, and flagged elsewhere.
    ...(startMs !== undefined && { recordingMs: Math.max(0, Math.min(takenAtMs, receivedAtMs) - startMs) }),
    takenById: actor.id,
    takenBy: actor.name,
    ...(same && { duplicateOf: same._id }),
  };
}

/** The claims as they are kept: zod's optional fields may be there and undefined. */
function withoutMissing<T extends object>(claims: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

async function tell(trail: Trail, actor: Actor, item: Evidence): Promise<void> {
  const { _id, visitId, kind, sha256, bytes, takenAtDeviceMs, clockOffsetMs, receivedAtMs, recordingMs, requestId, position } = item;
  await trail.append({
    act: 'evidence.added',
    actor: inTrail(actor),
    object: { kind, id: _id },
    visitId,
    deviceAtMs: takenAtDeviceMs,
    details: {
      sha256, bytes, takenAtDeviceMs, receivedAtMs,
      ...(clockOffsetMs !== undefined && { clockOffsetMs }),
      ...(recordingMs !== undefined && { recordingMs }),
      ...(requestId !== undefined && { requestId }),
    },
    // Where a family lives is personal.
    ...(position && { personal: { position: `${position.latitude},${position.longitude} ±${Math.round(position.accuracyM)} m` } }),
  });
}

function sameItem(stored: Evidence, visitId: VisitId, sha256: string): EvidenceView {
  if (stored.visitId !== visitId || stored.sha256 !== sha256) throw new UserError('evidence.otherItem');
  return viewOfEvidence(stored);
}
