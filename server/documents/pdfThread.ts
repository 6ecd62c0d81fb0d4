import { parentPort } from 'node:worker_threads';
import type { PrintedDocument } from './printPdf.ts';
import { printPdf } from './printPdf.ts';

/** What the thread is asked and what it answers. */
export interface PrintRequest {
  readonly id: number;
  readonly printed: PrintedDocument;
}
export type PrintReply = { readonly id: number; readonly pdf: Uint8Array } | { readonly id: number; readonly problem: string };

parentPort?.on('message', ({ id, printed }: PrintRequest) => {
  printPdf(printed).then(
    (pdf) => parentPort?.postMessage({ id, pdf } satisfies PrintReply),
    (error: unknown) => parentPort?.postMessage({ id, problem: error instanceof Error ? error.message : String(error) } satisfies PrintReply),
  );
});
