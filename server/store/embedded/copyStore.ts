import { access, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';

/**
 * Copies a store's file, also while a store is writing to it: SQLite's online backup copies the pages of one moment.
 * The copy gets its name only when it is whole and on disk.
 *
 * @throws Error if `from` is no store, or `to` exists
 */
export async function copyStore(from: string, to: string): Promise<void> {
  await access(from);
  if (
    await access(to).then(
      () => true,
      () => false,
    )
  )
    throw new Error(`${to} exists already; it is not written over`);
  const partial = `${to}.partial`;
  await rm(partial, { force: true });
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    // An open read transaction pins the moment: without it, every write meanwhile would make the backup begin anew.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM collections').get();
    await backup(source, partial, { rate: 1_000 });
  } finally {
    source.close();
  }
  checkWhole(partial);
  await sync(partial);
  await rename(partial, to);
  await sync(dirname(to));
}

/** @throws Error if SQLite finds a page of the copy damaged */
function checkWhole(path: string): void {
  const copy = new DatabaseSync(path);
  try {
    // A copy of a store in WAL mode would make files of its own beside it when it is opened to be read.
    copy.exec('PRAGMA journal_mode = DELETE');
    const found = copy.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (found.quick_check !== 'ok') throw new Error(`the copy is damaged: ${found.quick_check}`);
  } finally {
    copy.close();
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
