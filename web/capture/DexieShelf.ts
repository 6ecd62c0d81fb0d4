import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { Description } from '../../server/evidence/contract.ts';
import { deviceKey } from '../device/deviceKey.ts';
import type { Sealed } from '../device/encryption.ts';
import { open, seal } from '../device/encryption.ts';
import type { EvidenceShelf, KeptItem, KeptReceipt } from './EvidenceShelf.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Receipts shown at most; the server has all of them. */
const MAX_RECEIPTS = 200;

interface ItemRow extends Sealed {
  readonly itemId: string;
  readonly accountId: string;
  readonly mimeType: string;
  readonly chunks: number;
  readonly addedAtMs: number;
}
interface ChunkRow extends Sealed {
  readonly itemId: string;
  readonly index: number;
}
interface SayingRow extends Sealed {
  readonly itemId: string;
  readonly accountId: string;
}
type ReceiptRow = KeptReceipt & { readonly accountId: string };

/**
 * Evidence in the browser's own database, encrypted, so that a killed page loses nothing and a found phone shows nothing.
 * Rows name ids and sizes in the clear, never a word or a picture. An item counts from the moment its own row is there;
 * its chunks are written before.
 */
export class DexieShelf implements EvidenceShelf {
  readonly #accountId: string;
  readonly #database: Dexie;
  readonly #items: Table<ItemRow, string>;
  readonly #chunks: Table<ChunkRow, [string, number]>;
  readonly #sayings: Table<SayingRow, string>;
  readonly #receipts: Table<ReceiptRow, string>;
  #key: Promise<CryptoKey> | undefined;

  /** Undefined where the browser has no database or no cipher, as outside secure contexts. */
  static create(accountId: string): DexieShelf | undefined {
    const subtle = crypto.subtle as SubtleCrypto | undefined;
    return subtle && 'indexedDB' in globalThis ? new DexieShelf(accountId) : undefined;
  }

  private constructor(accountId: string) {
    this.#accountId = accountId;
    // Strict: a write is on the device's disk when it resolves, not only in the system's memory.
    this.#database = new Dexie('evidence', { chromeTransactionDurability: 'strict' });
    this.#database.version(1).stores({
      keys: 'name', items: 'itemId, accountId', chunks: '[itemId+index], itemId', sayings: 'itemId, accountId', receipts: 'itemId, accountId',
    });
    this.#items = this.#database.table('items');
    this.#chunks = this.#database.table('chunks');
    this.#sayings = this.#database.table('sayings');
    this.#receipts = this.#database.table('receipts');
  }

  async open(): Promise<{ items: KeptItem[]; sayings: Map<string, Description>; receipts: KeptReceipt[] }> {
    // The browser may otherwise clear it when space is short.
    await (navigator.storage as StorageManager | undefined)?.persist?.().catch(() => false);
    await this.#clearTorn();
    const own = { accountId: this.#accountId };
    const rows = await this.#items.where(own).sortBy('addedAtMs');
    const sayings = new Map<string, Description>();
    for (const row of await this.#sayings.where(own).toArray()) sayings.set(row.itemId, await this.#openJson<Description>(`saying/${row.itemId}`, row));
    const receipts = await this.#receipts.where(own).reverse().sortBy('verifiedAtMs');
    for (const { itemId } of receipts.splice(MAX_RECEIPTS)) await this.#receipts.delete(itemId);
    return { items: await Promise.all(rows.map((row) => this.#openJson<KeptItem>(`item/${row.itemId}`, row))), sayings, receipts };
  }

  async put(item: KeptItem, blob: Blob): Promise<void> {
    const { itemId } = item.claims;
    const chunks = Math.max(1, Math.ceil(blob.size / CHUNK_BYTES));
    for (let index = 0; index < chunks; index += 1) {
      const bytes = await blob.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES).arrayBuffer();
      await this.#chunks.put({ itemId, index, ...(await seal(await this.#deviceKey(), `chunk/${itemId}/${index}`, new Uint8Array(bytes))) });
    }
    const sealed = await this.#sealJson(`item/${itemId}`, item);
    await this.#items.put({ itemId, accountId: this.#accountId, mimeType: item.mimeType, chunks, addedAtMs: Date.now(), ...sealed });
  }

  async change(item: KeptItem): Promise<void> {
    const { itemId } = item.claims;
    await this.#items.update(itemId, await this.#sealJson(`item/${itemId}`, item));
  }

  async bytesOf(itemId: string): Promise<Blob> {
    const row = await this.#items.get(itemId);
    if (!row) throw new Error(`no ${itemId} on this device`);
    const parts: Blob[] = [];
    for (let index = 0; index < row.chunks; index += 1) {
      const chunk = await this.#chunks.get([itemId, index]);
      if (!chunk) throw new Error(`${itemId} is not whole on this device`);
      parts.push(new Blob([await open(await this.#deviceKey(), `chunk/${itemId}/${index}`, chunk)]));
    }
    return new Blob(parts, { type: row.mimeType });
  }

  async forget(itemId: string, receipt?: KeptReceipt): Promise<void> {
    await this.#database.transaction('rw', this.#items, this.#chunks, this.#receipts, async () => {
      if (receipt) await this.#receipts.put({ ...receipt, accountId: this.#accountId });
      await this.#items.delete(itemId);
      await this.#chunks.where({ itemId }).delete();
    });
  }

  async keepSaying(itemId: string, description: Description): Promise<void> {
    await this.#sayings.put({ itemId, accountId: this.#accountId, ...(await this.#sealJson(`saying/${itemId}`, description)) });
  }

  async forgetSaying(itemId: string): Promise<void> {
    await this.#sayings.delete(itemId);
  }

  /** Items of other people that used this device and whose bytes are still here. */
  async countOthers(): Promise<number> {
    return this.#items.where('accountId').notEqual(this.#accountId).count();
  }

  /** Chunks without an item are of one that was not there yet when the page ended. */
  async #clearTorn(): Promise<void> {
    const whole = new Set(await this.#items.toCollection().primaryKeys());
    const torn = new Set((await this.#chunks.toCollection().primaryKeys()).map(([itemId]) => itemId).filter((itemId) => !whole.has(itemId)));
    for (const itemId of torn) await this.#chunks.where({ itemId }).delete();
  }

  async #sealJson(name: string, value: unknown): Promise<Sealed> {
    return seal(await this.#deviceKey(), name, new TextEncoder().encode(JSON.stringify(value)));
  }

  async #openJson<T>(name: string, row: Sealed): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await open(await this.#deviceKey(), name, row))) as T;
  }

  #deviceKey(): Promise<CryptoKey> {
    this.#key ??= deviceKey(this.#database).catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }
}
