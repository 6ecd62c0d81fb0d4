import type { Action, Owned } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';
import type { ItemView } from './contract.ts';
import type { DeviceReports } from './DeviceReports.ts';
import type { SupervisionStore } from './store.ts';

/** What this noun has to know of a visit. */
export type SupervisedVisit = Owned & { readonly _id: VisitId; readonly state: VisitState; readonly closedAtMs?: number };

/** Tells the pages of those who may see a visit. */
export interface ExchangeAnnouncer {
  item(visitId: VisitId, item: ItemView): void;
  changed(visitId: VisitId): void;
}

/** What the acts of supervision work with. */
export interface SupervisionDeps {
  readonly supervision: SupervisionStore;
  readonly trail: Trail;
  readonly announce: ExchangeAnnouncer;
  readonly reports: DeviceReports;
  /** The visit, when this person may do this to it; throws otherwise. */
  readonly visitFor: (actor: Actor, action: Action, visitId: string) => Promise<SupervisedVisit>;
  /** Visits that are in progress, and those of them with picture or sound now. */
  readonly running: () => Promise<readonly { readonly id: VisitId; readonly live: boolean }[]>;
  /** Visits that were closed within these times. */
  readonly closedBetween: (fromMs: number, toMs: number) => Promise<readonly VisitId[]>;
  /** Stops or lets go on all picture and sound of the field. */
  readonly setPrivacy: (visitId: VisitId, sinceMs: number | undefined) => Promise<void>;
  /** Announces in the recording's ledger that the picture is about to be interrupted for another camera. */
  readonly cameraSwitches: (visitId: VisitId) => Promise<void>;
  /** Supervisors who are connected now. */
  readonly onDuty: () => Promise<number>;
  readonly openFlags: (visitIds: readonly VisitId[]) => Promise<ReadonlyMap<VisitId, readonly string[]>>;
  readonly now: () => number;
}
