import type { VisitForm } from '../../forms/contract.ts';
import type { Calculation } from '../../income/contract.ts';
import type { CaseFile } from '../../procedures/contract.ts';
import type { ReportedVisit } from '../../reports/draftReport.ts';
import type { ReportSection } from '../../reports/contract.ts';

/** Someone's hand on a form: an investigator, a member, a witness. */
export interface SignedPlace {
  readonly label: string;
  readonly name: string;
  /** `2026年11月24日` */
  readonly on: string;
  /** PNG, base64. */
  readonly png?: string;
  /** E.g. `指印`. */
  readonly means?: string;
}

/** The outcome of one of the four consents. */
export interface ConsentOutcome {
  readonly kind: 'recording' | 'checkAuthorization' | 'obligor' | 'guardian';
  readonly given: boolean;
  readonly personName: string;
  readonly on: string;
  readonly means: string;
  readonly textVersion: string;
  /** The hand under it, PNG in base64. */
  readonly png?: string;
}

/** A computation as it was made. */
export interface MadeCalculation {
  readonly calculation: Calculation;
  readonly revision: number;
  readonly madeBy: { readonly name: string };
  readonly madeAtMs: number;
}

/** A report that was handed in for review. */
export interface SubmittedReport {
  readonly version: number;
  readonly sections: readonly ReportSection[];
  readonly submitted?: { readonly by: { readonly name: string }; readonly fewerInterviews?: string };
  readonly review?: { readonly outcome: 'returned' | 'accepted'; readonly by: { readonly name: string } };
}

/** All that documents are made from. What a case does not have yet is missing. */
export interface DocumentSources {
  readonly office: string;
  readonly file: CaseFile;
  readonly visits: readonly ReportedVisit[];
  readonly consents: readonly ConsentOutcome[];
  readonly signatures: readonly SignedPlace[];
  readonly form?: VisitForm;
  readonly calculation?: MadeCalculation;
  readonly report?: SubmittedReport;
  readonly vendorName?: string;
}
