import { viewOfAccount } from './authenticate.ts';
import type { AccountId, AccountView } from './contract.ts';
import type { PeopleStore } from './store.ts';

/** These people with the names of their organisations, in two reads however many they are. */
export async function viewAccounts(people: PeopleStore, ids: readonly AccountId[]): Promise<AccountView[]> {
  const accounts = await people.accounts(ids);
  const organisations = await people.organisations([...new Set(accounts.map((account) => account.organisationId))]);
  const names = new Map(organisations.map(({ _id, name }) => [_id, name]));
  return accounts.map((account) => viewOfAccount(account, names.get(account.organisationId) ?? ''));
}
