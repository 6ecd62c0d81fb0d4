import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';

/** A store in a process of its own, so that its memory is its own and it can be killed. */
export class StoreProcess {
  readonly url: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** @param env beside this process's environment */
  static async create(folder: string, env: Record<string, string> = {}): Promise<StoreProcess> {
    const child = spawn(process.execPath, [`${import.meta.dirname}/serve.ts`, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const lines = createInterface(child.stdout);
    const exit = once(child, 'exit').then(([code]) => {
      throw new Error(`the store ended with ${String(code)}`);
    });
    const [url] = (await Promise.race([once(lines, 'line'), exit])) as [string];
    exit.catch(() => undefined);
    return new StoreProcess(child, url);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** The memory that the process holds now. */
  async rssMiB(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
  }

  /** The most memory that the process has held. */
  async peakRssMiB(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
  }

  async kill(): Promise<void> {
    const exited = once(this.#child, 'exit');
    if (this.#child.kill('SIGKILL')) await exited;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exited;
  }
}
