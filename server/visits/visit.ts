import type { GapStatement, RecordingStatus } from '../../recordings/contract.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { AccountId, OrganisationId } from '../people/contract.ts';
import type { VisitFacts } from '../rules/visitFacts.ts';
import type { VisitId, VisitState } from './contract.ts';
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
  readonly closedAtMs?: number;
  readonly sealedAtMs?: number;
  /** The case has been told how it ended. */
  readonly caseTold?: boolean;
  readonly consents: readonly ConsentView[];
  readonly signatures: readonly SignatureView[];
  readonly presenceGaps: readonly PresenceGap[];
  readonly signedDigest?: string;
  /** What the recorder said when the recording ended. */
  readonly recording?: RecordingStatus;
  readonly statements: readonly GapStatement[];
}

/** Gaps of an ended recording that still wait for an explanation; a visit with one is not sealed. */
export function unexplainedGaps(visit: Visit): RecordingStatus['gaps'] {
  const explained = new Set(visit.statements.map((statement) => statement.gapId));
  return (visit.recording?.gaps ?? []).filter((gap) => !explained.has(gap.id));
}
