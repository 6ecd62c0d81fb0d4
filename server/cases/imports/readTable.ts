import { parse } from 'csv-parse/sync';
import { MAX_IMPORT_ROWS } from './contract.ts';
import { readWorkbook } from './readWorkbook.ts';
import { TableError } from './TableError.ts';

/** A cell as it stands in the file: text, or what a spreadsheet has in its place. */
export type Cell = string | number | boolean | Date | null;

/** A spreadsheet as cells, the head first; the rows have the spreadsheet's own numbers, from 1. */
export interface Table {
  readonly encoding: 'UTF-8' | 'GBK' | 'UTF-16' | 'XLSX';
  readonly rows: readonly { readonly number: number; readonly cells: readonly Cell[] }[];
  /** Places such as `C7` whose value a formula computed: it may be old, and it may not be what was meant. */
  readonly formulas: readonly string[];
  /** Areas such as `A2:A5`; all but the first cell of each is empty. */
  readonly merged: readonly string[];
}

/** How an XLSX file begins, as every ZIP archive does. */
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/** @throws TableError `import.unreadable`, `import.encoding`, `import.empty`, `import.tooManyRows`, `import.tooLarge` */
export async function readTable(bytes: Buffer): Promise<Table> {
  const table = bytes.subarray(0, 4).equals(ZIP) ? await readWorkbook(bytes) : readCsv(bytes);
  // Rows without a single value are how spreadsheets end.
  const rows = table.rows.filter(({ cells }) => cells.some((cell) => cell !== null && String(cell).trim() !== ''));
  if (rows.length < 2) throw new TableError('import.empty');
  if (rows.length - 1 > MAX_IMPORT_ROWS) throw new TableError('import.tooManyRows');
  return { ...table, rows };
}

function readCsv(bytes: Buffer): Table {
  const { text, encoding } = decode(bytes);
  try {
    const head = text.slice(0, text.search(/[\r\n]|$/u));
    const delimiter = [',', '\t', ';'].reduce((best, one) => (head.split(one).length > head.split(best).length ? one : best));
    const rows = parse(text, { delimiter, relaxColumnCount: true, skipEmptyLines: false, bom: true, info: true, maxRecordSize: 200_000 }) as
      unknown as { record: string[]; info: { lines: number } }[];
    return { encoding, rows: rows.map(({ record, info }) => ({ number: info.lines, cells: record })), formulas: [], merged: [] };
  } catch {
    throw new TableError('import.unreadable');
  }
}

/** UTF-8 with or without its mark, UTF-16 with it, or else GBK as Chinese Excel writes it. Bytes of none of them are refused. */
function decode(bytes: Buffer): { text: string; encoding: Table['encoding'] } {
  const attempt = (label: string): string | undefined => {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      return undefined;
    }
  };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: attempt('utf-16le') ?? refuse(), encoding: 'UTF-16' };
  // No spreadsheet has a zero byte, and every decoder would let it pass.
  if (bytes.includes(0)) refuse();
  const utf8 = attempt('utf-8');
  if (utf8 !== undefined) return { text: utf8, encoding: 'UTF-8' };
  return { text: attempt('gb18030') ?? refuse(), encoding: 'GBK' };
}

function refuse(): never {
  throw new TableError('import.encoding');
}
