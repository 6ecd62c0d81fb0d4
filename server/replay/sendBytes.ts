import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';

/** How a stream says that its reader went away. */
const LEFT: ReadonlySet<string | undefined> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE', 'ERR_STREAM_DESTROYED']);

/**
 * Sends bytes, or the one range of them that was asked for (RFC 9110 §14.2); several ranges are answered with everything.
 * @param bytes how many there are; without it no range can be answered
 */
export async function sendBytes(request: Request<never> | Request, response: Response, body: AsyncIterable<Uint8Array>, bytes?: number): Promise<void> {
  const ranges = bytes === undefined ? undefined : (request as Request).range(bytes, { combine: true });
  if (bytes !== undefined) response.set('Accept-Ranges', 'bytes');
  if (ranges === -1) {
    response.status(416).set('Content-Range', `bytes */${bytes}`).end();
    return;
  }
  const [range] = Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges : [];
  if (range) response.status(206).set({ 'Content-Range': `bytes ${range.start}-${range.end}/${bytes}`, 'Content-Length': String(range.end - range.start + 1) });
  else if (bytes !== undefined) response.set('Content-Length', String(bytes));
  try {
    await pipeline(Readable.from(range ? slice(body, range.start, range.end + 1) : body), response);
  } catch (error) {
    // A page that leaves while it reads is no error of anyone's.
    if (!LEFT.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}

async function* slice(body: AsyncIterable<Uint8Array>, from: number, to: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of body) {
    const begin = Math.max(from - at, 0);
    if (begin < chunk.byteLength) yield chunk.subarray(begin, Math.min(chunk.byteLength, to - at));
    at += chunk.byteLength;
    if (at >= to) return;
  }
}
