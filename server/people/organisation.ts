import { dayInChina } from '../clocks/days.ts';
import type { OrganisationView } from './contract.ts';
import type { OrganisationRecord } from './store.ts';

/** Whether its people may work: an office always, a vendor on the days of its contract, the last included. */
export function isActive({ kind, contract }: OrganisationRecord, nowMs: number): boolean {
  if (kind !== 'vendor') return true;
  const today = dayInChina(nowMs);
  return contract !== undefined && contract.startsOn <= today && today <= contract.endsOn;
}

export function viewOfOrganisation(organisation: OrganisationRecord, nowMs: number): OrganisationView {
  const { _id, kind, name, contract } = organisation;
  return { id: _id, kind, name, ...(contract && { contract }), active: isActive(organisation, nowMs) };
}
