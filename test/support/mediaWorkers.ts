import { readdir, readFile } from 'node:fs/promises';

/** The media workers that this process has started and that still live. */
export async function liveMediaWorkers(): Promise<number[]> {
  const pids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // A process may leave between the listing and the reading.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // proc_pid_stat(5): pid (comm) state ppid …; the kernel cuts comm at 15 characters.
    const [, comm, state, parent] = /^\d+ \((.*)\) (\S) (\d+)/.exec(stat) ?? [];
    if (comm?.startsWith('mediasoup') && state !== 'Z' && Number(parent) === process.pid) pids.push(Number(name));
  }
  return pids;
}
