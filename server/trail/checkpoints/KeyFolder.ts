import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NoteSignature, VerifierKey } from '../proof/note.ts';
import { formatVkey, parseVkey, sameKey } from '../proof/note.ts';
import { TrailError } from '../proof/TrailError.ts';

/** Bytes before the raw key in the SPKI form of an Ed25519 key (RFC 8410). */
const SPKI_PREFIX_BYTES = 12;

/**
 * The private keys of checkpoints: one PKCS #8 file each, readable by their owner only. Which of them signs is
 * said by the log, not by this folder; servers of one district share it.
 */
export class KeyFolder {
  readonly #folder: string;
  /** The log's origin is the name of its keys. */
  readonly #name: string;
  readonly #open = new Map<string, KeyObject>();

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  static async create(folder: string, name: string): Promise<KeyFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new KeyFolder(folder, name);
  }

  /** A new key, on disk before its public half is known to anybody. */
  async generate(): Promise<VerifierKey> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = parseVkey(formatVkey(this.#name, rawPublicKey(publicKey)));
    await writeDurably(this.#folder, fileOf(key), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.#open.set(key.keyId, privateKey);
    return key;
  }

  /** @throws TrailError `trail.keyMissing` */
  async sign(text: string, key: VerifierKey): Promise<NoteSignature> {
    const privateKey = this.#open.get(key.keyId) ?? (await this.#read(key));
    return { name: key.name, keyId: key.keyId, signature: sign(null, Buffer.from(text, 'utf8'), privateKey) };
  }

  async #read(key: VerifierKey): Promise<KeyObject> {
    const pem = await readFile(join(this.#folder, fileOf(key)), 'utf8').catch((cause: unknown) => {
      throw new TrailError('trail.keyMissing', `the private key ${key.keyId} is not in ${this.#folder}`, { cause });
    });
    const privateKey = createPrivateKey(pem);
    const found = parseVkey(formatVkey(key.name, rawPublicKey(createPublicKey(privateKey))));
    if (!sameKey(found, key)) throw new TrailError('trail.keyMissing', `the file of key ${key.keyId} holds another key`);
    this.#open.set(key.keyId, privateKey);
    return privateKey;
  }
}

function fileOf({ keyId }: VerifierKey): string {
  return `${keyId}.pem`;
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX_BYTES));
}

async function writeDurably(folder: string, name: string, content: string | Buffer): Promise<void> {
  const file = await open(join(folder, name), 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
