import { Worker } from 'node:worker_threads';
import type { PrintReply, PrintRequest } from './pdfThread.ts';
import type { PrintedDocument } from './printPdf.ts';

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Prints documents in a thread of its own: shaping Chinese text takes a good part of a second, and a server that
 * carries live pictures has none to spare. The thread starts with the first document and is replaced when it dies.
 */
export class PdfPrinter {
  #worker: Worker | undefined;
  #isClosed = false;
  #nextId = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @throws Error when it can't be printed, or the thread ended meanwhile */
  print(printed: PrintedDocument): Promise<Uint8Array> {
    if (this.#isClosed) return Promise.reject(new Error('the printer is closed'));
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, printed } satisfies PrintRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('./pdfThread.ts', import.meta.url), { execArgv: ['--disable-warning=ExperimentalWarning'] });
    worker.unref();
    worker.on('message', (reply: PrintReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('pdf' in reply) waiting?.resolve(reply.pdf);
      else waiting?.reject(new Error(reply.problem));
    });
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error('the printing thread ended')));
    return worker;
  }

  #ended(worker: Worker, why: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = why instanceof Error ? why : new Error(String(why));
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Ends the thread; what was being printed rejects. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }
}
