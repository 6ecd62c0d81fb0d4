import { createHash } from 'node:crypto';
import { parseCookie } from 'cookie';
import { UserError } from '../errors.ts';
import type { Trail, TrailActor } from '../trail/Trail.ts';
import type { AccountId, AccountView, OrganisationId, Role, SessionView } from './contract.ts';
import { scopeOf } from './abilities.ts';
import { isActive } from './organisation.ts';
import type { PeopleStore, SignedIn } from './store.ts';

export const SESSION_COOKIE = 'session';

/** The person behind a request. */
export interface Actor {
  readonly id: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly organisationId: OrganisationId;
  readonly organisation: string;
  /** Names the sign-in in the trail; missing for an act that no sign-in stands behind. */
  readonly session?: string;
}

/** What the acts of this noun work with. */
export interface PeopleDeps {
  readonly people: PeopleStore;
  readonly trail: Trail;
  readonly now: () => number;
  readonly sessionMs: number;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The session token of a Cookie header. */
export function tokenOf(cookieHeader: string | undefined): string | undefined {
  return cookieHeader === undefined ? undefined : parseCookie(cookieHeader)[SESSION_COOKIE];
}

/**
 * The person signed in with this token. Use extends the session, at most once a minute.
 * @throws UserError `session.required` without a token, `session.expired` with one that no longer counts,
 *   `session.disabled` and `session.contractEnded` where the account or its organisation's contract has ended
 */
export async function authenticate(deps: PeopleDeps, token: string | undefined): Promise<Actor> {
  if (token === undefined || token === '') throw new UserError('session.required');
  const tokenHash = hashToken(token);
  const signedIn = await deps.people.signedIn(tokenHash);
  const now = deps.now();
  if (!signedIn || signedIn.expiresAt.getTime() <= now) throw new UserError('session.expired');
  requireUsable(signedIn, now);
  const expiresAt = now + deps.sessionMs;
  if (expiresAt - signedIn.expiresAt.getTime() > 60_000) {
    await deps.people.extendSession(tokenHash, new Date(expiresAt));
  }
  return actorOf(signedIn, tokenHash);
}

/** @throws UserError `session.disabled`, `session.contractEnded` */
export function requireUsable({ account, organisation }: Pick<SignedIn, 'account' | 'organisation'>, nowMs: number): void {
  if (account.disabledAtMs !== undefined || !organisation) throw new UserError('session.disabled');
  if (!isActive(organisation, nowMs)) throw new UserError('session.contractEnded');
}

/** @param tokenHash of the session by which the person acts */
export function actorOf({ account, organisation }: Pick<SignedIn, 'account' | 'organisation'>, tokenHash: string): Actor {
  return {
    id: account._id,
    name: account.name,
    role: account.role,
    organisationId: account.organisationId,
    organisation: organisation?.name ?? '',
    // Not the store's key itself: who reads the trail shall not learn what opens a session.
    session: hashToken(tokenHash).slice(0, 16),
  };
}

/** The actor as the trail is told of them; it withholds the name. */
export function inTrail({ id, name, role, session }: Actor): TrailActor {
  return { id, name, role, ...(session !== undefined && { session }) };
}

export function viewOfSession(actor: Actor): SessionView {
  return {
    account: viewOfAccount(actor, actor.organisation),
    may: {
      investigate: scopeOf(actor.role, 'visit.publish') !== undefined,
      supervise: scopeOf(actor.role, 'visit.watch') !== undefined,
      review: scopeOf(actor.role, 'replay.open') !== undefined,
      audit: scopeOf(actor.role, 'trail.read') !== undefined,
      assign: scopeOf(actor.role, 'visit.assign') !== undefined,
      dashboard: scopeOf(actor.role, 'dashboard.organisation') !== undefined || scopeOf(actor.role, 'dashboard.district') !== undefined,
      desk: scopeOf(actor.role, 'deadline.view') !== undefined,
      policies: scopeOf(actor.role, 'policy.view') !== undefined,
      cases: scopeOf(actor.role, 'case.list') !== undefined,
      people: scopeOf(actor.role, 'staff.manage') !== undefined,
    },
  };
}

export function viewOfAccount(
  account: { readonly name: string; readonly role: Role } & ({ readonly id: AccountId } | { readonly _id: AccountId }),
  organisation: string,
): AccountView {
  return { id: 'id' in account ? account.id : account._id, name: account.name, role: account.role, organisation };
}
