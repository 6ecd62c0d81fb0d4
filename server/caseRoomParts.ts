import type { CaseFileProvider, PartItem } from './casefiles/contract.ts';
import { bytesItem, fileName, jsonItem } from './casefiles/partItems.ts';
import { REPORT_SECTION_WORDS } from './casefiles/recordWords.ts';
import type { CasePartKind } from './casefiles/offline/contract.ts';
import type { NeedStore } from './classification/store.ts';
import type { DocumentFiles } from './documents/DocumentFiles.ts';
import type { DocumentStore } from './documents/store.ts';
import type { CalculationStore } from './income/store.ts';
import { yuan } from './income/money.ts';
import type { ProcedureStore } from './procedures/store.ts';
import type { InterviewRecord, ReportRecord, ReportStore } from './reports/store.ts';

export interface CaseRoomPartDeps {
  readonly reports: ReportStore;
  readonly documents: DocumentStore;
  readonly calculations: CalculationStore;
  readonly needs: NeedStore;
  readonly procedures: ProcedureStore;
  readonly files: Pick<DocumentFiles, 'read'>;
}

const moment = (ms: number): string => new Date(ms).toISOString();

/** What the rooms of a case give to a case file: report and review by versions, interviews, computations, needs, documents, where it stands. */
export function caseRoomParts({ reports, documents, calculations, needs, procedures, files }: CaseRoomPartDeps): readonly CaseFileProvider[] {
  return [
    ofCases('report', async (caseId) => {
      const versions = await reports.versions(caseId);
      const found = await Promise.all(versions.map(({ version }) => reports.report(caseId, version)));
      return found.flatMap((report) => (report ? [reportItem(report)] : []));
    }),
    ofCases('neighbourForms', async (caseId) => (await reports.interviewsOf(caseId)).map((interview, i) => interviewItem(caseId, interview, i + 1))),
    ofCases('calculation', async (caseId) => [
      ...(await calculations.ofCase(caseId)).flatMap(({ revision, calculation, madeBy, madeAtMs }) => {
        const { totalFen, perCapitaFen, gapFen, memberCount, lines, parameters } = calculation;
        return [
          jsonItem(`${caseId}-r${revision}.json`, `收入测算第 ${revision} 次`, {
            测算人: madeBy.name, 时间: moment(madeAtMs), 参数版本: parameters.version, 人口: memberCount, 月收入: `${yuan(totalFen)} 元`, 人均: `${yuan(perCapitaFen)} 元`, 差额: `${yuan(gapFen)} 元`,
            逐项: lines.map(({ text, effect }) => `${effect === 'subtracts' ? '（减）' : effect === 'adds' ? '（加）' : ''}${text.zh}`),
          }, { 月收入: `${yuan(totalFen)} 元`, 人均: `${yuan(perCapitaFen)} 元` }),
          // Whole, so that it can be computed again.
          jsonItem(`${caseId}-r${revision}-whole.json`, `收入测算第 ${revision} 次（输入与参数原文）`, calculation),
        ];
      }),
      ...((found) => (found.length === 0 ? [] : [jsonItem(`${caseId}-needs.json`, '分类救助需求', found.map(({ need }) => ({
        需求: need.name.zh, 建议日期: need.suggestedOn, 依据: need.restsOn.map(({ text }) => text.zh), 进展: need.state,
        ...('confirmedBy' in need && { 确认人: need.confirmedBy.name }), ...('rejectedBy' in need && { 否决人: need.rejectedBy.name, 否决理由: need.reason }),
      })))]))(await needs.ofCase(caseId)),
    ]),
    ofCases('decision', async (caseId) => {
      const procedure = await procedures.procedure(caseId);
      if (!procedure) return [];
      const { state, facts, deadlines } = procedure;
      return [jsonItem(`${caseId}.json`, '办理进度', { 案件编号: caseId, 当前状态: state, ...(facts.decision !== undefined && { 决定: facts.decision === 'approved' ? '批准' : '不予批准' }), 办理情况: facts, 期限: deadlines })];
    }),
    ofCases('documents', async (caseId) => Promise.all((await documents.ofCase(caseId)).map(async ({ _id, title, number, version, issuedOn, sha256 }) =>
      bytesItem(fileName(_id, 'application/pdf'), title, 'application/pdf', await files.read(sha256), { facts: { 编号: number, 版本: version, 日期: issuedOn } })))),
  ];
}

function reportItem({ caseId, version, sections, origin, by, atMs, submitted, review }: ReportRecord): PartItem {
  return jsonItem(`${caseId}-v${version}.json`, `调查报告第 ${version} 版`, {
    撰写人: by.name, 时间: moment(atMs), 来源: origin === 'generated' ? '由调查表生成' : '人工修改',
    ...(submitted && { 提交: { 提交人: submitted.by.name, 时间: moment(submitted.atMs), ...(submitted.fewerInterviews !== undefined && { 邻里访问不足的原因: submitted.fewerInterviews }) } }),
    ...(review && { 审核: {
      审核人: review.by.name, 时间: moment(review.atMs), 结论: review.outcome === 'accepted' ? '通过' : '退回',
      意见: review.remarks.map(({ section, text }) => (section === undefined ? text : `${REPORT_SECTION_WORDS[section]}：${text}`)),
    } }),
    正文: Object.fromEntries(sections.map(({ key, text }) => [REPORT_SECTION_WORDS[key], text])),
  }, { 撰写人: by.name, 审核: review ? (review.outcome === 'accepted' ? '通过' : '退回') : '未审核' });
}

function interviewItem(caseId: string, { neighbourName, relation, yearsKnown, statement, heardBy, atMs }: InterviewRecord, number: number): PartItem {
  return jsonItem(`${caseId}-${number}.json`, `邻里访问 ${number}`, { 受访人: neighbourName, 关系: relation, 相识年数: yearsKnown, 陈述: statement, 访问人: heardBy.name, 时间: moment(atMs) });
}

/** A case is its household. */
function ofCases(kind: CasePartKind, itemsOf: (caseId: string) => Promise<readonly PartItem[]>): CaseFileProvider {
  return { kind, itemsOf: async ({ visits }) => (await Promise.all([...new Set(visits.map(({ householdId }) => householdId))].map((id) => itemsOf(id)))).flat() };
}
