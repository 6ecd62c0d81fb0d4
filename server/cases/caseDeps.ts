import type { LookingDeps } from '../people/looking.ts';
import type { OrganisationRecord, VillageRecord } from '../people/organisation.ts';
import type { Trail } from '../trail/Trail.ts';
import type { Looks } from '../visits/Looks.ts';
import type { IdDigest } from './IdDigest.ts';
import type { CaseStore } from './store.ts';

/** Where cases belong: towns, villages, and who is contracted. */
export interface District {
  readonly organisations: readonly OrganisationRecord[];
  readonly villages: readonly VillageRecord[];
}

/** What the acts on cases work with. The other nouns are reached through narrow functions. */
export interface CaseDeps extends LookingDeps {
  readonly cases: CaseStore;
  readonly trail: Trail;
  readonly idDigest: IdDigest;
  readonly district: () => Promise<District>;
  /** Imports whose rows nobody sees yet. */
  readonly hiddenImports: () => Promise<readonly string[]>;
  /** New cases begin their procedure: from then on desks count them. Safe to repeat. */
  readonly opened: (caseIds: readonly string[]) => Promise<void>;
  readonly looks: Looks;
}
