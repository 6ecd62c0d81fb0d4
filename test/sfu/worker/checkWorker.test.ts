import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkWorker, UnusableWorkerError } from '../../../sfu/worker/checkWorker.ts';
import { locateWorker } from '../../../sfu/worker/locateWorker.ts';
import { liveMediaWorkers } from '../../support/mediaWorkers.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-worker-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  await expect.poll(liveMediaWorkers).toEqual([]);
});

/** A worker that runs in an environment of the test's choice. */
async function workerWith(environment: string): Promise<string> {
  const path = join(folder, 'worker');
  await writeFile(path, `#!/bin/sh\n${environment} exec '${await locateWorker()}' "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

test("the setup's worker completes a DTLS handshake and passes an encrypted packet", async () => {
  await checkWorker(await locateWorker());
});

test('a worker that starts and creates routers but fails the DTLS handshake is refused', async () => {
  // OpenSSL's configuration leaves it no version that its security level allows.
  const configuration = join(folder, 'openssl.cnf');
  const lines = ['openssl_conf = init', '[init]', 'ssl_conf = ssl', '[ssl]', 'system_default = limits', '[limits]'];
  await writeFile(configuration, [...lines, 'MinProtocol = DTLSv1', 'MaxProtocol = DTLSv1', ''].join('\n'));
  const worker = await workerWith(`OPENSSL_CONF='${configuration}'`);
  await expect(checkWorker(worker)).rejects.toThrow(UnusableWorkerError);
});

test('a program that is no media worker is refused', async () => {
  await expect(checkWorker('/bin/true')).rejects.toThrow('does not start');
});

test('a file that does not exist is refused', async () => {
  await expect(checkWorker(join(folder, 'nothing'))).rejects.toThrow('does not start');
});
