import { access, constants, readlink } from 'node:fs/promises';
import { CHOSEN_WORKER_LINK } from './workerPlaces.ts';

/** There is no worker to start. The message tells the operator what to do. */
export class NoWorkerError extends Error {
  readonly code = 'sfu.noWorker';
}

/**
 * The mediasoup worker that the setup made ready for this checkout.
 * @param workerBin a worker that the operator chose instead (`MEDIASOUP_WORKER_BIN`)
 * @returns the absolute path of an executable file
 * @throws NoWorkerError
 */
export async function locateWorker(workerBin?: string): Promise<string> {
  if (workerBin !== undefined) {
    if (!(await isExecutable(workerBin))) throw new NoWorkerError(`the chosen media worker ${workerBin} is not an executable file`);
    return workerBin;
  }
  const chosen = await readlink(CHOSEN_WORKER_LINK).catch(() => undefined);
  if (chosen === undefined || !(await isExecutable(chosen))) {
    throw new NoWorkerError('there is no media worker yet; `npm start` and `npm test` provide one before they begin');
  }
  return chosen;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
