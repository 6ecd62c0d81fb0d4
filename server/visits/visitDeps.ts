import type { ArchiveId, GapStatement } from '../../recordings/contract.ts';
import type { Log } from '../../sfu/contract.ts';
import type { Household } from '../cases/household.ts';
import type { HouseholdId } from '../cases/contract.ts';
import type { LookingDeps } from '../people/looking.ts';
import type { PhotoView } from '../evidence/contract.ts';
import type { Actor } from '../people/authenticate.ts';
import type { AccountId, AccountView, OrganisationId } from '../people/contract.ts';
import type { Trail } from '../trail/Trail.ts';
import type { RaiseFlag } from '../flags/contract.ts';
import type { Announcer } from './announcer.ts';
import type { IceServer, VisitId } from './contract.ts';
import type { LiveVisits } from './LiveVisits.ts';
import type { Presence } from './presence/Presence.ts';
import type { VisitStore } from './store.ts';
import type { Visit } from './visit.ts';
import type { VisitLock } from './VisitLock.ts';

/** What the seal of an archive says of it, for the trail. */
export interface SealedArchive {
  readonly manifestSha256: string;
  readonly keyId: string;
}

/** What a case hears of its visits. Each may be told twice. */
export interface CaseNews {
  /**
   * These people are to visit it.
   * @throws RuleError where the case is at a stage without visits
   */
  assigned(id: HouseholdId, investigatorIds: readonly AccountId[]): Promise<void>;
  /** This visit was sent back by one of its two; `conflict`: they declared an interest of theirs. */
  declined(before: Visit, by: AccountId, conflict: boolean): Promise<void>;
  /** A consent to a check of somebody's means, with the proof of it. */
  consented(visit: Visit, actor: Actor, consent: { readonly kind: 'checkAuthorization' | 'obligor'; readonly personId: string; readonly documentId: string }): Promise<void>;
  /** The visit was finished or left. */
  ended(visit: Visit): Promise<void>;
  /** Its recording is about to be under its seal. */
  sealed(visit: Visit, atMs: number): Promise<void>;
}

/** What the acts on a visit work with. The other nouns are reached through narrow functions. */
export interface VisitDeps extends LookingDeps {
  readonly visits: VisitStore;
  readonly live: LiveVisits;
  readonly lock: VisitLock;
  readonly trail: Trail;
  readonly announce: Announcer;
  readonly households: (ids: readonly HouseholdId[]) => Promise<readonly Household[]>;
  readonly caseNews: CaseNews;
  readonly accounts: (ids: readonly AccountId[]) => Promise<readonly AccountView[]>;
  readonly investigatorsOf: (organisationId: OrganisationId) => Promise<readonly AccountId[]>;
  readonly photosOf: (visitId: VisitId) => Promise<readonly PhotoView[]>;
  /** SHA-256 of the visit's form as it is now. */
  readonly formDigest: (visitId: VisitId) => Promise<string>;
  /** Members of age, by the case and by the form: one of them signs. */
  readonly adultMembers: (visitId: VisitId) => Promise<readonly string[]>;
  /** Relays that this person's pages may use. */
  readonly iceServers: (accountId: AccountId) => readonly IceServer[];
  readonly presence: Pick<Presence, 'enter' | 'expect'>;
  readonly raiseFlag: RaiseFlag;
  readonly seal: (archiveId: ArchiveId, statements: readonly GapStatement[]) => Promise<SealedArchive>;
  readonly log: Log;
}
