import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StoreProcess } from './store/StoreProcess.ts';

const run = promisify(execFile);
const HERE = `${import.meta.dirname}/trail`;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

const PROCESSES = 2;
const ACTORS = 64;
const APPEND_MS = 8_000;
const ENTRIES = 1_000_000;

/**
 * The trail on the embedded store: durable appends by 64 actors of two server processes at once; then, in a
 * process of its own on a log of a million entries, proofs at random places, the memory held, and the speed at
 * which a whole log is verified.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'trail-'));
  try {
    return { name: 'trail', ...(await appends(join(folder, 'appends'))), ...(await proofs(join(folder, 'proofs'))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function appends(dataDir: string): Promise<Record<string, unknown>> {
  const store = await StoreProcess.create(dataDir);
  try {
    const latencies = await Promise.all(Array.from({ length: PROCESSES }, (_, i) =>
      child<number[]>('appendAsActors.ts', `${store.url}visits`, dataDir, String(ACTORS / PROCESSES), String(APPEND_MS), `p${i}`)));
    const all = latencies.flat().sort((a, b) => a - b);
    return {
      appendsPerSec: Math.round(all.length / (APPEND_MS / 1_000)),
      p99Ms: Number((all[Math.floor(all.length * 0.99)] ?? 0).toFixed(1)),
      processes: PROCESSES,
    };
  } finally {
    await store.close();
  }
}

async function proofs(dataDir: string): Promise<Record<string, unknown>> {
  const store = await StoreProcess.create(dataDir);
  try {
    await child('fillLog.ts', `${store.url}visits`, dataDir, String(ENTRIES));
    return await child('proveAndVerify.ts', `${store.url}visits`, dataDir);
  } finally {
    await store.close();
  }
}

async function child<T>(script: string, ...args: string[]): Promise<T> {
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', join(HERE, script), ...args], { maxBuffer: MAX_OUTPUT_BYTES });
  return JSON.parse(stdout) as T;
}
