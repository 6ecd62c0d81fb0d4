import type { CaseFile } from '../procedures/contract.ts';
import type { Household } from './household.ts';

/** A case as the rooms around it know it. */
export function caseFileOf({ _id, caseNumber, applicantName, address, memberCount, townId, organisationId, investigatorIds, sealedAtMs, state, createdAtMs }: Household): CaseFile {
  return {
    id: _id, caseNumber, applicantName, address, memberCount, townId, investigatorIds, state, createdAtMs,
    ...(organisationId !== undefined && { organisationId }),
    ...(sealedAtMs !== undefined && { sealedAtMs }),
  };
}
