import type { Seal } from './archiveFormat.ts';

/** The names, patterns and hashed bytes of an archive, for whoever reads one without the schemas: the verifier. */
export const FORMAT = 'household-visit-archive/1';
export const JOURNAL_PATH = 'journal.jsonl';
export const MANIFEST_PATH = 'manifest.json';
export const SEAL_PATH = 'seal.json';
export const SEAL_KEY_PATH = 'seal-key.json';
/** What the first link of every chain points back to. */
export const CHAIN_START = '0'.repeat(64);

export const MAX_PATH_LENGTH = 200;
/** Names with `/`, no empty, `.` or `..` part: they become file names on someone's disk. */
export const PATH_PATTERN = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
export const DIGEST_PATTERN = /^[0-9a-f]{64}$/;
export const ARCHIVE_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
/** 32 bytes and 64 bytes in base64. */
export const PUBLIC_KEY_PATTERN = /^[A-Za-z0-9+/]{43}=$/;
export const SIGNATURE_PATTERN = /^[A-Za-z0-9+/]{86}==$/;

export function isArchivePath(path: string): boolean {
  return path.length <= MAX_PATH_LENGTH && PATH_PATTERN.test(path);
}

/** The exact bytes that are signed: five lines of ASCII, each ended by a newline. */
export function sealStatement(seal: Pick<Seal, 'archiveId' | 'sealedAtMs' | 'manifestSha256' | 'manifestSm3'>): Uint8Array {
  return new TextEncoder().encode(
    `${FORMAT}\n${seal.archiveId}\n${seal.sealedAtMs}\nsha256:${seal.manifestSha256}\nsm3:${seal.manifestSm3}\n`,
  );
}

/** The input of one link of the chain: the link before, then both digests of the segment's file; 96 bytes. */
export function linkInput(previousLink: string, file: { readonly sha256: string; readonly sm3: string }): Uint8Array {
  return Uint8Array.from((previousLink + file.sha256 + file.sm3).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
