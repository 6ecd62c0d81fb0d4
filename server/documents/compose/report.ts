import { UserError } from '../../errors.ts';
import type { ReportSectionKey } from '../../reports/contract.ts';
import type { ContentDraft } from '../documentDeps.ts';
import type { DocumentSources } from './sources.ts';

export const SECTION_TITLES: Readonly<Record<ReportSectionKey, string>> = {
  basis: '一、调查经过', household: '二、家庭基本情况', labour: '三、劳动与就业', income: '四、家庭收入', property: '五、住房与财产',
  expenses: '六、刚性支出', living: '七、生活实况', obligors: '八、赡（抚、扶）养情况', neighbours: '九、邻里访问', evidence: '十、影像证据',
  contradictions: '十一、发现的矛盾之处', facts: '十二、调查事实', comments: '十三、家庭成员意见',
};

/** 入户家计调查报告: the version that was handed in, or accepted; never a draft. */
export function composeReport({ office, file, report, vendorName }: DocumentSources): ContentDraft {
  if (!report?.submitted) throw new UserError('document.notReady');
  return {
    office: vendorName ?? office,
    title: '入户家计调查报告',
    blocks: [
      {
        block: 'fields',
        fields: [
          { label: '申请人', value: file.applicantName }, { label: '案卷编号', value: file.caseNumber },
          { label: '家庭住址', value: file.address, wide: true },
          { label: '报告版本', value: `第 ${report.version} 版` }, { label: '提交人', value: report.submitted.by.name },
        ],
      },
      ...report.sections.flatMap(({ key, text }) => [
        { block: 'heading', text: SECTION_TITLES[key] } as const,
        ...text.split('\n').filter((line) => line.trim() !== '').map((line) => ({ block: 'paragraph', text: line } as const)),
      ]),
      ...(report.submitted.fewerInterviews === undefined ? [] : [{ block: 'paragraph', text: `邻里访问人数不足的原因：${report.submitted.fewerInterviews}` } as const]),
      { block: 'smallPrint', text: '本报告只陈述调查事实，不含是否符合救助条件的结论。' },
      {
        block: 'signatures',
        places: [
          { label: '调查员' }, { label: '调查员' },
          ...(report.review?.outcome === 'accepted' ? [{ label: '审核人', name: report.review.by.name }] : [{ label: '审核人' }]),
        ],
      },
      { block: 'seal', office: vendorName ?? office },
    ],
  };
}
