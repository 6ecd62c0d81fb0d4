import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { vaultContract } from './vaultContract.ts';

vaultContract('a folder', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'vault-'));
  return { vault: await FileVault.create(rootDir), remove: () => rm(rootDir, { recursive: true }) };
});

test('a folder keeps nothing half-written inside an archive', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'vault-'));
  try {
    const vault = await FileVault.create(rootDir);
    await vault.createExclusive('visit-1' as ArchiveId, 'a', Buffer.from('x'));
    expect(await readdir(join(rootDir, 'visit-1'))).toEqual(['a']);
    expect(await readdir(join(rootDir, '.unfinished'))).toEqual([]);
  } finally {
    await rm(rootDir, { recursive: true });
  }
});
