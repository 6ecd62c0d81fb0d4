import { expect, test } from 'vitest';
import { locateWorker, NoWorkerError } from '../../../sfu/worker/locateWorker.ts';

test('the worker that the setup chose is found', async () => {
  expect(await locateWorker()).toMatch(/mediasoup-worker$/);
});

test('a chosen worker that is not there is an error and not silently replaced', async () => {
  await expect(locateWorker('/nowhere/mediasoup-worker')).rejects.toThrow(NoWorkerError);
});
