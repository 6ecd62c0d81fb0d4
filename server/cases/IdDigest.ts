import { createHmac } from 'node:crypto';
import { openKeyFile } from '../openKeyFile.ts';

/**
 * Digests of ID numbers under a key of this installation, so that an index finds a number without holding any: of the
 * few numbers a birthday leaves, a plain hash would be guessed in seconds.
 */
export class IdDigest {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /** Opens the key in this folder, or makes it. Losing it only loses the search by ID number. */
  static async create(folder: string): Promise<IdDigest> {
    return new IdDigest(await openKeyFile(folder, 'id-digest.key'));
  }

  /** 22 characters, base64url. */
  of(idNumber: string): string {
    return createHmac('sha256', this.#key).update(idNumber.replace(/\s/gu, '').toUpperCase()).digest('base64url').slice(0, 22);
  }
}
