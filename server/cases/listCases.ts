import { dayInChina } from '../clocks/days.ts';
import { UserError } from '../errors.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import { lookingOf } from '../people/looking.ts';
import type { Day } from '../rules/contract.ts';
import type { CaseDeps } from './caseDeps.ts';
import type { CaseList, CaseQuery } from './contract.ts';
import { caseScopeOf } from './findCase.ts';
import { lookupsFor, SHORTEST_SEARCH } from './searchTokens.ts';
import type { CaseFilter, StoredHousehold } from './store.ts';
import { viewSummary } from './viewCase.ts';

/** What a search shows at most, in all its pages: whoever sees more than this has to say more. */
const MAX_FOUND = 50;

/**
 * One page of the cases this person may list.
 * @throws UserError `case.searchTooShort`
 */
export async function listCases(deps: CaseDeps, actor: Actor, query: CaseQuery): Promise<CaseList> {
  const { q, state, townId, caseType, overdue, before, limit } = query;
  const scope = caseScopeOf(actor, 'case.list') ?? { townId: '' };
  const filter: CaseFilter = {
    ...(townId !== undefined && { townId }),
    ...scope,
    ...(state !== undefined && { state }),
    ...(caseType !== undefined && { caseType }),
  };
  const may = { create: scopeOf(actor.role, 'case.edit') !== undefined, import: scopeOf(actor.role, 'case.import') !== undefined, assign: scopeOf(actor.role, 'visit.assign') !== undefined };
  const hidden = await deps.hiddenImports();
  const today = dayInChina(deps.now());
  const view = (found: readonly StoredHousehold[]): CaseList['cases'] => found.map((one) => viewSummary(actor, one, deps));

  if (q !== undefined && q !== '') {
    if ([...q].length < SHORTEST_SEARCH) throw new UserError('case.searchTooShort');
    const { viewer } = lookingOf(actor, undefined, deps);
    const lookups = lookupsFor(q, viewer, (number) => deps.idDigest.of(number));
    const found = await deps.cases.find(lookups, { ...filter, ...(overdue === true && { dueOn: { $lt: today } }) }, hidden, MAX_FOUND + 1);
    found.sort((a, b) => (a.order < b.order ? 1 : -1));
    return { cases: view(found.slice(0, MAX_FOUND)), ...(found.length > MAX_FOUND && { tooMany: true }), may };
  }
  // One more than the page shows whether there is another page.
  const found = overdue === true
    ? await deps.cases.listOverdue(filter, today, hidden, cursorOf(before), limit + 1)
    : await deps.cases.list(filter, hidden, before, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const next = last && (overdue === true ? `${last.dueOn ?? ''}~${last.order}` : last.order);
  return { cases: view(page), ...(found.length > limit && next !== undefined && { next }), may };
}

function cursorOf(before: string | undefined): { dueOn: Day; order: string } | undefined {
  if (before === undefined) return undefined;
  const [dueOn = '', order = ''] = before.split('~');
  return { dueOn: dueOn as Day, order };
}
