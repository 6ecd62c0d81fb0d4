import { parentPort } from 'node:worker_threads';
import type { ThreadReply } from '../AnsweringThread.ts';
import type { PrintedDocument } from './printPdf.ts';
import { printPdf } from './printPdf.ts';

/** What the thread is asked and what it answers. */
export interface PrintQuestion {
  readonly printed: PrintedDocument;
}
export interface PrintAnswer {
  readonly pdf: Uint8Array;
}

parentPort?.on('message', ({ id, printed }: PrintQuestion & { readonly id: number }) => {
  printPdf(printed).then(
    (pdf) => parentPort?.postMessage({ id, pdf } satisfies ThreadReply<PrintAnswer>),
    (error: unknown) => parentPort?.postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies ThreadReply<PrintAnswer>),
  );
});
