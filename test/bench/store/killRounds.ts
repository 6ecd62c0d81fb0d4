import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MongoClient } from 'mongodb';
import { StoreProcess } from './StoreProcess.ts';

export interface KillResult {
  readonly rounds: number;
  /** Writes that were acknowledged, in all rounds. */
  readonly acknowledged: number;
  /** Of them, those that are not in the store. */
  readonly lost: number;
  /** Keys of the unique index that two documents have. */
  readonly duplicates: number;
  /** Documents without their entries in the indexes, and entries without documents. */
  readonly damaged: number;
  readonly slowestOpenMs: number;
}

/** Kills a store that is written to by concurrent writers, `rounds` times at a random moment, and looks what is left. */
export async function killRounds(folder: string, rounds: number): Promise<KillResult> {
  const notes = join(folder, 'notes.txt');
  await appendFile(notes, '');
  let slowestOpenMs = 0;
  let lost = 0;
  let duplicates = 0;
  let damaged = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const begin = performance.now();
    const store = await StoreProcess.create(join(folder, 'killed'));
    slowestOpenMs = Math.max(slowestOpenMs, performance.now() - begin);
    if (round > 0) {
      const found = await examine(store.url, notes);
      lost += found.lost;
      duplicates += found.duplicates;
      damaged += found.damaged;
    }
    if (round < rounds) await writeAndKill(store, round, notes);
    else await store.close();
  }
  damaged += sqliteDamage(join(folder, 'killed', 'store.sqlite'));
  const acknowledged = (await readFile(notes, 'utf8')).split('\n').length - 1;
  return { rounds, acknowledged, lost, duplicates, damaged, slowestOpenMs: Math.round(slowestOpenMs) };
}

async function writeAndKill(store: StoreProcess, round: number, notes: string): Promise<void> {
  if (round === 0) {
    const client = await new MongoClient(store.url).connect();
    await client
      .db('kill')
      .collection('rows')
      .createIndexes([{ key: { key: 1 }, unique: true, sparse: true }, { key: { list: 1 } }]);
    await client.close();
  }
  const writers = spawn(
    process.execPath,
    [`${import.meta.dirname}/writeUntilKilled.ts`, store.url, String(round), notes],
    { stdio: 'ignore' },
  );
  const ended = once(writers, 'exit');
  const noted = (await readFile(notes, 'utf8')).length;
  // The moment is counted from the first acknowledged write, for the writers take longer to start than a round lasts.
  while ((await readFile(notes, 'utf8')).length === noted) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
  await store.kill();
  await ended;
}

async function examine(url: string, notes: string): Promise<{ lost: number; duplicates: number; damaged: number }> {
  const client = await new MongoClient(url).connect();
  try {
    const rows = client.db('kill').collection<{ _id: string; key?: string; list?: unknown[]; n?: number }>('rows');
    const all = await rows.find().toArray();
    const ids = new Set(all.map(({ _id }) => _id));
    const keys = all.map(({ key }) => key).filter((key) => key !== undefined);
    const unique = new Set(keys);
    const counter = Number(all.find(({ _id }) => _id === 'counter')?.['n'] ?? 0);
    let lost = 0;
    for (const line of (await readFile(notes, 'utf8')).trim().split('\n')) {
      const [kind, what = ''] = line.split(' ');
      const kept = kind === 'own' ? ids.has(what) : kind === 'won' ? unique.has(what) : counter >= Number(what);
      if (!kept) lost += 1;
    }
    const byIndex = await rows.countDocuments({ key: { $gte: '' } }, { hint: 'key_1' });
    const byList = await rows.countDocuments({ list: { $gte: 0 } }, { hint: 'list_1' });
    const withList = all.filter(({ list }) => Array.isArray(list)).length;
    return {
      lost,
      duplicates: keys.length - unique.size,
      damaged: Math.abs(byIndex - keys.length) + Math.abs(byList - withList),
    };
  } finally {
    await client.close();
  }
}

/** Entries of SQLite's own that do not fit together, and index entries whose document is not there. */
function sqliteDamage(file: string): number {
  const db = new DatabaseSync(file);
  try {
    const problems = db
      .prepare('PRAGMA integrity_check')
      .all()
      .filter((row) => row['integrity_check'] !== 'ok').length;
    const indexes = db.prepare('SELECT id, collection FROM indexes').all() as { id: number; collection: number }[];
    const stray = indexes.map(
      ({ id, collection }) =>
        db
          .prepare(`SELECT count(*) AS n FROM index_${id} WHERE rid NOT IN (SELECT rid FROM documents_${collection})`)
          .get()?.['n'] as number,
    );
    return problems + stray.reduce((a, b) => a + b, 0);
  } finally {
    db.close();
  }
}
