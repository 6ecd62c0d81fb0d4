import { FieldsError } from '../../errors.ts';
import type { District } from '../caseDeps.ts';
import type { CheckedDraft } from '../checkDraft.ts';
import { checkDraft } from '../checkDraft.ts';
import type { ColumnKey } from './columns.ts';
import {
  AID_WORDS, CAUSE_WORDS, choiceOf, choicesOf, COLUMN_KEYS, COLUMNS, DISABILITY_WORDS, EMPLOYMENT_WORDS, HEALTH_WORDS, RELATION_WORDS,
  REQUIRED_COLUMNS, SEX_WORDS, YES_NO_WORDS,
} from './columns.ts';
import type { RowProblem } from './contract.ts';
import type { Cell, Table } from './readTable.ts';
import { TableError } from './TableError.ts';

export interface DraftRow {
  readonly checked: CheckedDraft;
  /** The rows its members stand in, in their order. */
  readonly rows: readonly number[];
}

export interface Drafts {
  readonly cases: readonly DraftRow[];
  readonly problems: readonly RowProblem[];
  readonly rows: number;
}

type Values = Readonly<Partial<Record<ColumnKey, Cell>>>;
interface Line { readonly number: number; readonly values: Values; readonly problems: RowProblem[] }

/**
 * The cases of a table and everything that is wrong with it, row by row. Pure: the store is asked by others.
 * @param townId whose villages may stand in it; any town's without
 * @throws TableError `import.columns`
 */
export function draftsOf(table: Table, district: District, townId: string | undefined, nowMs: number): Drafts {
  const [head, ...body] = table.rows;
  const places = new Map<ColumnKey, number>();
  for (const [index, cell] of (head?.cells ?? []).entries()) {
    const title = String(cell ?? '').replace(/[\s*]/gu, '');
    const key = COLUMN_KEYS.find((one) => COLUMNS[one] === title);
    if (key !== undefined && !places.has(key)) places.set(key, index);
  }
  const missing = REQUIRED_COLUMNS.filter((key) => !places.has(key));
  if (missing.length > 0) throw new TableError('import.columns', missing.map((key) => COLUMNS[key]).join('、'));

  const problems: RowProblem[] = [
    ...table.formulas.map((place) => ({ row: Number(/\d+$/u.exec(place)?.[0]), value: place, message: `单元格 ${place} 是公式，请改为“粘贴为值”。` })),
    ...table.merged.map((area) => ({ row: Number(/\d+/u.exec(area)?.[0]), value: area, message: `区域 ${area} 是合并单元格，请取消合并并逐行填写。` })),
  ];
  const groups = new Map<string, Line[]>();
  for (const { number, cells } of body) {
    const values: Partial<Record<ColumnKey, Cell>> = {};
    for (const [key, index] of places) {
      const cell = cells[index];
      if (cell !== undefined && cell !== null && String(cell).trim() !== '') values[key] = typeof cell === 'string' ? cell.trim() : cell;
    }
    const caseNumber = String(values.caseNumber ?? '');
    if (caseNumber === '') problems.push({ row: number, column: COLUMNS.caseNumber, message: '没有填写案号。' });
    else groups.set(caseNumber, [...(groups.get(caseNumber) ?? []), { number, values, problems: [] }]);
  }
  const cases: DraftRow[] = [];
  const numbersSeen = new Map<string, number>();
  for (const lines of groups.values()) {
    const one = caseOf(lines, district, townId, nowMs);
    const own = lines.flatMap((line) => line.problems);
    for (const [index, { idNumber }] of (one?.draft.members ?? []).entries()) {
      const row = lines[index]?.number ?? 0;
      if (idNumber === undefined) continue;
      const first = numbersSeen.get(idNumber);
      if (first !== undefined) own.push({ row, column: COLUMNS.idNumber, value: idNumber, message: `身份证号与第 ${first} 行重复。` });
      else numbersSeen.set(idNumber, row);
    }
    problems.push(...own);
    if (one && own.length === 0) cases.push({ checked: one, rows: lines.map(({ number }) => number) });
  }
  return { cases, problems: problems.toSorted((a, b) => a.row - b.row), rows: body.length };
}

