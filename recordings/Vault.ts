import type { ArchiveId, ArchiveSource } from './contract.ts';

/** What a lawful destruction took away; the manifest, which stays, lists every file of it. */
export interface DestroyedMedia {
  readonly manifestSha256: string;
  readonly files: number;
  readonly bytes: number;
}

/** A file that only grows. One writer at a time. */
export interface DurableFile {
  /** Bytes that are known to be on the disk. */
  readonly size: number;
  /**
   * Resolves when the bytes survive a power cut. When it rejects, nothing of them stays: the file is cut back
   * to `size`. Rejects with `diskFull` when there is no room.
   */
  appendDurably(bytes: Uint8Array): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/**
 * Where archives are kept: write-once. What was written is never overwritten and never deleted here.
 * Every path is relative to its archive, with `/`.
 */
export interface Vault {
  /** Durable when it resolves: file and folder. All or nothing. Rejects with `alreadyExists`. */
  createExclusive(archiveId: ArchiveId, path: string, bytes: Uint8Array): Promise<void>;
  /** Begins a new file that grows. Rejects with `alreadyExists`. */
  beginExclusive(archiveId: ArchiveId, path: string): Promise<DurableFile>;
  /**
   * Continues a file after a crash. Bytes from `sizeBytes` on are a torn tail that nothing vouches for, and are cut
   * off; a file of which nothing is left (`sizeBytes` 0) is removed by `discardTorn` instead.
   */
  continueTorn(archiveId: ArchiveId, path: string, sizeBytes: number): Promise<DurableFile>;
  /** Removes a file that a crash left before it held anything whole. Only for files that no journal names. */
  discardTorn(archiveId: ArchiveId, path: string): Promise<void>;
  /**
   * The one lawful way to take media away, for retention: everything of a sealed archive goes but its journal, manifest, seal
   * and key, which prove what there was. Durable; answers the same when it is repeated, also after a crash in the middle.
   * Rejects with `notFound` when the archive is not sealed.
   */
  destroyMedia(archiveId: ArchiveId): Promise<DestroyedMedia>;
  /** Rejects with `notFound`. */
  read(archiveId: ArchiveId, path: string): Promise<Uint8Array>;
  has(archiveId: ArchiveId, path: string): Promise<boolean>;
  /** Bytes. Rejects with `notFound`. */
  size(archiveId: ArchiveId, path: string): Promise<number>;
  /** Every file of the archive, sorted; empty when there is no such archive. */
  list(archiveId: ArchiveId): Promise<readonly string[]>;
  /** Read access for `reader` and `verify`. */
  source(archiveId: ArchiveId): ArchiveSource;
}
