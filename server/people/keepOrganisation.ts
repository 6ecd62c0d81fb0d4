import { UserError } from '../errors.ts';
import type { Actor, PeopleDeps } from './authenticate.ts';
import { inTrail } from './authenticate.ts';
import type { AddVillage, KeepOrganisation, OrganisationId, VillageId } from './contract.ts';
import type { OrganisationRecord } from './organisation.ts';
import { requireAbility } from './requireAbility.ts';

type Deps = Pick<PeopleDeps, 'people' | 'trail'>;

/**
 * Adds an organisation, or changes its name or its contract. With the last day of a contract its accounts end, at once
 * and by themselves. What it is never changes: its people's roles hang on it.
 * @throws UserError `access.denied`, `organisation.wrongKind`, `organisation.townUnknown`
 */
export async function keepOrganisation(deps: Deps, actor: Actor, { id, kind, name, contract }: KeepOrganisation): Promise<void> {
  await requireAbility(deps.trail, actor, 'organisation.manage');
  const before = await deps.people.organisation(id as OrganisationId);
  if ((before && before.kind !== kind) || (kind === 'vendor') !== (contract !== undefined)) throw new UserError('organisation.wrongKind');
  const towns = new Set((await deps.people.allOrganisations()).filter((one) => one.kind === 'town').map(({ _id }) => String(_id)));
  if (contract?.townIds.some((townId) => !towns.has(townId))) throw new UserError('organisation.townUnknown');
  const record: OrganisationRecord = {
    _id: id as OrganisationId, kind, name,
    ...(contract && { contract: { ...contract, townIds: contract.townIds as readonly string[] as readonly OrganisationId[] } }),
  };
  await deps.trail.append({
    act: 'organisation.changed', actor: inTrail(actor), object: { kind: 'organisation', id },
    details: {
      kind, added: before === null,
      ...(contract && { startsOn: contract.startsOn, endsOn: contract.endsOn, towns: contract.townIds.length }),
    },
    personal: { name, ...(contract && { contract: contract.number }) },
  });
  if (before) await deps.people.keepOrganisation(record);
  else await deps.people.addOrganisation(record);
}

/**
 * Adds a village or a neighbourhood to a town. Sent again it changes nothing.
 * @throws UserError `access.denied`, `organisation.townUnknown`
 */
export async function addVillage(deps: Deps, actor: Actor, { id, townId, name }: AddVillage): Promise<void> {
  await requireAbility(deps.trail, actor, 'organisation.manage');
  const town = await deps.people.organisation(townId as OrganisationId);
  if (town?.kind !== 'town') throw new UserError('organisation.townUnknown');
  await deps.trail.append({ act: 'organisation.changed', actor: inTrail(actor), object: { kind: 'village', id }, details: { townId, added: true }, personal: { name } });
  await deps.people.addVillage({ _id: id as VillageId, townId: town._id, name });
}