/** One case number's rows as a draft; its problems are left with its lines. */
function caseOf(lines: readonly Line[], district: District, townId: string | undefined, nowMs: number): CheckedDraft | undefined {
  const applicant = lines.find(({ values }) => choiceOf(RELATION_WORDS, String(values.relation ?? '')) === 'self') ?? lines[0];
  if (!applicant) return undefined;
  const { values } = applicant;
  const villageName = String(values.village ?? '');
  const village = district.villages.find((one) => one.name === villageName && (townId === undefined || one.townId === townId));
  if (!village) {
    problem(applicant, 'village', townId === undefined ? `没有村（社区）“${villageName}”。` : `本镇（街道）没有村（社区）“${villageName}”。`);
  }
  const causes = String(values.povertyCauses ?? '').split(/[、,，;；\s]+/u).filter((word) => word !== '');
  const draft = {
    caseNumber: String(values.caseNumber ?? ''),
    caseType: choice(applicant, 'caseType', AID_WORDS, true),
    villageId: village?._id ?? 'unknown',
    address: textOf(values.address),
    actualAddress: textOf(values.actualAddress),
    phone: textOf(values.phone) ?? '',
    povertyCauses: causes.map((word) => choiceOf(CAUSE_WORDS, word) ?? problem(applicant, 'povertyCauses', `不认识“${word}”，可填：${choicesOf(CAUSE_WORDS)}。`)),
    declaredIncomeFen: fenOf(applicant),
    note: textOf(values.note),
    members: lines.map((line, index) => memberOf(line, index)),
  };
  // What the cells themselves broke would only be told a second time, in other words.
  if (lines.some((line) => line.problems.length > 0)) return undefined;
  try {
    return checkDraft(JSON.parse(JSON.stringify(draft)), district, townId, nowMs);
  } catch (error) {
    if (!(error instanceof FieldsError)) throw error;
    for (const { path, zh } of error.problems) {
      const [, index, key] = /^members\.(\d+)\.?(\w*)/u.exec(path) ?? [];
      const line = (index === undefined ? applicant : lines[Number(index)]) ?? applicant;
      problem(line, COLUMN_OF_PATH[key ?? path] ?? undefined, zh);
    }
    return undefined;
  }
}

const COLUMN_OF_PATH: Readonly<Record<string, ColumnKey | undefined>> = {
  ...Object.fromEntries(COLUMN_KEYS.map((key) => [key, key])),
  villageId: 'village', declaredIncomeFen: 'declaredIncome', members: 'relation', disability: 'disabilityGrade',
};

function memberOf(line: Line, index: number): Record<string, unknown> {
  const { values } = line;
  const disability = choice(line, 'disabilityType', DISABILITY_WORDS);
  const grade = String(values.disabilityGrade ?? '').replace(/级$/u, '').replace('一', '1').replace('二', '2').replace('三', '3').replace('四', '4');
  if (disability !== undefined && !/^[1-4]$/u.test(grade)) problem(line, 'disabilityGrade', '残疾等级应为一级到四级。');
  if (typeof values.idNumber === 'number') {
    problem(line, 'idNumber', '身份证号被存成了数字，末几位已经丢失：请把这一列设为“文本”格式后重新填写。');
  }
  return {
    id: `m${index + 1}`,
    name: textOf(values.name) ?? '',
    relation: choice(line, 'relation', RELATION_WORDS, true),
    idNumber: textOf(values.idNumber),
    idNumberReason: textOf(values.idNumberReason),
    sex: choice(line, 'sex', SEX_WORDS),
    birthDay: dayOf(line),
    cohabiting: choice(line, 'cohabiting', YES_NO_WORDS) !== 'no',
    health: choice(line, 'health', HEALTH_WORDS),
    illness: textOf(values.illness),
    disability: disability === undefined ? undefined : { type: disability, grade: Number(grade) },
    employment: choice(line, 'employment', EMPLOYMENT_WORDS),
  };
}

function problem(line: Line, key: ColumnKey | undefined, message: string): undefined {
  const value = key === undefined ? undefined : line.values[key];
  line.problems.push({
    row: line.number, message,
    ...(key !== undefined && { column: COLUMNS[key] }),
    ...(value !== undefined && value !== null && { value: String(value instanceof Date ? value.toISOString().slice(0, 10) : value).slice(0, 60) }),
  });
  return undefined;
}

function textOf(cell: Cell | undefined): string | undefined {
  return cell === undefined || cell === null ? undefined : cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

function choice<T extends string>(line: Line, key: ColumnKey, words: Readonly<Record<T, readonly [string, ...string[]]>>, required = false): T | undefined {
  const cell = textOf(line.values[key]);
  if (cell === undefined) return required ? problem(line, key, `没有填写${COLUMNS[key]}。`) : undefined;
  return choiceOf(words, cell) ?? problem(line, key, `不认识“${cell.slice(0, 20)}”，可填：${choicesOf(words)}。`);
}

/** 1980-03-01, 1980/3/1, 1980.3.1, 1980年3月1日, 19800301, or a spreadsheet's own date. */
function dayOf(line: Line): string | undefined {
  const cell = line.values.birthDay;
  if (cell === undefined || cell === null) return undefined;
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  const [, year, month, day] = /^(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?$/u.exec(String(cell)) ?? [];
  const text = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  const exists = year !== undefined && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
  return exists ? text : problem(line, 'birthDay', '出生日期不是有效的日期，应如 1980-03-01。');
}

function fenOf(line: Line): number | undefined {
  const cell = textOf(line.values.declaredIncome)?.replace(/[,，\s元¥￥]/gu, '');
  if (cell === undefined) return undefined;
  if (cell.startsWith('-')) return problem(line, 'declaredIncome', '金额不能为负数。');
  const [, yuan, fraction = ''] = /^(\d{1,10})(?:\.(\d{1,2}))?$/u.exec(cell) ?? [];
  return yuan === undefined ? problem(line, 'declaredIncome', '金额应为数字，最多两位小数。') : Number(yuan) * 100 + Number(fraction.padEnd(2, '0'));
}
