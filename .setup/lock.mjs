import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE_FOLDER } from './places.mjs';
import { say } from './run.mjs';

const LOCK = join(CACHE_FOLDER, 'setup.lock');
const RETRY_MS = 250;

/**
 * One setup at a time for this user, whichever checkout it is for, because the cache is shared. The
 * lock's holder writes its process id; a lock whose process is gone is taken over.
 */
export async function lock() {
  mkdirSync(CACHE_FOLDER, { recursive: true });
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  process.once('exit', () => release(mine));
  let waiting = false;
  while (!tryLink(mine)) {
    const holder = readHolder();
    if (holder !== undefined && !isAlive(holder)) {
      takeAway(holder, mine);
      continue;
    }
    if (!waiting) say(`waiting for another setup (process ${holder ?? 'unknown'}) to finish`);
    waiting = true;
    await sleep(RETRY_MS);
  }
}

/** A link is made with its content already in it, so nobody ever reads an empty lock. */
function tryLink(mine) {
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Another waiter may have been faster; what was moved away is only thrown away if it was the dead one. */
function takeAway(deadHolder, mine) {
  const moved = `${mine}.stale`;
  try {
    renameSync(LOCK, moved);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return;
  }
  if (Number(readFileSync(moved, 'utf8')) !== deadHolder) linkSync(moved, LOCK);
  rmSync(moved);
  rmSync(`${LOCK}.${deadHolder}`, { force: true });
}

function release(mine) {
  if (readHolder() === process.pid) rmSync(LOCK, { force: true });
  rmSync(mine, { force: true });
}

function readHolder() {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
