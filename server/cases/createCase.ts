import { FieldsError, UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import { requireAbility } from '../people/requireAbility.ts';
import type { CaseDeps, District } from './caseDeps.ts';
import type { CheckedDraft } from './checkDraft.ts';
import { checkDraft } from './checkDraft.ts';
import type { HouseholdId } from './contract.ts';
import { caseScopeOf } from './findCase.ts';
import { householdOf } from './household.ts';
import { tokensOf } from './searchTokens.ts';
import type { StoredHousehold } from './store.ts';
import { orderOf } from './store.ts';

/**
 * Makes a case of the actor's own town. Sent again with the same id it answers with the case that was made.
 * @throws FieldsError, UserError `access.denied`
 */
export async function createCase(deps: CaseDeps, actor: Actor, { id, draft: input }: { id: string; draft: unknown }): Promise<StoredHousehold> {
  await requireAbility(deps.trail, actor, 'case.edit');
  const townId = caseScopeOf(actor, 'case.edit')?.townId;
  const before = await deps.cases.household(id as HouseholdId);
  if (before) {
    if (townId !== undefined && before.townId !== townId) throw new UserError('case.unknown');
    return before;
  }
  const district: District = await deps.district();
  const checked = checkDraft(input, district, townId, deps.now());
  await requireFreeNumber(deps, checked.draft.caseNumber);
  const household = storedOf(deps, id as HouseholdId, checked, deps.now());
  await deps.trail.append({
    act: 'case.created',
    actor: inTrail(actor),
    object: { kind: 'case', id },
    details: { townId: household.townId, members: household.members.length, doubtfulNumbers: household.members.filter((member) => member.idNumberReason !== undefined).length },
  });
  await deps.cases.addHousehold(household).catch(numberTaken);
  await deps.opened([id]);
  return household;
}

export function storedOf({ idDigest }: Pick<CaseDeps, 'idDigest'>, id: HouseholdId, { draft, village, organisation }: CheckedDraft, nowMs: number): StoredHousehold {
  const household = householdOf(id, draft, { townId: village.townId, organisationId: organisation?._id }, nowMs);
  return { ...household, order: orderOf(household), tokens: tokensOf(household, village.name, (number) => idDigest.of(number)) };
}

/** @throws FieldsError when another case has this number */
export async function requireFreeNumber(deps: Pick<CaseDeps, 'cases'>, caseNumber: string, own?: HouseholdId): Promise<void> {
  const [other] = await deps.cases.byCaseNumbers([caseNumber]);
  if (other && other._id !== own) throw takenError();
}

/** Two at once: the store's own unique index has the last word. */
export function numberTaken(error: unknown): never {
  throw (error as { code?: unknown }).code === 11000 ? takenError() : error;
}

function takenError(): FieldsError {
  return new FieldsError([{ path: 'caseNumber', zh: '这个案号已被使用。', en: 'This case number is taken.' }]);
}
