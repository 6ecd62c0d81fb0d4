import { dayInChina } from '../clocks/days.ts';
import type { Contract, OrganisationId, OrganisationKind, OrganisationView, VillageId } from './contract.ts';

export interface OrganisationRecord {
  readonly _id: OrganisationId;
  readonly name: string;
  readonly kind: OrganisationKind;
  /** Of a vendor only. */
  readonly contract?: Contract;
}

export interface VillageRecord {
  readonly _id: VillageId;
  readonly townId: OrganisationId;
  readonly name: string;
}

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
