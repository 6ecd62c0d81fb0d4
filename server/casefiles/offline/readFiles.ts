import type { ArchiveSource } from '../../../recordings/contract.ts';
import { readWhole as readWholeFile } from '../../../recordings/readWhole.ts';
import type { Digester } from '../../../recordings/verify.ts';
import type { ZipReading } from '../../../recordings/zip/readZip.ts';
import { CaseFileFinding } from './verdict.ts';
import type { CheckName } from './verdict.ts';

/** A case file to check: a ZIP that was read, or a folder into which one was unpacked. */
export interface CaseInput {
  readonly source: ArchiveSource;
  /** Missing for a folder, which has no container of its own. */
  readonly zip?: ZipReading;
}

/** Lists and manifests; none that this program writes is larger. */
const MAX_WHOLE_BYTES = 1024 * 1024 * 1024;

export function readWhole(source: ArchiveSource, path: string): Promise<Uint8Array> {
  return readWholeFile(source, path, MAX_WHOLE_BYTES);
}

/** @throws CaseFileFinding `missing`, `malformed` */
export async function readJson<T>(source: ArchiveSource, check: CheckName, path: string, parse: (value: unknown) => T): Promise<{ value: T; bytes: Uint8Array }> {
  if (!(await source.list()).includes(path)) throw new CaseFileFinding(check, 'missing', path, `${path} is missing.`);
  const bytes = await readWhole(source, path);
  try {
    return { value: parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))), bytes };
  } catch {
    throw new CaseFileFinding(check, 'malformed', path, `${path} cannot be read as what it should be.`);
  }
}

export async function sha256Of(bytes: Uint8Array, digester: Digester): Promise<string> {
  const digest = await digester('sha256');
  digest.update(bytes);
  return digest.hex();
}
