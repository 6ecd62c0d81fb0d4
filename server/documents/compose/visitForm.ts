import { UserError } from '../../errors.ts';
import type { ReadableEntry, ReadableSection } from '../../reports/readableForm.ts';
import { readForm } from '../../reports/readableForm.ts';
import type { BlockDraft } from '../contract.ts';
import type { ContentDraft } from '../documentDeps.ts';
import { placesOf } from './notice.ts';
import type { DocumentSources } from './sources.ts';

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四', '十五'];
/** More characters than fit beside a label in half a row. */
const WIDE_FROM = 14;

/** 入户调查表: every answer in the order in which it was asked. */
export function composeVisitForm({ office, file, form, visits, signatures }: DocumentSources): ContentDraft {
  if (!form) throw new UserError('document.notReady');
  const investigators = [...new Set(visits.flatMap((visit) => visit.investigators))];
  const sections = readForm(form).filter(({ entries }) => entries.some(({ rows }) => rows.length > 0));
  return {
    office,
    title: '入户家计调查表',
    blocks: [
      {
        block: 'fields',
        fields: [
          { label: '申请人', value: file.applicantName }, { label: '案卷编号', value: file.caseNumber },
          { label: '家庭住址', value: file.address, wide: true },
          { label: '调查员', value: investigators.join('、'), wide: true },
        ],
      },
      ...sections.flatMap(blocksOf),
      ...(form.signedDigest === undefined ? [] : [{ block: 'smallPrint', text: `本表签字时的内容摘要（SHA-256）：${form.signedDigest}` } as const]),
      { block: 'paragraph', text: '以上内容已由调查员当面宣读核对，与本人陈述一致。' },
      { block: 'signatures', places: placesOf(signatures, ['被调查人（签字或指印）', '调查员', '调查员', '见证人（如有）']) },
    ],
  };
}

function blocksOf({ title, entries }: ReadableSection, index: number): BlockDraft[] {
  const filled = entries.filter(({ rows }) => rows.length > 0);
  return [
    { block: 'heading', text: `${NUMERALS[index] ?? index + 1}、${title}` },
    ...filled.map((entry): BlockDraft => ({ block: 'fields', fields: fieldsOf(entry) })),
  ];
}

function fieldsOf({ title, rows }: ReadableEntry): { label: string; value: string; wide?: boolean }[] {
  const first = rows[0];
  // A member's or an income's own name is the first cell; where the first answer is that name, it is not said twice.
  const named = title === undefined || first?.value === title ? [] : [{ label: '项目', value: title }];
  return [...named, ...rows.map(({ label, value }) => ({ label, value, wide: value.length > WIDE_FROM || label.length > 8 }))];
}
