import { Worker } from 'node:worker_threads';
import { FieldsError, UserError } from '../../errors.ts';
import type { DraftRow } from './draftsOf.ts';
import type { TableMessage, TableTask } from './tableThread.ts';

/** A spreadsheet that unpacks to more than this is refused instead of filling the server's memory. */
const MAX_HEAP_MB = 700;

export type TableEnd = Extract<TableMessage, { kind: 'end' }>;

/**
 * Reads and checks a table in a thread of its own: fifty thousand rows are seconds of work.
 * @param each gets the good cases, a handful at a time
 * @throws UserError of the table as a whole; FieldsError naming missing columns
 */
export async function parseTable(task: TableTask, each: (cases: readonly DraftRow[]) => void): Promise<TableEnd> {
  const worker = new Worker(new URL('./tableThread.ts', import.meta.url), {
    workerData: task,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  try {
    return await new Promise<TableEnd>((resolve, reject) => {
      worker.on('message', (message: TableMessage) => {
        if (message.kind === 'cases') each(message.cases);
        else if (message.kind === 'end') resolve(message);
        else if (message.detail === undefined) reject(new UserError(message.code));
        else reject(new FieldsError([{ path: 'file', zh: `缺少必需的列：${message.detail}。请使用下载的模板。`, en: `Columns are missing: ${message.detail}. Use the template.` }]));
      });
      worker.once('error', (error: NodeJS.ErrnoException) => {
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new UserError('import.tooLarge') : error);
      });
      worker.once('exit', () => { reject(new Error('the thread that reads tables ended without an answer')); });
    });
  } finally {
    await worker.terminate();
  }
}
