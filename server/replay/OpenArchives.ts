import type { ArchiveId } from '../../recordings/contract.ts';
import { openArchive } from '../../recordings/reader.ts';
import type { ArchiveReader } from '../../recordings/reader.ts';
import type { Vault } from '../../recordings/Vault.ts';

/** Readers kept at most; each holds the index of one visit, some megabytes for a long one. */
const MAX_OPEN = 32;

/** The archives being replayed, so that a visit's index is not read anew for every segment. Forgets the least used. */
export class OpenArchives {
  readonly #vault: Vault;
  readonly #open = new Map<ArchiveId, ArchiveReader>();

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  reader(archiveId: ArchiveId): ArchiveReader {
    const reader = this.#open.get(archiveId) ?? openArchive(this.#vault.source(archiveId));
    this.#open.delete(archiveId);
    this.#open.set(archiveId, reader);
    const oldest = this.#open.keys().next();
    if (this.#open.size > MAX_OPEN && !oldest.done) this.#open.delete(oldest.value);
    return reader;
  }
}
