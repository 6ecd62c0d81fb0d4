import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AccountList, OrganisationList } from '../../../server/people/contract.ts';
import { request } from '../../kit/api.ts';

const ACCOUNTS_KEY = ['accounts'] as const;
const ORGANISATIONS_KEY = ['organisations'] as const;

export function useAccounts() {
  return useQuery({ queryKey: ACCOUNTS_KEY, queryFn: ({ signal }) => request<AccountList>('GET', '/api/accounts', undefined, signal) });
}

export function useDistrict() {
  return useQuery({ queryKey: ORGANISATIONS_KEY, queryFn: ({ signal }) => request<OrganisationList>('GET', '/api/organisations', undefined, signal) });
}

/** A change of accounts, organisations or villages; both lists are read anew, for a contract decides who may work. */
export function useKeep() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: { readonly path: string; readonly body: unknown }) => request<unknown>('POST', path, body),
    onSuccess: () => Promise.all([ACCOUNTS_KEY, ORGANISATIONS_KEY].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
