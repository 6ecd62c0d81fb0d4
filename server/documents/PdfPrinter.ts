import { AnsweringThread } from '../AnsweringThread.ts';
import type { PrintAnswer, PrintQuestion } from './pdfThread.ts';
import type { PrintedDocument } from './printPdf.ts';

/** Prints documents in a thread of its own: shaping Chinese text takes a good part of a second. */
export class PdfPrinter {
  readonly #thread = new AnsweringThread<PrintQuestion, PrintAnswer>(new URL('./pdfThread.ts', import.meta.url), 'the printing thread');

  /** @throws Error when it can't be printed, or the thread ended meanwhile */
  async print(printed: PrintedDocument): Promise<Uint8Array> {
    return (await this.#thread.ask({ printed })).pdf;
  }

  /** Ends the thread; what was being printed rejects. Idempotent. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}
