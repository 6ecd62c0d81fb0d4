import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../../recordings/syncFolder.ts';

/** Tables wait this long for whoever previewed them. */
const KEPT_MS = 24 * 3_600_000;

/** Tables between their preview and their commit. They are full of names and numbers, and go when they are done with. */
export class ImportFiles {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the folder and removes what nobody came back for. */
  static async create(folder: string, nowMs: number): Promise<ImportFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if ((await stat(path)).mtimeMs < nowMs - KEPT_MS) await rm(path);
    }
    return new ImportFiles(folder);
  }

  pathOf(id: string): string {
    return join(this.#folder, `${id}.table`);
  }

  async addDurably(id: string, bytes: Buffer): Promise<void> {
    const file = await open(this.pathOf(id), 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await syncFolder(this.#folder);
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Of which imports there is still a table. */
  async ids(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => name.endsWith('.table')).map((name) => name.slice(0, -'.table'.length));
  }

  async has(id: string): Promise<boolean> {
    return stat(this.pathOf(id)).then(() => true, () => false);
  }
}
