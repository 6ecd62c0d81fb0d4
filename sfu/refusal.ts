import * as mediasoup from 'mediasoup';
import { SfuError } from './SfuError.ts';

/**
 * What a failed request to mediasoup means to the caller. mediasoup throws `TypeError` and
 * `UnsupportedError` for parameters that it does not accept; a request that was under way when its
 * transport or worker closed fails in several ways, all of which are `closed`. Anything else is a fault
 * of ours and stays as it is.
 */
export function refusal(error: unknown, closed: boolean): unknown {
  if (error instanceof SfuError) return error;
  if (closed || error instanceof mediasoup.errors.WorkerClosedError) {
    return new SfuError('closed', 'closed while the request was under way', { cause: error });
  }
  if (error instanceof TypeError || error instanceof mediasoup.errors.UnsupportedError) {
    return new SfuError('badRtcParameters', error.message, { cause: error });
  }
  return error;
}
