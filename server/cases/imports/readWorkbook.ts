import { text } from 'node:stream/consumers';
import { readSheet } from 'read-excel-file/node';
import { fromBufferPromise } from 'yauzl';
import type { Cell, Table } from './readTable.ts';
import { TableError } from './TableError.ts';

/** Unpacked, a table of 50,000 rows is about 40 MB of XML; ten times that is an archive made to fill the memory. */
const MAX_UNPACKED_BYTES = 300 * 1024 * 1024;
/** The first sheet, as every spreadsheet program names it. */
const FIRST_SHEET = /^xl\/worksheets\/sheet1\.xml$/u;

/** @throws TableError `import.unreadable`, `import.tooLarge` */
export async function readWorkbook(bytes: Buffer): Promise<Table> {
  // Before anything is unpacked, what it says to unpack to.
  const marks = await scanSheet(bytes);
  let rows: (Cell | undefined)[][];
  try {
    rows = await readSheet(bytes) as unknown as (Cell | undefined)[][];
  } catch {
    throw new TableError('import.unreadable');
  }
  return { encoding: 'XLSX', rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((cell) => cell ?? null) })), ...marks };
}

/** Formulas and merged areas, which the reader of values passes over. */
async function scanSheet(bytes: Buffer): Promise<Pick<Table, 'formulas' | 'merged'>> {
  const zip = await fromBufferPromise(bytes).catch(() => { throw new TableError('import.unreadable'); });
  let unpacked = 0;
  let xml = '';
  try {
    for await (const entry of zip.eachEntry()) {
      unpacked += entry.uncompressedSize;
      if (unpacked > MAX_UNPACKED_BYTES) throw new TableError('import.tooLarge');
      if (FIRST_SHEET.test(entry.fileName)) xml = await text(await zip.openReadStreamPromise(entry));
    }
  } catch (error) {
    throw error instanceof TableError ? error : new TableError('import.unreadable');
  } finally {
    zip.close();
  }
  return {
    formulas: [...xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*>\s*<f[\s>/]/gu)].map(([, place]) => place ?? ''),
    merged: [...xml.matchAll(/<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"/gu)].map(([, area]) => area ?? ''),
  };
}
