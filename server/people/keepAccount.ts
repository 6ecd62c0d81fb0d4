import { UserError } from '../errors.ts';
import type { Actor, PeopleDeps } from './authenticate.ts';
import { inTrail } from './authenticate.ts';
import type { AccountId, AddAccount, ChangeAccount, OrganisationId } from './contract.ts';
import { ROLES_OF_KIND } from './contract.ts';
import { requireAbility } from './requireAbility.ts';
import { hashPassword } from './signIn.ts';
import type { AccountRecord } from './store.ts';

type Deps = Pick<PeopleDeps, 'people' | 'trail' | 'now'>;

/**
 * Opens an account. Sent again with the same id it changes nothing.
 * @throws UserError `access.denied`, `organisation.unknown`, `account.wrongRole`, `account.nameTaken`
 */
export async function addAccount(deps: Deps, actor: Actor, { id, username, name, role, organisationId, password }: AddAccount): Promise<void> {
  const owner = { organisationId, investigatorIds: [], _id: id };
  await requireAbility(deps.trail, actor, 'staff.manage', owner, 'account');
  const organisation = await deps.people.organisation(organisationId as OrganisationId);
  if (!organisation) throw new UserError('organisation.unknown');
  if (!ROLES_OF_KIND[organisation.kind].some((one) => one === role)) throw new UserError('account.wrongRole');
  const accountId = id as AccountId;
  const other = await deps.people.accountByUsername(username);
  if (other) {
    if (other._id === accountId && other.organisationId === organisation._id) return;
    throw new UserError('account.nameTaken');
  }
  if (await deps.people.account(accountId)) throw new UserError('account.nameTaken');
  const record: AccountRecord = { _id: accountId, username, name, role, organisationId: organisation._id, passwordHash: await hashPassword(password) };
  await deps.trail.append({
    act: 'account.added', actor: inTrail(actor), object: { kind: 'account', id }, details: { role, organisationId }, personal: { name, username },
  });
  await deps.people.addAccount(record).catch((error: unknown) => {
    throw (error as { code?: unknown }).code === 11000 ? new UserError('account.nameTaken') : error;
  });
}

/**
 * Disables an account, lets it work again, or gives it a new password; the sessions it has end in the first and the last case.
 * @throws UserError `account.unknown`, `account.own`, `access.denied`
 */
export async function changeAccount(deps: Deps, actor: Actor, id: string, { disabled, password }: ChangeAccount): Promise<void> {
  await requireAbility(deps.trail, actor, 'staff.manage');
  const account = await deps.people.account(id as AccountId);
  if (!account) throw new UserError('account.unknown');
  await requireAbility(deps.trail, actor, 'staff.manage', { ...account, investigatorIds: [] }, 'account');
  if (account._id === actor.id && disabled === true) throw new UserError('account.own');
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  await deps.trail.append({
    act: 'account.changed', actor: inTrail(actor), object: { kind: 'account', id },
    details: { ...(disabled !== undefined && { disabled }), ...(password !== undefined && { password: 'new' }) },
  });
  if (disabled !== undefined) await deps.people.setDisabled(account._id, disabled ? deps.now() : undefined);
  if (passwordHash !== undefined) await deps.people.setPassword(account._id, passwordHash);
  if (disabled === true || passwordHash !== undefined) await deps.people.removeSessionsOf(account._id);
}
