import type { GapStatement, RecordingStatus } from '../../recordings/contract.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { AccountId, OrganisationId } from '../people/contract.ts';
import type { VisitId, VisitState } from './contract.ts';

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
  readonly startedAtMs?: number;
  readonly closedAtMs?: number;
  readonly sealedAtMs?: number;
  /** What the recorder said when the visit was closed. */
  readonly recording?: RecordingStatus;
  readonly statements: readonly GapStatement[];
}

/** Gaps of a closed visit that still wait for an explanation; a visit with one is not sealed. */
export function unexplainedGaps(visit: Visit): RecordingStatus['gaps'] {
  const explained = new Set(visit.statements.map((statement) => statement.gapId));
  return (visit.recording?.gaps ?? []).filter((gap) => !explained.has(gap.id));
}
