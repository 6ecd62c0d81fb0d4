import type { DocumentKind } from '../contract.ts';
import type { ContentDraft } from '../documentDeps.ts';
import { composeCalculationSheet } from './calculationSheet.ts';
import { composeConsent } from './consent.ts';
import { composeNotice } from './notice.ts';
import { composeReport } from './report.ts';
import type { DocumentSources } from './sources.ts';
import { composeVisitForm } from './visitForm.ts';

const COMPOSERS: Readonly<Record<DocumentKind, (sources: DocumentSources) => ContentDraft>> = {
  notice: composeNotice,
  consent: composeConsent,
  visitForm: composeVisitForm,
  investigationReport: composeReport,
  calculationSheet: composeCalculationSheet,
};

/** @throws UserError `document.notReady` while the case has nothing to print yet */
export function compose(kind: DocumentKind, sources: DocumentSources): ContentDraft {
  return COMPOSERS[kind](sources);
}
