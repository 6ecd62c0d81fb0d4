import { Worker } from 'node:worker_threads';
import type { PieceMessage, PieceReading } from './pieceMessages.ts';

/** Without a message for this long, the file has led its reader astray. */
const PATIENCE_MS = 60_000;
const MAX_HEAP_MIB = 256;

/**
 * Reads a device's piece in a thread of its own. The last message is always `end`, also when the thread breaks: a
 * file that breaks it is a file that cannot be read.
 */
export async function* readPiece(reading: PieceReading): AsyncGenerator<PieceMessage> {
  const worker = new Worker(new URL('./readPieceEntry.ts', import.meta.url), {
    workerData: reading, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  let waiting: ((message: PieceMessage | undefined) => void) | undefined;
  let ended = false;
  const give = (message: PieceMessage | undefined): void => { waiting?.(message); };
  worker.on('message', give);
  const end = (): void => {
    ended = true;
    give(undefined);
  };
  worker.on('error', end);
  worker.on('exit', end);
  let began = false;
  try {
    for (;;) {
      const message = ended ? undefined : await new Promise<PieceMessage | undefined>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS, undefined);
        waiting = (given) => {
          clearTimeout(timer);
          waiting = undefined;
          resolve(given);
        };
        worker.postMessage('next');
      });
      yield message ?? { kind: 'end', problem: began ? 'torn' : 'unreadable' };
      if (message === undefined || message.kind === 'end') return;
      began = true;
    }
  } finally {
    await worker.terminate();
  }
}
