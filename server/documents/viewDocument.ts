import type { DocumentSummary, DocumentView } from './contract.ts';
import { groupCode } from './documentNumber.ts';
import type { DocumentRecord } from './store.ts';

export function summaryOf(record: Omit<DocumentRecord, 'content'>): DocumentSummary {
  const { _id, kind, caseId, number, version, title, issuedOn, issuedAtMs, issuedBy, sha256, code } = record;
  return { id: _id, kind, caseId, number, version, title, issuedOn, issuedAtMs, issuedBy: issuedBy.name, sha256, code: groupCode(code) };
}

export function viewOfDocument(record: DocumentRecord, checkUrl: string): DocumentView {
  return { ...summaryOf(record), content: record.content, checkUrl };
}
