import type { CaseFileProvider, PartItem } from './casefiles/contract.ts';
import { bytesItem, fileName, jsonItem } from './casefiles/partItems.ts';
import type { CasePartKind } from './casefiles/offline/contract.ts';
import type { DocumentFiles } from './documents/DocumentFiles.ts';
import type { DocumentStore } from './documents/store.ts';
import type { ReportStore } from './reports/store.ts';

/** What the rooms of a case give to a case file: every version of the report, the interviews, the issued documents. */
export function caseRoomParts(
  { reports, documents, files }: { readonly reports: ReportStore; readonly documents: DocumentStore; readonly files: Pick<DocumentFiles, 'read'> },
): readonly CaseFileProvider[] {
  return [
    ofCases('report', async (caseId) => {
      const versions = await reports.versions(caseId);
      const found = await Promise.all(versions.map(({ version }) => reports.report(caseId, version)));
      return found.flatMap((report) => (report ? [jsonItem(`${report.caseId}-v${report.version}.json`, `调查报告第 ${report.version} 版`, report)] : []));
    }),
    ofCases('neighbourForms', async (caseId) => (await reports.interviewsOf(caseId)).map((interview, i) => jsonItem(`${caseId}-${i + 1}.json`, `邻里访问 ${i + 1}`, interview))),
    ofCases('documents', async (caseId) => Promise.all((await documents.ofCase(caseId)).map(async ({ _id, title, number, version, issuedOn, sha256 }) => ({
      ...bytesItem(fileName(_id, 'application/pdf'), title, 'application/pdf', await files.read(sha256)),
      facts: { 编号: number, 版本: version, 日期: issuedOn },
    })))),
  ];
}

/** A case is its household. */
function ofCases(kind: CasePartKind, itemsOf: (caseId: string) => Promise<readonly PartItem[]>): CaseFileProvider {
  return { kind, itemsOf: async ({ visits }) => (await Promise.all([...new Set(visits.map(({ householdId }) => householdId))].map((id) => itemsOf(id)))).flat() };
}
