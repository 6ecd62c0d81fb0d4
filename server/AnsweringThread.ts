import { Worker } from 'node:worker_threads';

/** What the thread sends back: the answer to the question of that id, or why there is none. */
export type ThreadReply<Answer extends object> = { readonly id: number } & (Answer | { readonly problem: string });

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread for work that would hold up a live picture. It starts with the first question, is replaced when it dies, and
 * never keeps the process alive.
 */
export class AnsweringThread<Question extends object, Answer extends object> {
  readonly #entry: URL;
  readonly #name: string;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #worker: Worker | undefined;
  #isClosed = false;
  #nextId = 0;

  /** @param entry takes `{id, …question}` as a message and posts a `ThreadReply` @param name for its errors, e.g. "the printing thread" */
  constructor(entry: URL, name: string) {
    this.#entry = entry;
    this.#name = name;
  }

  /** @throws Error when there is no answer, or the thread ended meanwhile */
  ask(question: Question): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(new Error(`${this.#name} is closed`));
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, { execArgv: ['--disable-warning=ExperimentalWarning'] });
    worker.unref();
    worker.on('message', (reply: ThreadReply<Answer>) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('problem' in reply) waiting?.reject(new Error(reply.problem));
      else waiting?.resolve(reply);
    });
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error(`${this.#name} ended`)));
    return worker;
  }

  #ended(worker: Worker, why: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = why instanceof Error ? why : new Error(String(why));
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Ends the thread; what was asked rejects. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }
}
