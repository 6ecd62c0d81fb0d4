import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StoreProcess } from './store/StoreProcess.ts';

const run = promisify(execFile);
const CLIENTS = 64;
const INSERT_MS = 5_000;
const FSYNC_DELAY_US = 2_000;
const HERE = `${import.meta.dirname}/store`;

/**
 * The embedded store against plain SQLite. Durable inserts of 1 KiB documents by 64 clients of the official driver,
 * once with the disk as it is and once with an fsync of 2 ms, which a preloaded library gives to both sides; and a
 * find by an index at ten thousand and at a million documents, with the memory held then.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  try {
    const asIs = await inserts(join(folder, 'as-is'), {});
    const slow = await inserts(join(folder, 'slow'), await slowFsync(folder));
    const found = await finds(join(folder, 'found'));
    return {
      name: 'store',
      insertPerSec: Math.round(asIs.storePerSec),
      rawSqliteInsertPerSec: Math.round(asIs.plainPerSec),
      insertRatio: round(asIs.storePerSec / asIs.plainPerSec),
      insertPerSecFsync2ms: Math.round(slow.storePerSec),
      rawSqliteInsertPerSecFsync2ms: Math.round(slow.plainPerSec),
      insertRatioFsync2ms: round(slow.storePerSec / slow.plainPerSec),
      ...found,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function slowFsync(folder: string): Promise<Record<string, string>> {
  const library = join(folder, 'slowFsync.so');
  await run('gcc', ['-shared', '-fPIC', '-O2', '-o', library, `${HERE}/slowFsync.c`, '-ldl']);
  return { LD_PRELOAD: library, FSYNC_DELAY_US: String(FSYNC_DELAY_US) };
}

async function inserts(
  folder: string,
  env: Record<string, string>,
): Promise<{ storePerSec: number; plainPerSec: number }> {
  const store = await StoreProcess.create(folder, env);
  try {
    const plainPerSec = await perSec('insertPlain.ts', [folder, String(INSERT_MS)], env);
    const storePerSec = await perSec('insertAsClients.ts', [store.url, String(CLIENTS), String(INSERT_MS)], {});
    return { storePerSec, plainPerSec };
  } finally {
    await store.close();
  }
}

async function perSec(script: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  return (await measured<{ perSec: number }>(script, args, env)).perSec;
}

async function measured<T>(script: string, args: readonly string[], env: Record<string, string>): Promise<T> {
  const options = { env: { ...process.env, ...env } };
  const { stdout } = await run(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(HERE, script), ...args],
    options,
  );
  return JSON.parse(stdout) as T;
}

async function finds(folder: string): Promise<Record<string, unknown>> {
  const store = await StoreProcess.create(folder);
  try {
    const small = (await measured<{ p50Us: number }>('findByIndex.ts', [store.url, '10000'], {})).p50Us;
    const large = (await measured<{ p50Us: number }>('findByIndex.ts', [store.url, '1000000'], {})).p50Us;
    return {
      findByIndexP50Us10k: Math.round(small),
      findByIndexP50Us1M: Math.round(large),
      growth: round(large / small),
      rssMiB1M: Math.round(await store.rssMiB()),
      peakRssMiB1M: Math.round(await store.peakRssMiB()),
    };
  } finally {
    await store.close();
  }
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}
