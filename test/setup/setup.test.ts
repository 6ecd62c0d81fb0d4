import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Starts a few lines that import from `.setup`, with a cache of their own. */
function script(lines: string, env: Readonly<Record<string, string>> = {}) {
  const code = lines.replaceAll('SETUP/', `${CHECKOUT}/.setup/`);
  return spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, XDG_CACHE_HOME: folder, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ReturnType<typeof script>): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

const LOCK = "import { lock } from 'SETUP/lock.mjs'; await lock();";

test('with nothing to do the setup takes less than two seconds and says nothing', async () => {
  const setup = [join(CHECKOUT, '.setup', 'setup.mjs'), 'test'];
  await run(process.execPath, setup);
  const startedMs = performance.now();
  expect(await run(process.execPath, setup)).toEqual({ stdout: '', stderr: '' });
  expect(performance.now() - startedMs).toBeLessThan(2_000);
}, 120_000);

test('a purpose that does not exist is refused', async () => {
  await expect(run(process.execPath, [join(CHECKOUT, '.setup', 'setup.mjs'), 'dance'])).rejects.toMatchObject({ code: 2 });
});

test('a second setup waits for the first and says so', async () => {
  const first = script(`${LOCK} console.log('first'); process.stdin.on('end', () => process.exit()).resume();`);
  await once(first.stdout, 'data');
  const second = script(`${LOCK} console.log('second');`);
  expect(String((await once(second.stdout, 'data'))[0])).toContain(`waiting for another setup (process ${first.pid})`);
  first.stdin.end();
  expect(await outputOf(second)).toContain('second');
  expect(await readdir(join(folder, 'household-investigation'))).toEqual([]);
});

test('the lock of a setup that was killed is taken over', async () => {
  const killed = script(`${LOCK} console.log('locked'); process.stdin.resume();`);
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'close');
  expect(await outputOf(script(`${LOCK} console.log('mine');`))).toBe('mine\n');
  expect(await readdir(join(folder, 'household-investigation'))).toEqual([]);
});

test('without root, missing packages end in the one command that installs them all', async () => {
  const message = "import { providePackages } from 'SETUP/packages.mjs'; await providePackages('test', false, false).catch((error) => console.log(error.message));";
  await writeFile(join(folder, 'apt-get'), '#!/bin/sh\nexit 1\n');
  await chmod(join(folder, 'apt-get'), 0o755);
  const output = await outputOf(script(message, { PATH: folder, CHROMIUM_BIN: '/usr/bin/true' }));
  const [command = ''] = output.split('\n').filter((line) => line.includes('apt-get install'));
  expect(command).toMatch(/^ {2}sudo apt-get update && sudo apt-get install -y .*ffmpeg espeak-ng.* meson ninja-build g\+\+ pkg-config libuv1-dev libssl-dev libsrtp2-dev libabsl-dev libflatbuffers-dev flatbuffers-compiler$/);
  expect(command).not.toContain('chromium');
});
