import { randomBytes } from 'node:crypto';

/** SHA-256 as an AlgorithmIdentifier with NULL parameters (RFC 5754 §2). */
const SHA256_ALGORITHM = Buffer.from('300d06096086480165030402010500', 'hex');
const NONCE_BYTES = 8;
const MAX_RESPONSE_BYTES = 256 * 1024;
/** PKIStatus granted and grantedWithMods (RFC 3161 §2.4.2). */
const GRANTED = new Set([0, 1]);

/** The authority refused, answered something else, or could not be reached. */
export class TimestampError extends Error {}

/**
 * Asks a time-stamping authority (RFC 3161, over HTTP §3.4) about a SHA-256; answers its token in DER. That it is a token
 * over this digest and this request is checked here; whose it is, by whoever has the authority's certificate:
 * `openssl ts -verify -token_in`. Rejects with TimestampError.
 * @param timeoutMs default 10,000
 */
export async function askTimestamp(url: string, sha256: Uint8Array, timeoutMs = 10_000): Promise<Uint8Array> {
  const nonce = randomBytes(NONCE_BYTES);
  // Positive, and not padded: DER has one form for every number.
  nonce[0] = (nonce[0]! & 0x7f) | 0x40;
  const answer = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/timestamp-query' },
    body: Uint8Array.from(timestampQuery(sha256, nonce)), signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => { throw new TimestampError('the time-stamping authority cannot be reached', { cause: error }); });
  if (!answer.ok) throw new TimestampError(`the time-stamping authority answered ${answer.status}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (bytes.byteLength > MAX_RESPONSE_BYTES) throw new TimestampError('the answer is larger than any token');
  return tokenOf(bytes, sha256, nonce);
}

/** TimeStampReq, version 1, with nonce, and with the authority's certificate asked for (RFC 3161 §2.4.1). */
export function timestampQuery(sha256: Uint8Array, nonce: Uint8Array): Buffer {
  const imprint = der(0x30, SHA256_ALGORITHM, der(0x04, sha256));
  return der(0x30, der(0x02, Buffer.of(1)), imprint, der(0x02, nonce), der(0x01, Buffer.of(0xff)));
}

/** The token of a TimeStampResp (§2.4.2). */
function tokenOf(response: Buffer, sha256: Uint8Array, nonce: Uint8Array): Uint8Array {
  const whole = elementAt(response, 0, 0x30);
  const status = elementAt(response, whole.start, 0x30);
  const number = elementAt(response, status.start, 0x02);
  const code = response[number.end - 1] ?? 255;
  if (number.end - number.start !== 1 || !GRANTED.has(code)) throw new TimestampError(`the time-stamping authority refused, status ${code}`);
  const token = elementAt(response, status.end, 0x30);
  const bytes = response.subarray(status.end, token.end);
  // TSTInfo has both as they were asked for, in DER; it is the signed content of the token.
  if (!bytes.includes(der(0x04, sha256)) || !bytes.includes(der(0x02, nonce))) {
    throw new TimestampError('the token is not over what was asked');
  }
  return Uint8Array.from(bytes);
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.byteLength < 0x80 ? Buffer.of(body.byteLength) : Buffer.of(0x82, body.byteLength >> 8, body.byteLength & 0xff);
  return Buffer.concat([Buffer.of(tag), length, body]);
}

/** Where the content of the element at `at` begins and ends (X.690 §8.1.3). */
function elementAt(from: Buffer, at: number, tag: number): { start: number; end: number } {
  const first = from[at + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 2 + lengthBytes;
  if (from[at] !== tag || lengthBytes > 3 || start > from.byteLength) throw new TimestampError('the answer is not a time-stamp response');
  const length = lengthBytes === 0 ? first : from.readUIntBE(at + 2, lengthBytes);
  if (start + length > from.byteLength) throw new TimestampError('the answer is cut off');
  return { start, end: start + length };
}
