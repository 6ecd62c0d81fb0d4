/** Bytes as text and back, the same in Node and in a browser. */

/** RFC 4648, section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @throws SyntaxError when it is not exactly what `toBase64` would write */
export function fromBase64(text: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new SyntaxError('not base64');
  }
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  // Two texts for the same bytes would let a signed text be changed without breaking its signature.
  if (toBase64(bytes) !== text) throw new SyntaxError('not canonical base64');
  return bytes;
}

/**
 * A hash of 32 bytes. Any other length is refused here, since further in it could be cut to fit.
 * @throws SyntaxError
 */
export function hashFromBase64(text: string): Uint8Array {
  const bytes = fromBase64(text);
  if (bytes.length !== 32) throw new SyntaxError('not a hash of 32 bytes');
  return bytes;
}

/** RFC 4648, section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
