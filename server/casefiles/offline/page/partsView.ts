import type { ArchiveSource } from '../../../../recordings/contract.ts';
import type { CaseIndex, CaseItem } from '../contract.ts';
import { readWhole } from '../readFiles.ts';
import { ACT_NAMES } from '../../../trail/names/contract.ts';
import { element, size } from './element.ts';

/** The contents by the field's own headings; what the case has nothing of is named too. */
export function partsView(index: CaseIndex, source: ArchiveSource | undefined): HTMLElement {
  const present = index.parts.filter(({ items }) => items.length > 0);
  const absent = index.parts.filter(({ kind, items }) => items.length === 0 && kind !== 'recordings');
  return element('div', {},
    ...present.map(({ title, items }) => element('section', { class: 'part' },
      element('h3', {}, title),
      element('div', { class: items.every(isPicture) ? 'pictures' : 'items' }, ...items.map((item) => itemView(item, source))))),
    absent.length > 0 && element('p', { class: 'hint' }, `本案卷中没有：${absent.map(({ title }) => title).join('、')}。`));
}

const isPicture = ({ mimeType }: CaseItem): boolean => mimeType.startsWith('image/');

function itemView(item: CaseItem, source: ArchiveSource | undefined): HTMLElement {
  const facts = Object.entries(item.facts ?? {});
  const body = element('div', { class: 'body' });
  const link = element('a', { class: 'open', href: item.path, target: '_blank', rel: 'noopener' }, item.title);
  const box = element('article', { class: 'item' }, isPicture(item) && body, link,
    element('small', {}, size(item.bytes)),
    facts.length > 0 && element('dl', {}, ...facts.flatMap(([label, value]) => [element('dt', {}, label), element('dd', {}, String(value))])),
    !isPicture(item) && body);
  if (source) void fill(item, source, link, body);
  else if (isPicture(item)) body.append(element('img', { src: item.path, alt: item.title, loading: 'lazy' }));
  return box;
}

async function fill(item: CaseItem, source: ArchiveSource, link: HTMLAnchorElement, body: HTMLElement): Promise<void> {
  const bytes = await readWhole(source, item.path).catch(() => undefined);
  if (!bytes) {
    body.append(element('p', { class: 'missing' }, '案卷中缺少这个文件'));
    return;
  }
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: item.mimeType }));
  link.href = url;
  if (isPicture(item)) body.append(element('img', { src: url, alt: item.title, loading: 'lazy' }));
  if (item.mimeType === 'application/json') {
    try {
      body.append(valueView(JSON.parse(new TextDecoder().decode(bytes)) as unknown));
    } catch {
      body.append(element('p', { class: 'missing' }, '内容无法识别'));
    }
  }
}

const LABELS: Readonly<Record<string, string>> = {
  visitId: '入户编号', people: '人员', person: '姓名', role: '角色', acts: '行为次数', firstAt: '最早', lastAt: '最近', watchedSeconds: '观看（秒）',
  caseNumber: '案卷编号', applicantName: '申请人', address: '住址', phone: '电话', memberCount: '人口', caseType: '类别', state: '状态', investigators: '调查员',
  name: '姓名', organisation: '机构', appointedAt: '约定时间', startedAt: '开始', closedAt: '结束', sealedAt: '封存', statements: '中断说明', gapId: '中断编号',
  explanation: '说明', explainedBy: '说明人', explainedAtMs: '说明时间',
};
const labelOf = (name: string): string => LABELS[name] ?? (ACT_NAMES as Readonly<Record<string, string>>)[name] ?? name;

/** Any record as labels and values, folded where it is deep. */
function valueView(value: unknown): HTMLElement {
  if (Array.isArray(value)) {
    return value.length === 0 ? element('span', {}, '无') : element('ol', { class: 'values' }, ...value.map((one) => element('li', {}, valueView(one))));
  }
  if (typeof value === 'object' && value !== null) {
    return element('dl', {}, ...Object.entries(value).flatMap(([label, one]) => [element('dt', {}, labelOf(label)), element('dd', {}, valueView(one))]));
  }
  return element('span', {}, value === null || value === undefined ? '—' : String(value as string | number | boolean));
}
