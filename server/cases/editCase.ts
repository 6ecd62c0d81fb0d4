import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { CaseDeps } from './caseDeps.ts';
import { checkDraft } from './checkDraft.ts';
import type { CaseDraft } from './contract.ts';
import { numberTaken, requireFreeNumber, storedOf } from './createCase.ts';
import { findCase } from './findCase.ts';
import type { Household } from './household.ts';
import type { StoredHousehold } from './store.ts';
import { isEditable } from './viewCase.ts';

/** Every field that an edit can set or clear. */
const DRAFT_FIELDS = [
  'caseNumber', 'caseType', 'address', 'actualAddress', 'phone', 'members', 'obligors', 'povertyCauses', 'declaredIncomeFen', 'debtFen', 'home', 'note',
] as const satisfies readonly (keyof CaseDraft & keyof Household)[];

/** The case as its form has it. */
export function draftOf(household: Household): CaseDraft {
  const own = Object.fromEntries(DRAFT_FIELDS.map((key) => [key, household[key]] as const).filter(([, value]) => value !== undefined && value !== null));
  return { ...own, villageId: household.villageId, ...(household.organisationId !== undefined && { organisationId: household.organisationId }) } as unknown as CaseDraft;
}

/**
 * Puts the registration right. What stood before is kept whole, and its digest is in the trail.
 * @throws FieldsError, UserError `case.unknown`, `case.notEditable`, `case.changedMeanwhile`, `access.denied`
 */
export async function editCase(deps: CaseDeps, actor: Actor, caseId: string, edit: { revision: number; draft: unknown }): Promise<StoredHousehold> {
  const before = await findCase(deps, actor, 'case.edit', caseId);
  if (!isEditable(before)) throw new UserError('case.notEditable');
  if (before.revision !== edit.revision) throw new UserError('case.changedMeanwhile');
  const checked = checkDraft(edit.draft, await deps.district(), before.townId, deps.now());
  await requireFreeNumber(deps, checked.draft.caseNumber, before._id);
  const draft = draftOf(before);
  const { _id, order: _order, createdAtMs: _created, investigatorIds: _people, state: _state, revision: _revision, ...change } = storedOf(deps, before._id, checked, deps.now());
  const changed = DRAFT_FIELDS.filter((key) => JSON.stringify(change[key] ?? null) !== JSON.stringify(draft[key] ?? null));
  await deps.trail.append({
    act: 'case.changed',
    actor: inTrail(actor),
    object: { kind: 'case', id: before._id },
    details: {
      revision: before.revision + 1,
      fields: changed.join('.') || 'none',
      before: createHash('sha256').update(JSON.stringify(draft)).digest('hex'),
    },
  });
  const kept = { _id: `${before._id}.${before.revision}`, draft, by: actor.id, atMs: deps.now(), revision: before.revision };
  const cleared = [...DRAFT_FIELDS, 'organisationId' as const].filter((key) => change[key] === undefined && before[key] !== undefined);
  const after = await deps.cases.change(before._id, kept, change, cleared).catch(numberTaken);
  if (!after) throw new UserError('case.changedMeanwhile');
  return after;
}
