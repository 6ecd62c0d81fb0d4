import type { ArchiveSource } from './contract.ts';

/**
 * One file of an archive in memory, for what has to be parsed as a whole. Runs anywhere.
 * @param tooLarge what is thrown when it has more than `maxBytes`
 */
export async function readWhole(
  source: ArchiveSource, path: string, maxBytes: number, tooLarge: () => Error = () => new RangeError(`${path} is too large to be read`),
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of await source.read(path)) {
    // A copy: a source may use its memory again.
    chunks.push(Uint8Array.from(chunk));
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
