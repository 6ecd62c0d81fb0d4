import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { District } from '../caseDeps.ts';
import type { DraftRow } from './draftsOf.ts';
import { draftsOf } from './draftsOf.ts';
import type { RowProblem } from './contract.ts';
import type { Table } from './readTable.ts';
import { readTable } from './readTable.ts';
import { TableError } from './TableError.ts';

/** What the thread is given: a file, and what its rows are checked against. */
export interface TableTask {
  readonly path: string;
  readonly district: District;
  readonly townId: string | undefined;
  readonly nowMs: number;
}

/** What it says, in this order: the cases in handfuls, so that taking them never holds the server up; then the end. */
export type TableMessage =
  | { readonly kind: 'cases'; readonly cases: readonly DraftRow[] }
  | { readonly kind: 'end'; readonly encoding: Table['encoding']; readonly rows: number; readonly problems: readonly RowProblem[] }
  | { readonly kind: 'refused'; readonly code: TableError['code']; readonly detail: string | undefined };

const HANDFUL = 200;

async function run({ path, district, townId, nowMs }: TableTask, say: (message: TableMessage) => void): Promise<void> {
  try {
    const table = await readTable(await readFile(path));
    const { cases, problems, rows } = draftsOf(table, district, townId, nowMs);
    for (let i = 0; i < cases.length; i += HANDFUL) say({ kind: 'cases', cases: cases.slice(i, i + HANDFUL) });
    say({ kind: 'end', encoding: table.encoding, rows, problems });
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    say({ kind: 'refused', code: error.code, detail: error.detail });
  }
}

const port = parentPort;
if (!port) throw new Error('this file runs as a thread');
await run(workerData as TableTask, (message) => { port.postMessage(message); });
