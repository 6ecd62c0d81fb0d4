import { RecordingError } from './RecordingError.ts';
import { RecorderHost } from './RecorderHost.ts';
import type { Params, RecorderMessage, RecorderRequest } from './recorderProtocol.ts';

/**
 * The recorder's process, started by `Recorder`. One for all visits. It ends when it is told to, and when the
 * server's end of the channel is gone: then it makes everything durable first.
 */
function tell(message: RecorderMessage): void {
  // A server that was killed is noticed by the channel's end, and not by a message that finds it gone.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

let host: RecorderHost | undefined;
let hosting: Promise<RecorderHost> | undefined;

async function answer({ verb, params }: RecorderRequest): Promise<unknown> {
  if (verb === 'configure') {
    hosting = RecorderHost.create(params as Params<'configure'>, {
      emit: (archiveId, event) => { tell({ kind: 'event', archiveId, event }); },
      onBroken: (error) => {
        tell({ kind: 'log', level: 'error', fields: { reason: String(error) }, message: 'the vault failed; the recorder gives up and is replaced' });
        process.disconnect();
      },
    });
    host = await hosting;
    return undefined;
  }
  if (host === undefined) throw new RecordingError('internal', 'the recorder is not configured');
  switch (verb) {
    case 'open': return await host.open(params as Params<'open'>);
    case 'openIntake': return await host.openIntake(params as Params<'openIntake'>);
    case 'start': return await host.start(params as Params<'start'>);
    case 'stop': return await host.stop(params as Params<'stop'>);
    case 'announce': return host.announce(params as Params<'announce'>);
    case 'note': return await host.note(params as Params<'note'>);
    case 'status': return host.status(params as Params<'status'>);
    case 'close': return await host.close(params as Params<'close'>);
    case 'expectPieces': return await host.expectPieces(params as Params<'expectPieces'>);
    case 'addPiece': return await host.addPiece(params as Params<'addPiece'>);
    case 'giveUpPieces': return await host.giveUpPieces(params as Params<'giveUpPieces'>);
    case 'expectedPieces': return await host.expectedPieces(params as Params<'expectedPieces'>);
    case 'metrics': return host.metrics();
  }
}

process.on('message', (request: RecorderRequest) => {
  answer(request).then(
    (value) => { tell({ kind: 'reply', id: request.id, value }); },
    (error: unknown) => {
      const code = error instanceof RecordingError ? error.code : 'internal';
      tell({ kind: 'refusal', id: request.id, code, message: error instanceof Error ? error.message : String(error) });
    },
  );
});

process.on('disconnect', () => {
  // Not waited for longer than a slow disk may take.
  setTimeout(() => process.exit(1), 3_000).unref();
  // Also when it was still waiting for its predecessor.
  const stopped = hosting === undefined ? Promise.resolve() : hosting.then((running) => running.shutDown());
  void stopped.finally(() => process.exit(0));
});

// A terminal sends Ctrl-C to the whole group; the server then stops this process in its own order.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
