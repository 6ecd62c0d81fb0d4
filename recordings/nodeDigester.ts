import { createHash } from 'node:crypto';
import type { Digester } from './verify.ts';

/** OpenSSL's digests: about three times as fast as the portable ones. */
export const nodeDigester: Digester = (name) => {
  const hash = createHash(name);
  return { update: (bytes) => { hash.update(bytes); }, hex: () => hash.digest('hex') };
};

/** Lower-case hex. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
