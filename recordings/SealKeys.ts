import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { SealKey } from './contract.ts';

/** What a seal needs of a key; a hardware module can stand in for the files of `SealKeys`. */
export interface SealSigner extends SealKey {
  /** Ed25519 (RFC 8032), 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

const storedKeySchema = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  createdAtMs: z.number().int().positive(),
  publicKey: z.string(),
  /** PKCS #8, PEM. */
  privateKey: z.string(),
});
type StoredKey = z.infer<typeof storedKeySchema>;

/** The private keys that seal archives: one file each, readable by their owner only. The newest signs. */
export class SealKeys {
  readonly #folder: string;
  #keys: readonly StoredKey[];

  private constructor(folder: string, keys: readonly StoredKey[]) {
    this.#folder = folder;
    this.#keys = keys;
  }

  /** Opens the folder of keys, and makes the first key when there is none. */
  static async create(folder: string): Promise<SealKeys> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const keys: StoredKey[] = [];
    for (const name of await readdir(folder)) {
      if (name.endsWith('.json')) keys.push(storedKeySchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))));
    }
    keys.sort((a, b) => a.createdAtMs - b.createdAtMs);
    const sealKeys = new SealKeys(folder, keys);
    if (keys.length === 0) await sealKeys.rotate();
    return sealKeys;
  }

  /** The key that seals now. */
  get signer(): SealSigner {
    const stored = this.#keys.at(-1)!;
    const key: KeyObject = createPrivateKey(stored.privateKey);
    return {
      keyId: stored.keyId, publicKey: stored.publicKey,
      sign: (bytes) => Promise.resolve(sign(null, bytes, key)),
    };
  }

  /** Every public key that ever sealed, oldest first: old archives stay verifiable. */
  get publicKeys(): readonly SealKey[] {
    return this.#keys.map(({ keyId, publicKey }) => ({ keyId, publicKey }));
  }

  /** Makes a new key, which seals from now on. */
  async rotate(): Promise<SealKey> {
    const pair = generateKeyPairSync('ed25519');
    const publicKey = rawPublicKey(pair.publicKey).toString('base64');
    const stored: StoredKey = {
      keyId: keyIdOf(publicKey),
      createdAtMs: Math.max(Date.now(), (this.#keys.at(-1)?.createdAtMs ?? 0) + 1),
      publicKey,
      privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const path = join(this.#folder, `${stored.keyId}.json`);
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(stored, null, 2));
      await file.sync();
    } finally {
      await file.close();
    }
    // The mask of the process may have taken rights away, never given them; this makes the promise exact.
    await chmod(path, 0o600);
    this.#keys = [...this.#keys, stored];
    return { keyId: stored.keyId, publicKey };
  }
}

/** First 8 bytes of SHA-256 over the raw public key, lower-case hex: anyone can recompute it. */
export function keyIdOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16);
}

function rawPublicKey(key: KeyObject): Buffer {
  const { x } = createPublicKey(key.export({ type: 'spki', format: 'pem' })).export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
}
