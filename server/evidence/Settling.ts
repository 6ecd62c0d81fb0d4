import type { Log } from '../../sfu/contract.ts';
import type { RaiseFlag } from '../flags/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import { compareClaims } from './compareClaims.ts';
import type { EvidenceId } from './contract.ts';
import type { Evidence } from './evidence.ts';
import { isPicture } from './evidence.ts';
import type { EvidenceFiles } from './EvidenceFiles.ts';
import { readExif } from './examine/exif.ts';
import { bandsNear, distanceOf, SAME_PICTURE_BITS } from './examine/pictureHash.ts';
import { Sm3Thread } from './Sm3Thread.ts';
import type { EvidenceStore } from './store.ts';

/** A trusted time over a SHA-256 (RFC 3161), where an authority is configured. */
export type Timestamp = (sha256: string) => Promise<NonNullable<Evidence['timestamp']>>;

export interface SettlingParts {
  readonly evidence: EvidenceStore;
  readonly files: EvidenceFiles;
  readonly raiseFlag: RaiseFlag;
  readonly timestamp?: Timestamp;
  readonly changed: (visitId: VisitId) => void;
  readonly log: Log;
}

/** What failed is tried again this much later, ms. */
const RETRY_MS = 60_000;

/**
 * What need not be known before a receipt: SM3, EXIF against the claims, the same bytes or the same picture in another
 * visit, the trusted time. One item after the other, so that uploads keep the machine; an item without its SM3 is not
 * settled, and a start takes up whatever was left.
 */
export class Settling {
  readonly #parts: SettlingParts;
  readonly #sm3 = new Sm3Thread();
  readonly #waiting = new Set<EvidenceId>();
  #working: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(parts: SettlingParts) {
    this.#parts = parts;
  }

  static async create(parts: SettlingParts): Promise<Settling> {
    const settling = new Settling(parts);
    for (const id of await parts.evidence.unsettled()) settling.add(id);
    return settling;
  }

  add(id: EvidenceId): void {
    this.#waiting.add(id);
    this.#working ??= this.#work();
  }

  /** Resolves when everything added so far was tried. */
  async idle(): Promise<void> {
    await this.#working;
  }

  /** Finishes the item at work; the others wait for the next start. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await this.#working;
    await this.#sm3.close();
  }

  async #work(): Promise<void> {
    const failed: EvidenceId[] = [];
    for (const id of this.#waiting) {
      if (this.#closed) break;
      this.#waiting.delete(id);
      try {
        await this.#settle(id);
      } catch (error) {
        this.#parts.log.error({ err: error, itemId: id }, 'an item is not settled yet');
        failed.push(id);
      }
    }
    this.#working = undefined;
    if (failed.length === 0 || this.#closed) return;
    this.#retry = setTimeout(() => { for (const id of failed) this.add(id); }, RETRY_MS).unref();
  }

  async #settle(id: EvidenceId): Promise<void> {
    const { evidence, files, raiseFlag, timestamp, changed } = this.#parts;
    const item = await evidence.item(id);
    if (!item) return;
    const path = files.original(id);
    const exif = isPicture(item.kind) ? await readExif(path) : undefined;
    const sm3 = await this.#sm3.hashFile(path);
    const noticed = [...compareClaims(item, exif), ...(await this.#findReuse(item))];
    for (const { kind, evidence: seen } of noticed) {
      await raiseFlag({ visitId: item.visitId, kind, atMs: item.takenAtMs, subject: id, evidence: { itemId: id, ...seen } });
    }
    // A trusted time that can't be had now must not hold up the rest; without it the item says so by having none.
    const time = await timestamp?.(item.sha256).catch((error: unknown) => {
      this.#parts.log.error({ err: error, itemId: id }, 'no trusted time for an item');
      return undefined;
    });
    await evidence.settle(id, { sm3, ...(exif && { exif }), ...(time && { timestamp: time }) });
    changed(item.visitId);
  }

  /** The same file, or else the same picture, in another visit. */
  async #findReuse(item: Evidence) {
    const { evidence } = this.#parts;
    const same = (await evidence.sameBytes(item.sha256)).find((other) => other.visitId !== item.visitId);
    if (same) return [{ kind: 'evidence.duplicate' as const, evidence: { otherItemId: same._id, otherVisitId: same.visitId } }];
    const { print } = item;
    if (print === undefined) return [];
    const [nearest] = (await evidence.printedAlike(bandsNear(print), item.visitId))
      .map((other) => ({ ...other, bits: distanceOf(print, other.print) }))
      .filter(({ bits }) => bits <= SAME_PICTURE_BITS)
      .sort((a, b) => a.bits - b.bits);
    return nearest
      ? [{ kind: 'evidence.reused' as const, evidence: { otherItemId: nearest._id, otherVisitId: nearest.visitId, differingBits: nearest.bits } }]
      : [];
  }
}
