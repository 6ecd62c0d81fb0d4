import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../../server/store/Database.ts';
import { EmbeddedStore } from '../../../server/store/embedded/EmbeddedStore.ts';
import { parseVkey } from '../../../server/trail/proof/note.ts';
import { openCheckpoint } from '../../../server/trail/proof/verify.ts';
import { openStores } from '../../../server/trail/stores.ts';
import { Trail } from '../../../server/trail/Trail.ts';
import { TEST_ORIGIN } from '../../support/openTestTrail.ts';

interface Told {
  readonly seq?: number;
  readonly hash?: string;
  readonly size?: number;
  readonly note?: string;
}

const log = pino({ level: 'silent' });

describe('a server that is killed', () => {
  let dataDir: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'trail-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    await rm(dataDir, { recursive: true });
  });

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Lets a server append and sign, and kills it after so many lines, in the middle of whatever it does. */
  async function runAndKill(lines: number, url = ''): Promise<Told[]> {
    const script = join(import.meta.dirname, '../../support/appendForever.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, url, dataDir, join(dataDir, 'keys'), TEST_ORIGIN], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const told: Told[] = [];
    for await (const line of createInterface(child.stdout)) {
      // What a kill cuts off in the middle was not told.
      if (line.endsWith('}')) told.push(JSON.parse(line) as Told);
      if (told.length === lines) child.kill('SIGKILL');
    }
    await kill(child);
    expect(told.length).toBeGreaterThanOrEqual(lines);
    return told;
  }

  /** Everything that was told is in the log, which has no hole, and every checkpoint ever signed is continued. */
  async function check(database: Database, told: readonly Told[]): Promise<void> {
    const stores = await openStores(database.connection);
    const trail = await Trail.create({ stores, keysDir: join(dataDir, 'keys'), origin: TEST_ORIGIN, log });
    const entries = new Map((await stores.entries.from(0, 1_000_000)).map((entry) => [entry.seq, entry]));
    for (const { seq, hash } of told) if (seq !== undefined) expect(entries.get(seq)?.hash, `entry ${seq}`).toBe(hash);

    const newest = await trail.checkpoint();
    expect(await trail.verify()).toMatchObject({ ok: true, entries: newest.size });
    const keys = (await trail.keys()).map(({ vkey }) => parseVkey(vkey));
    for (const { note } of told) {
      if (note === undefined) continue;
      const { checkpoint } = openCheckpoint(note, keys);
      const again = await stores.checkpoints.firstOf(checkpoint.size);
      expect(again?.note, 'a checkpoint that was told is kept').toBe(note);
    }
    const lastNote = told.findLast(({ note }) => note !== undefined)?.note ?? '';
    const proof = await trail.consistency(openCheckpoint(lastNote, keys).checkpoint.size, newest.size);
    expect(proof.to).toBe(newest.size);

    const disclosed = await trail.disclose([...entries.values()].filter(({ act }) => act === 'visit.viewed'));
    expect(disclosed.every(({ disclosures }) => disclosures.length === 1)).toBe(true);
    await trail.close();
  }

  it('with its store has lost nothing that it acknowledged, and goes on where it stood, time after time', async () => {
    const told: Told[] = [];
    for (const lines of [40, 300, 700]) told.push(...(await runAndKill(lines)));
    const database = await Database.create({ dataDir, log });
    await check(database, told);
    await database.close();
  });

  it('while another one appends leaves neither a hole nor a fork', async () => {
    const store = await EmbeddedStore.create({ dataDir });
    const url = `${store.url}visits`;
    const told = (await Promise.all([runAndKill(200, url), runAndKill(600, url), runAndKill(400, url)])).flat();
    const database = await Database.create({ mongodbUrl: url, dataDir, log });
    await check(database, told);
    await database.close();
    await store.close();
  });
});
