import type { DevicePieces, RecordingStatus } from '../../recordings/contract.ts';
import type { Action, Owned } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';

/** What the noun needs to know of a visit. */
export interface RecordedVisit extends Owned {
  readonly _id: VisitId;
  readonly state: VisitState;
}

export interface PieceDeps {
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<RecordedVisit>;
  /** What is recorded so far; undefined before the recording began. */
  readonly statusOf: (visitId: VisitId) => Promise<RecordingStatus | undefined>;
  readonly piecesOf: (visitId: VisitId) => DevicePieces;
  /** What was recorded changed: a closed visit keeps the new account of it and may now be sealed. */
  readonly changed: (visitId: VisitId, status?: RecordingStatus) => Promise<void>;
  readonly trail: Trail;
  readonly now: () => number;
}
