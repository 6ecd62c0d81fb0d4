import { Worker } from 'node:worker_threads';

type Answer = { readonly sm3: string } | { readonly error: string };

/**
 * Computes SM3 (GB/T 32905-2016) away from the event loop: it takes eight times as long as SHA-256, and whoever waits for
 * a receipt must not wait for it. One file after the other; the thread is started when it is first needed.
 */
export class Sm3Thread {
  #worker: Worker | undefined;
  #closed = false;

  /** Of the file's bytes, lower-case hex. One call at a time. */
  async hashFile(path: string): Promise<string> {
    if (this.#closed) throw new Error('the thread is closed');
    this.#worker ??= new Worker(new URL('sm3Entry.ts', import.meta.url));
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
      };
      const onAnswer = (answer: Answer): void => {
        settle();
        if ('sm3' in answer) resolve(answer.sm3);
        else reject(new Error(answer.error));
      };
      const onError = (error: Error): void => {
        settle();
        this.#worker = undefined;
        reject(error);
      };
      const onExit = (): void => {
        onError(new Error('the SM3 thread ended'));
      };
      worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
      worker.postMessage(path);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }
}
