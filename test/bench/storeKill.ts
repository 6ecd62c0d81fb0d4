import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRounds } from './store/killRounds.ts';

/** A hundred times `kill -9` at a random moment under concurrent writers. Fails unless nothing is lost or half. */
export async function bench(): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), 'store-'));
  try {
    const result = await killRounds(folder, 100);
    if (result.lost + result.duplicates + result.damaged > 0 || result.slowestOpenMs >= 2_000) process.exitCode = 1;
    return { name: 'storeKill', ...result };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
