import type { ArchiveSource } from '../../../recordings/contract.ts';
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

export async function readWhole(source: ArchiveSource, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of await source.read(path)) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > MAX_WHOLE_BYTES) throw new RangeError(`${path} is too large to be read`);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
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
