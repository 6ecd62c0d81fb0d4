import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../recordings/syncFolder.ts';

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
    await mkdir(folder, { recursive: true });
    const path = join(folder, 'id-digest.key');
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile(randomBytes(32));
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const key = await readFile(path);
    if (key.length !== 32) throw new Error(`${path} is not a key of 32 bytes`);
    return new IdDigest(key);
  }

  /** 22 characters, base64url. */
  of(idNumber: string): string {
    return createHmac('sha256', this.#key).update(idNumber.replace(/\s/gu, '').toUpperCase()).digest('base64url').slice(0, 22);
  }
}
