import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateWorker } from '../../../sfu/worker/locateWorker.ts';
import { MissingLibrariesError, provideWorker } from '../../../sfu/worker/provideWorker.ts';
import type { ProvideWorkerOptions } from '../../../sfu/worker/provideWorker.ts';

let folder: string;
let releases: Server;
let archive: Buffer | undefined;
let asked: string[];
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provide-worker-'));
  archive = undefined;
  asked = [];
  said = [];
  releases = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (archive === undefined) response.writeHead(404).end();
    else response.end(archive);
  });
  await new Promise<void>((resolve) => releases.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => releases.close(resolve));
  await rm(folder, { recursive: true });
});

function options(): ProvideWorkerOptions {
  const { port } = releases.address() as AddressInfo;
  return {
    cacheFolder: join(folder, 'cache'),
    prebuiltBase: `http://127.0.0.1:${port}`,
    link: join(folder, 'link'),
    readLibraries: async () => {
      throw new Error('no libraries here');
    },
    say: (line) => said.push(line),
    onProgress: () => undefined,
  };
}

/** What a release page would serve: a tar of one executable. */
async function pack(write: (path: string) => Promise<void>): Promise<Buffer> {
  const content = join(folder, 'content');
  await mkdir(content);
  await write(join(content, 'mediasoup-worker'));
  await chmod(join(content, 'mediasoup-worker'), 0o755);
  await promisify(execFile)('tar', ['-czf', join(folder, 'worker.tgz'), '-C', content, 'mediasoup-worker']);
  return readFile(join(folder, 'worker.tgz'));
}

const workerFolders = async (): Promise<string[]> => readdir(join(folder, 'cache', 'mediasoup-worker')).catch(() => []);

test('a worker that can be fetched is checked, kept in the cache and chosen, and found again without asking', async () => {
  const real = await locateWorker();
  archive = await pack((path) => copyFile(real, path));
  const path = await provideWorker(options());
  expect(await readlink(join(folder, 'link'))).toBe(path);
  expect(await workerFolders()).toEqual([expect.stringMatching(/^3\.\d+\.\d+-prebuilt-/)]);
  const { version } = JSON.parse(await readFile(join(path, '..', 'about.json'), 'utf8')) as { version: string };
  expect(asked).toEqual([expect.stringMatching(`^/${version}/mediasoup-worker-${version}-`)]);
  said = [];
  expect(await provideWorker(options())).toBe(path);
  expect(asked).toHaveLength(1);
  expect(said).toEqual([]);
});

test('a fetched worker that does not pass the check is not kept', async () => {
  archive = await pack((path) => writeFile(path, '#!/bin/sh\nexit 0\n'));
  await expect(provideWorker(options())).rejects.toThrow(/does not start/);
  expect(await workerFolders()).toEqual([]);
});

test('a broken archive is not kept', async () => {
  archive = Buffer.from('this is no archive');
  await expect(provideWorker(options())).rejects.toThrow(/could not be unpacked|EPIPE/);
  expect(await workerFolders()).toEqual([]);
});

test('without a prebuilt worker and without libraries the caller learns that packages are missing', async () => {
  await expect(provideWorker(options())).rejects.toThrow(MissingLibrariesError);
  await expect(readlink(join(folder, 'link'))).rejects.toThrow('ENOENT');
});

test("the operator's own worker is checked before it is chosen", async () => {
  const real = await locateWorker();
  expect(await provideWorker({ ...options(), workerBin: real })).toBe(real);
  expect(await readlink(join(folder, 'link'))).toBe(real);
  await expect(provideWorker({ ...options(), workerBin: '/bin/true' })).rejects.toThrow('does not start');
  expect(await readlink(join(folder, 'link'))).toBe(real);
  expect(asked).toEqual([]);
});
