import * as mediasoup from 'mediasoup';
import { SfuError } from './SfuError.ts';

/**
 * What a failed request to mediasoup means to the caller. A request that was under way when its transport
 * or worker closed fails in several ways, all of which are `closed`; anything else is a fault of ours and
 * stays as it is.
 */
export function refusal(error: unknown, closed: boolean): unknown {
  if (error instanceof SfuError) return error;
  if (closed || error instanceof mediasoup.errors.WorkerClosedError) {
    return new SfuError('closed', 'closed while the request was under way', { cause: error });
  }
  return error;
}

/** The same for a request that carries parameters from outside: a live worker refuses nothing else than them. */
export function parameterRefusal(error: unknown, closed: boolean): unknown {
  const reason = refusal(error, closed);
  if (reason instanceof SfuError || !(reason instanceof Error)) return reason;
  return new SfuError('badRtcParameters', reason.message, { cause: reason });
}
