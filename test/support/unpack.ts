import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArchiveSource } from '../../recordings/contract.ts';

/** Writes every file of a source below a folder. */
export async function unpack(source: ArchiveSource, folder: string): Promise<void> {
  for (const path of await source.list()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    const chunks: Uint8Array[] = [];
    for await (const chunk of await source.read(path)) chunks.push(chunk);
    await writeFile(join(folder, path), Buffer.concat(chunks));
  }
}
