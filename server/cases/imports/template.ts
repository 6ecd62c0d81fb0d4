import { COLUMN_KEYS, COLUMNS } from './columns.ts';
import type { ColumnKey } from './columns.ts';

const EXAMPLES: readonly Partial<Record<ColumnKey, string>>[] = [
  {
    caseNumber: '示例-0001', caseType: '低保', village: '光明路社区', address: '新城区东街街道光明路社区 1 号楼 101', phone: '13900000000', name: '张三', relation: '本人',
    idNumber: '11010519491231002X', cohabiting: '是', health: '慢性病', illness: '高血压', employment: '退休', declaredIncome: '860.50', povertyCauses: '因病、年老',
  },
  { caseNumber: '示例-0001', name: '李四', caseType: '低保', village: '光明路社区', address: '新城区东街街道光明路社区 1 号楼 101', phone: '13900000000', relation: '配偶', idNumber: '440524188001010014', idNumberReason: '示例号码', birthDay: '1951-04-18', sex: '女', cohabiting: '是', health: '健康', employment: '退休' },
];

/** The template as CSV, with the mark by which Excel knows that it is UTF-8. Its two rows are one household. */
export function importTemplate(): string {
  const cell = (text: string): string => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [COLUMN_KEYS.map((key) => COLUMNS[key]), ...EXAMPLES.map((row) => COLUMN_KEYS.map((key) => row[key] ?? ''))];
  return `\u{feff}${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
