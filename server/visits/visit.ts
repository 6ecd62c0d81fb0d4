import type { Gap, GapStatement, RecordingStatus } from '../../recordings/contract.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { AccountId, OrganisationId } from '../people/contract.ts';
import type { VisitFacts } from '../rules/visitFacts.ts';
import type { CheckView, VisitId, VisitState } from './contract.ts';
import type { ConsentView, PresenceGap, SignatureView } from './record/contract.ts';

/** A visit as it is kept. */
export interface Visit {
  readonly _id: VisitId;
  readonly householdId: HouseholdId;
  /** The contracted organisation whose people visit. */
  readonly organisationId: OrganisationId;
  /** The town's office whose case it is. */
  readonly townId: OrganisationId;
  readonly investigatorIds: readonly AccountId[];
  readonly appointedAtMs: number;
  readonly state: VisitState;
  /** What the rules look at; changes only together with `step`. */
  readonly facts: VisitFacts;
  /** Acts so far. A step is written only over the one it was computed from. */
  readonly step: number;
  /** Ids of the acts that were done, the newest last, so that one sent again is done once. */
  readonly doneActs: readonly string[];
  /** The arrival at the door: live picture and recording begin. */
  readonly startedAtMs?: number;
  /** The arrival was told later, by the device's clock. */
  readonly begunOffline?: boolean;
  readonly closedAtMs?: number;
  /** The end was told later, by the device's clock. */
  readonly endedOffline?: boolean;
  readonly sealedAtMs?: number;
  /** The case has been told how it ended. */
  readonly caseTold?: boolean;
  /** What the investigators' phones found of themselves, the newest last. */
  readonly checks: readonly CheckView[];
  readonly consents: readonly ConsentView[];
  readonly signatures: readonly SignatureView[];
  readonly presenceGaps: readonly PresenceGap[];
  readonly signedDigest?: string;
  /** What the recorder said when the recording ended. */
  readonly recording?: RecordingStatus;
  readonly statements: readonly GapStatement[];
}

/** An interruption as short as a stumble, where nobody who was there could say more than the packets do; ms. */
const STUMBLE_MS = 2_000;

/**
 * Whether the recorder's own proof says why: packets that were lost on the way, or a device that sent none, for a
 * moment. An old phone stumbles many times in an hour, and a person asked for words each time would write none.
 */
export function explainsItself({ cause, startMs, endMs }: Gap): boolean {
  return (cause === 'loss' || cause === 'deviceStall') && endMs !== undefined && endMs - startMs < STUMBLE_MS;
}

/** Gaps of an ended recording that still wait for an explanation; a visit with one is not sealed. */
export function unexplainedGaps(visit: Visit): readonly Gap[] {
  const explained = new Set(visit.statements.map((statement) => statement.gapId));
  return (visit.recording?.gaps ?? []).filter((gap) => !explained.has(gap.id) && !explainsItself(gap));
}
