import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { copyStore } from './copyStore.ts';
import { LOCK_FILE, STORE_FILE } from './files.ts';
import { DataLock } from './storage/DataLock.ts';

/**
 * Puts a backup in a store's place. What was there is kept beside it, with the time in its name.
 *
 * @returns where the store that was there has gone, if there was one
 * @throws Error if a process has the store open, or the backup is damaged; the store is then as it was
 */
export async function restoreStore(backup: string, dataDir: string, now: Date): Promise<string | undefined> {
  const directory = resolve(dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = new DataLock(join(directory, LOCK_FILE));
  try {
    const file = join(directory, STORE_FILE);
    const incoming = join(directory, 'store.incoming');
    await rm(incoming, { force: true });
    await copyStore(backup, incoming);
    const aside = join(directory, `store-before-${now.toISOString().replaceAll(':', '-')}.sqlite`);
    const moved = await copyStore(file, aside).then(
      () => aside,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
    // The log belongs to the file that goes: its pages are in the copy that was put aside.
    for (const part of [`${file}-wal`, `${file}-shm`]) await rm(part, { force: true });
    await rename(incoming, file);
    return moved;
  } finally {
    lock.close();
  }
}
