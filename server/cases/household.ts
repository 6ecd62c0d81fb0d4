import { maskAddress, maskName, maskPhone } from '../people/masking.ts';
import type { HouseholdId, HouseholdView } from './contract.ts';

/** A household as it is kept. */
export interface Household {
  readonly _id: HouseholdId;
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly address: string;
  readonly phone: string;
  readonly memberCount: number;
  readonly caseType: HouseholdView['caseType'];
}

/**
 * @param clear true for those who work on the case; everyone else sees name, phone and address masked
 */
export function viewOfHousehold(household: Household, clear: boolean): HouseholdView {
  const { _id, caseNumber, applicantName, address, phone, memberCount, caseType } = household;
  return {
    id: _id,
    caseNumber,
    applicantName: clear ? applicantName : maskName(applicantName),
    address: clear ? address : maskAddress(address),
    phone: clear ? phone : maskPhone(phone),
    memberCount,
    caseType,
  };
}
