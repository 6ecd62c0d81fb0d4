export type HouseholdId = string & { readonly __brand: 'HouseholdId' };

/** A household as the viewer may see it: masked where the role asks for it, already on the server. */
export interface HouseholdView {
  readonly id: HouseholdId;
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly address: string;
  readonly memberCount: number;
  readonly caseType: 'dibao' | 'dibaoMarginal' | 'destitutePerson' | 'temporaryAssistance';
  /** Masked unless the viewer works on the case. */
  readonly phone: string;
}

/** `GET /api/households` */
export interface HouseholdList {
  readonly households: readonly HouseholdView[];
}
