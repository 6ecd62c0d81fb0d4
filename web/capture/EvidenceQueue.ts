import type { Claims, Description } from '../../server/evidence/contract.ts';
import type { EvidenceKind } from '../../server/evidence/kinds/contract.ts';
import { newId } from '../kit/newId.ts';
import type { EvidenceShelf, KeptItem, KeptReceipt } from './EvidenceShelf.ts';

/** What a person adds: the bytes and what is known of their moment. */
export interface NewItem {
  readonly visitId: string;
  readonly kind: EvidenceKind;
  readonly takenAtDeviceMs: number;
  readonly claims: Pick<Claims, 'clockOffsetMs' | 'utcOffsetMin' | 'position' | 'device' | 'requestId'>;
}

/** One item on its way. `waiting` may have failed before and goes on by itself; `refused` needs a person. */
export interface QueuedItem {
  readonly itemId: string;
  readonly visitId: string;
  readonly kind: EvidenceKind;
  readonly takenAtDeviceMs: number;
  readonly bytes: number;
  /** Of a picture. */
  readonly previewUrl?: string;
  /** `uploaded` is said only when the server named the digest of what it stored, and it is the one made here. */
  readonly state: 'saving' | 'waiting' | 'uploading' | 'uploaded' | 'refused';
  /** Whether it would outlive this page. */
  readonly isKept: boolean;
  /** Share of the bytes sent, 0 to 1. */
  readonly progress: number;
  /** Tries that ended without the server's answer. */
  readonly failures: number;
  readonly reason?: string;
  readonly sha256?: string;
  readonly description: Description;
}

export interface ItemUpload {
  readonly visitId: string;
  readonly claims: Claims;
  readonly blob: Blob;
  /** Tries before this one. */
  readonly failures: number;
  /** Where an earlier try got to. */
  readonly uploadUrl?: string;
  readonly onProgress: (share: number) => void;
  readonly onUploadUrl: (url: string) => void;
}

export interface EvidenceQueueParts {
  /** @returns the digest of what the server has on its disk */
  readonly upload: (upload: ItemUpload) => Promise<{ readonly sha256: string }>;
  /** Whether the server can take anything of this visit yet; without it always. */
  readonly mayGo?: (visitId: string) => boolean;
  readonly describe: (itemId: string, description: Description) => Promise<void>;
  /** The server's sentence when it refused for good; undefined when trying again can help. */
  readonly refusalOf: (error: unknown) => string | undefined;
  readonly digestOf: (blob: Blob) => Promise<string>;
  /** Missing where the device has no safe place; then everything is in memory, and says so. */
  readonly shelf?: EvidenceShelf;
  readonly previewUrlOf?: (blob: Blob) => string;
  readonly newId?: () => string;
  readonly retryMs?: readonly number[];
}

const RETRY_MS = [1000, 2000, 4000, 8000, 15_000] as const;

/**
 * One person's evidence from the shutter to the server. An item stays on this device, encrypted, until the server has
 * answered with the digest that was made here; a repeated upload carries the same id, so the server keeps one. One goes at
 * a time: on a weak network two together arrive later than one after the other.
 */
