import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../recordings/syncFolder.ts';

/** Issued PDFs on disk, each under its own hash. Written once and never changed. */
export class DocumentFiles {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async create(dir: string): Promise<DocumentFiles> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return new DocumentFiles(dir);
  }

  /** On disk when it resolves; the same bytes twice are one file. */
  async keepDurably(sha256: string, pdf: Uint8Array): Promise<void> {
    const incoming = join(this.#dir, `.incoming-${randomUUID()}`);
    const file = await open(incoming, 'wx', 0o600);
    try {
      await file.writeFile(pdf);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(incoming, this.#path(sha256));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      await rm(incoming);
    }
    await syncFolder(this.#dir);
  }

  read(sha256: string): Promise<Buffer> {
    return readFile(this.#path(sha256));
  }

  #path(sha256: string): string {
    return join(this.#dir, `${sha256}.pdf`);
  }
}
