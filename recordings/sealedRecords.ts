import {
  ARCHIVE_ID_PATTERN, DIGEST_PATTERN, FORMAT, isArchivePath, PUBLIC_KEY_PATTERN, SIGNATURE_PATTERN,
} from './archiveLayout.ts';
import type { Seal } from './archiveFormat.ts';
import type { ArchiveId, Gap } from './contract.ts';
import type { ListedFile } from './FileTable.ts';

/**
 * The records of a manifest and a seal, checked as far as the verifier relies on them, without the schemas of
 * `archiveFormat.ts`: the library behind those would be the larger half of the verifier's memory. Each throws SyntaxError.
 */

export interface SealedSegment {
  readonly index: number;
  readonly path: string;
  readonly init: string;
  readonly link: string;
}

const SEAL_FIELDS = [
  'archiveId', 'format', 'keyId', 'manifestSha256', 'manifestSm3', 'publicKey', 'sealedAtMs', 'signature', 'timestampToken',
];

export function asSeal(value: unknown): Seal {
  const record = asRecord(value);
  // Nothing covers a field that does not belong there.
  if (Object.keys(record).sort().join() !== SEAL_FIELDS.join()) fail('seal');
  return {
    format: record['format'] === FORMAT ? FORMAT : fail('format'),
    archiveId: text(record, 'archiveId', ARCHIVE_ID_PATTERN) as ArchiveId,
    sealedAtMs: number(record, 'sealedAtMs'),
    manifestSha256: text(record, 'manifestSha256', DIGEST_PATTERN),
    manifestSm3: text(record, 'manifestSm3', DIGEST_PATTERN),
    keyId: text(record, 'keyId', /^.{1,64}$/),
    publicKey: text(record, 'publicKey', PUBLIC_KEY_PATTERN),
    signature: text(record, 'signature', SIGNATURE_PATTERN),
    timestampToken: record['timestampToken'] === null ? null : text(record, 'timestampToken', /^[A-Za-z0-9+/]+={0,2}$/),
  };
}

export function asHeader(value: unknown): { archiveId: ArchiveId; chainHead: string } {
  const record = asRecord(value);
  if (record['format'] !== FORMAT) fail('format');
  return { archiveId: text(record, 'archiveId', ARCHIVE_ID_PATTERN) as ArchiveId, chainHead: text(record, 'chainHead', DIGEST_PATTERN) };
}

export function asFile(value: unknown): ListedFile {
  const record = asRecord(value);
  return {
    path: path(record, 'path'), bytes: number(record, 'bytes'),
    sha256: text(record, 'sha256', DIGEST_PATTERN), sm3: text(record, 'sm3', DIGEST_PATTERN),
  };
}

export function asSegment(value: unknown): SealedSegment {
  const record = asRecord(value);
  return {
    index: number(record, 'index'), path: path(record, 'path'), init: path(record, 'init'), link: text(record, 'link', DIGEST_PATTERN),
  };
}

export function asPiece(value: unknown): { path: string; sha256: string } {
  const record = asRecord(value);
  return { path: path(record, 'path'), sha256: text(record, 'sha256', DIGEST_PATTERN) };
}

/** The gap without its statement. */
export function asGap(value: unknown): Gap {
  const { statement: _, ...gap } = asRecord(value);
  text(gap, 'id', /./);
  text(gap, 'source', /./);
  text(gap, 'cause', /./);
  number(gap, 'startMs');
  number(gap, 'endMs');
  return gap as unknown as Gap;
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail('object');
  return value as Record<string, unknown>;
}

function text(record: Record<string, unknown>, name: string, pattern: RegExp): string {
  const value = record[name];
  return typeof value === 'string' && pattern.test(value) ? value : fail(name);
}

function path(record: Record<string, unknown>, name: string): string {
  const value = record[name];
  return typeof value === 'string' && isArchivePath(value) ? value : fail(name);
}

function number(record: Record<string, unknown>, name: string): number {
  const value = record[name];
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fail(name);
}

function fail(name: string): never {
  throw new SyntaxError(`${name} is not what it should be`);
}
