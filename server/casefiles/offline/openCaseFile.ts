import { stat } from 'node:fs/promises';
import { folderSource } from '../../../recordings/folderSource.ts';
import { openFileBytes } from '../../../recordings/zip/fileBytes.ts';
import type { ByteSource } from '../../../recordings/zip/readZip.ts';
import { readZip, zipSource } from '../../../recordings/zip/readZip.ts';
import { SIGNATURE_PATH } from './contract.ts';
import type { CaseInput } from './readFiles.ts';
import { isCaseFile } from './verify.ts';

/** A ZIP's directory is at its end; this much of it names the last files. */
const TAIL_BYTES = 64 * 1024;

/**
 * Opens a case file of this machine, as a ZIP or unpacked.
 * @returns undefined when it is neither, nor a damaged one
 */
export async function openCaseFile(path: string): Promise<(CaseInput & { close(): Promise<void> }) | undefined> {
  if ((await stat(path)).isDirectory()) {
    const source = folderSource(path);
    return isCaseFile(await source.list()) ? { source, close: () => Promise.resolve() } : undefined;
  }
  const bytes = await openFileBytes(path);
  const zip = await readZip(bytes);
  const isOurs = isCaseFile(zip.entries.map((entry) => entry.path)) || zip.entries[0]?.path === 'index.html' || (await namesSignature(bytes));
  if (!isOurs) {
    await bytes.close();
    return undefined;
  }
  return { source: zipSource(bytes, zip.entries), zip, close: () => bytes.close() };
}

/** Also a ZIP whose begin is damaged is a case file when its end names the signature of one. */
async function namesSignature(bytes: ByteSource): Promise<boolean> {
  const length = Math.min(TAIL_BYTES, bytes.size);
  return Buffer.from(await bytes.read(bytes.size - length, length)).includes(SIGNATURE_PATH);
}
