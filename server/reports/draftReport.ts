import { dayInChina } from '../clocks/days.ts';
import type { VisitForm } from '../forms/contract.ts';
import type { ReportSection, ReportSectionKey } from './contract.ts';
import { REPORT_SECTIONS } from './contract.ts';
import type { ReadableEntry, ReadableSection } from './readableForm.ts';
import { readForm } from './readableForm.ts';

/** One visit as a report names it. */
export interface ReportedVisit {
  readonly investigators: readonly string[];
  readonly startedAtMs?: number;
  readonly closedAtMs?: number;
  readonly sealedAtMs?: number;
  readonly photos: number;
  readonly gaps: number;
}

/** Everything a draft is written from. */
export interface ReportSource {
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly address: string;
  readonly form?: VisitForm;
  readonly visits: readonly ReportedVisit[];
  /** Without who said it: the report goes where identities may not. */
  readonly statements: readonly { readonly relation: string; readonly yearsKnown: number; readonly statement: string }[];
}

const NOTHING = '本次调查未记录此项。';

/** Which sections of the form each part of the report takes over. */
const FROM_FORM: Partial<Record<ReportSectionKey, readonly string[]>> = {
  household: ['household', 'members'], labour: ['labour'], income: ['income'], property: ['housing', 'property'], expenses: ['expenses'],
  living: ['living', 'rooms'], obligors: ['obligors'],
};
const CLOSING: Partial<Record<ReportSectionKey, string>> = { contradictions: 'contradictions', facts: 'facts', comments: 'comments' };

/**
 * The first words of a report: what the form, the recording, the photos and the neighbours say, and nothing that
 * judges it. The same source gives the same text.
 */
export function draftReport(source: ReportSource): ReportSection[] {
  const sections = source.form ? readForm(source.form) : [];
  return REPORT_SECTIONS.map((key) => ({ key, text: textOf(key, source, sections).slice(0, 8_000) }));
}

function textOf(key: ReportSectionKey, source: ReportSource, sections: readonly ReadableSection[]): string {
  switch (key) {
    case 'basis': return basisText(source);
    case 'neighbours': return neighboursText(source);
    case 'evidence': return evidenceText(source);
    case 'contradictions': case 'facts': case 'comments': {
      const row = sections.find((one) => one.key === 'closing')?.entries[0]?.rows.find(({ item }) => item.key === CLOSING[key]);
      return row?.value ?? NOTHING;
    }
    default: return written(sections.filter((section) => FROM_FORM[key]?.includes(section.key)));
  }
}

function written(sections: readonly ReadableSection[]): string {
  const lines = sections.flatMap(({ entries }) => entries.map(sentenceOf)).filter((one) => one !== '');
  return lines.length === 0 ? NOTHING : lines.join('\n');
}

/** `张建国：性别 男；出生日期 1980年3月1日。` */
function sentenceOf({ title, rows }: ReadableEntry): string {
  if (rows.length === 0) return '';
  return `${title === undefined ? '' : `${title}：`}${rows.map(({ label, value }) => `${label} ${value}`).join('；')}。`;
}

function basisText({ caseNumber, applicantName, address, visits, statements }: ReportSource): string {
  const made = visits.filter((visit) => visit.startedAtMs !== undefined);
  const lines = made.map((visit, index) =>
    `第${index + 1}次入户：${momentText(visit.startedAtMs ?? 0)}${visit.closedAtMs === undefined ? '开始' : `至${momentText(visit.closedAtMs)}`}，调查员${visit.investigators.join('、')}。`);
  return [
    `受委托对案卷${caseNumber}申请人${applicantName}家庭（${address}）进行入户家计调查，共入户${made.length}次，访问邻里${statements.length}人。`,
    ...lines,
    '以下所列为调查所见所闻的事实，不含是否符合救助条件的结论。',
  ].join('\n');
}

function neighboursText({ statements }: ReportSource): string {
  if (statements.length === 0) return '未进行邻里访问。';
  return statements.map(({ relation, yearsKnown, statement }, index) => `受访人${index + 1}（${relation}，相识${yearsKnown}年）：${statement}`).join('\n');
}

function evidenceText({ visits }: ReportSource): string {
  const made = visits.filter((visit) => visit.startedAtMs !== undefined);
  if (made.length === 0) return NOTHING;
  return made
    .map(({ photos, gaps, sealedAtMs }, index) =>
      `第${index + 1}次入户：照片${photos}张；录像中断${gaps}处${gaps === 0 ? '' : '，均已逐一说明'}；${sealedAtMs === undefined ? '录像尚未封存' : `录像于${momentText(sealedAtMs)}封存`}。`)
    .join('\n');
}

/** `2026年11月24日10时05分`, in China. */
function momentText(atMs: number): string {
  const [year, month, day] = dayInChina(atMs).split('-').map(Number);
  const [hour, minute] = new Date(atMs + 8 * 3_600_000).toISOString().slice(11, 16).split(':');
  return `${year}年${month}月${day}日${hour}时${minute}分`;
}