export class EvidenceQueue {
  readonly #parts: EvidenceQueueParts;
  readonly #retryMs: readonly number[];
  /** Bytes that are nowhere else yet, or not worth reading again. */
  readonly #blobs = new Map<string, Blob>();
  readonly #claims = new Map<string, KeptItem>();
  readonly #sayings = new Map<string, Description>();
  readonly #listeners = new Set<() => void>();
  #items: readonly QueuedItem[] = [];
  #receipts: readonly KeptReceipt[] = [];
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: EvidenceQueueParts) {
    this.#parts = parts;
    this.#retryMs = parts.retryMs ?? RETRY_MS;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Oldest first; a new array with every change. */
  readonly items = (): readonly QueuedItem[] => this.#items;

  /** What the server has verified, also before this page was opened; the newest first. */
  readonly receipts = (): readonly KeptReceipt[] => this.#receipts;

  /** Items that may still arrive by themselves. */
  static pendingOf(items: readonly QueuedItem[]): number {
    return items.filter(({ state }) => state !== 'uploaded' && state !== 'refused').length;
  }

  /** Takes up what an earlier page left on the device. */
  async restore(): Promise<void> {
    const { shelf } = this.#parts;
    if (!shelf) return;
    const { items, sayings, receipts } = await shelf.open();
    const known = new Set(this.#items.map(({ itemId }) => itemId));
    for (const [itemId, said] of sayings) if (!this.#sayings.has(itemId)) this.#sayings.set(itemId, said);
    const found = items.filter(({ claims }) => !known.has(claims.itemId));
    const restored = await Promise.all(found.map(async (kept): Promise<QueuedItem> => {
      const { itemId, kind, takenAtDeviceMs, sha256 } = kept.claims;
      this.#claims.set(itemId, kept);
      const preview = isPicture(kind) ? this.#previewOf(await shelf.bytesOf(itemId)) : undefined;
      return {
        itemId, kind, takenAtDeviceMs, sha256, visitId: kept.visitId, bytes: kept.bytes, isKept: true, progress: 0,
        failures: 1, state: kept.refusal === undefined ? 'waiting' : 'refused', description: this.#sayings.get(itemId) ?? {},
        ...(preview !== undefined && { previewUrl: preview }), ...(kept.refusal !== undefined && { reason: kept.refusal }),
      };
    }));
    this.#receipts = receipts;
    this.#set([...restored, ...this.#items]);
    void this.#work();
  }

  /** Shown at once; hashed and put in its safe place before it is sent. @returns its id */
  add(blob: Blob, item: NewItem): string {
    const itemId = (this.#parts.newId ?? newId)();
    this.#blobs.set(itemId, blob);
    this.#set([...this.#items, {
      itemId, visitId: item.visitId, kind: item.kind, takenAtDeviceMs: item.takenAtDeviceMs, bytes: blob.size, state: 'saving',
      isKept: false, progress: 0, failures: 0, description: {},
      ...(isPicture(item.kind) && { previewUrl: this.#previewOf(blob) }),
    }]);
    void this.#keep(itemId, blob, item);
    return itemId;
  }

  /** Says what an item shows; sent when the server has the item, and kept until it was heard. */
  describe(itemId: string, said: Description): void {
    const description = { ...this.#items.find((item) => item.itemId === itemId)?.description, ...said };
    this.#sayings.set(itemId, description);
    this.#change(itemId, { description });
    void this.#parts.shelf?.keepSaying(itemId, description).catch(() => undefined);
    void this.#work();
  }

  /** Tries at once whatever waits: the network is back, or a person asked. */
  retry(itemId?: string): void {
    const kept = itemId === undefined ? undefined : this.#claims.get(itemId);
    if (itemId !== undefined && kept && this.#items.some((item) => item.itemId === itemId && item.state === 'refused')) {
      const { refusal: _, uploadUrl: __, ...fresh } = kept;
      this.#claims.set(itemId, fresh);
      this.#set(this.#items.map((item) => {
        if (item.itemId !== itemId) return item;
        const { reason: ___, ...again } = item;
        return { ...again, state: 'waiting', progress: 0 };
      }));
      void this.#parts.shelf?.change(fresh).catch(() => undefined);
    }
    clearTimeout(this.#timer);
    void this.#work();
  }

  /** Gives up an item the server refused; others are not given up. */
  discard(itemId: string): void {
    if (!this.#items.some((item) => item.itemId === itemId && item.state === 'refused')) return;
    this.#blobs.delete(itemId);
    this.#sayings.delete(itemId);
    void this.#parts.shelf?.forget(itemId).catch(() => undefined);
    void this.#parts.shelf?.forgetSaying(itemId).catch(() => undefined);
    this.#set(this.#items.filter((item) => item.itemId !== itemId));
  }

  /** Stops trying; what is on the device stays there for the next page. */
  close(): void {
    clearTimeout(this.#timer);
    this.#busy = true;
  }

  async #keep(itemId: string, blob: Blob, { visitId, kind, takenAtDeviceMs, claims: known }: NewItem): Promise<void> {
    const sha256 = await this.#parts.digestOf(blob);
    const kept: KeptItem = { visitId, bytes: blob.size, mimeType: blob.type, claims: { itemId, kind, sha256, takenAtDeviceMs, ...known } };
    this.#claims.set(itemId, kept);
    // A full or forbidden store must not stop the upload; the page then says that the item is only in memory.
    const isKept = await (this.#parts.shelf?.put(kept, blob).then(() => true, () => false) ?? false);
    this.#change(itemId, { state: 'waiting', sha256, isKept });
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    let goOn = true;
    try {
      for (let next = this.#next(); next && goOn; next = this.#next()) goOn = await this.#send(next);
      if (goOn) await this.#say();
    } finally {
      this.#busy = false;
    }
  }

  #next(): QueuedItem | undefined {
    return this.#items.find(({ state, visitId }) => state === 'waiting' && (this.#parts.mayGo?.(visitId) ?? true));
  }

  /** @returns whether to go on with the next one now */
  async #send({ itemId, failures }: QueuedItem): Promise<boolean> {
    const kept = this.#claims.get(itemId);
    if (!kept) return true;
    this.#change(itemId, { state: 'uploading', progress: 0 });
    try {
      const blob = this.#blobs.get(itemId) ?? await this.#parts.shelf?.bytesOf(itemId);
      if (!blob) throw new Error('the bytes are not on this device');
      const { sha256 } = await this.#parts.upload({
        visitId: kept.visitId,
        claims: kept.claims,
        blob,
        failures,
        ...(kept.uploadUrl !== undefined && { uploadUrl: kept.uploadUrl }),
        onProgress: (progress) => { this.#change(itemId, { progress }); },
        onUploadUrl: (uploadUrl) => {
          this.#claims.set(itemId, { ...kept, uploadUrl });
          void this.#parts.shelf?.change({ ...kept, uploadUrl }).catch(() => undefined);
        },
      });
      // Only the very bytes that were hashed here count as arrived.
      if (sha256 !== kept.claims.sha256) throw new Error('the server stored other bytes');
      await this.#verified(itemId, kept);
      return true;
    } catch (error) {
      return this.#failed(itemId, failures, error);
    }
  }

  async #verified(itemId: string, kept: KeptItem): Promise<void> {
    const { kind, takenAtDeviceMs, sha256 } = kept.claims;
    const receipt: KeptReceipt = { itemId, visitId: kept.visitId, kind, takenAtDeviceMs, bytes: kept.bytes, sha256, verifiedAtMs: Date.now() };
    this.#receipts = [receipt, ...this.#receipts];
    this.#change(itemId, { state: 'uploaded', progress: 1 });
    this.#blobs.delete(itemId);
    await this.#parts.shelf?.forget(itemId, receipt).catch(() => undefined);
  }

  #failed(itemId: string, failures: number, error: unknown): boolean {
    const refusal = this.#parts.refusalOf(error);
    const kept = this.#claims.get(itemId);
    if (refusal !== undefined) {
      if (kept) void this.#parts.shelf?.change({ ...kept, refusal }).catch(() => undefined);
      this.#change(itemId, { state: 'refused', reason: refusal });
      return true;
    }
    this.#change(itemId, { state: 'waiting', progress: 0, failures: failures + 1 });
    this.#tryLater(failures);
    return false;
  }

  #tryLater(failures: number): void {
    const waitMs = this.#retryMs[Math.min(failures, this.#retryMs.length - 1)] ?? 1000;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#work(), waitMs);
  }

  /** Tells the server what was said of items that it has. */
  async #say(): Promise<void> {
    for (const [itemId, said] of this.#sayings) {
      if (this.#items.some((item) => item.itemId === itemId && item.state !== 'uploaded')) continue;
      try {
        await this.#parts.describe(itemId, said);
      } catch (error) {
        if (this.#parts.refusalOf(error) === undefined) {
          this.#tryLater(this.#retryMs.length);
          return;
        }
      }
      // Said anew while this was on its way, it is sent again.
      if (this.#sayings.get(itemId) !== said) continue;
      this.#sayings.delete(itemId);
      await this.#parts.shelf?.forgetSaying(itemId).catch(() => undefined);
    }
  }

  #previewOf(blob: Blob): string {
    return (this.#parts.previewUrlOf ?? ((b: Blob) => URL.createObjectURL(b)))(blob);
  }

  #change(itemId: string, change: Partial<QueuedItem>): void {
    this.#set(this.#items.map((item) => (item.itemId === itemId ? { ...item, ...change } : item)));
  }

  #set(items: readonly QueuedItem[]): void {
    this.#items = items;
    for (const listener of [...this.#listeners]) listener();
  }
}

function isPicture(kind: EvidenceKind): boolean {
  return kind === 'photo' || kind === 'snapshot';
}
