import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { Description } from '../../server/evidence/contract.ts';
import type { EvidenceShelf, KeptItem, KeptReceipt } from './EvidenceShelf.ts';

/** AES-256-GCM (NIST SP 800-38D): the key never leaves the browser's own keeping, also not for this page. */
const CIPHER = { name: 'AES-GCM', length: 256 } as const;
const IV_BYTES = 12;
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Receipts shown at most; the server has all of them. */
const MAX_RECEIPTS = 200;

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}
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
  readonly #keys: Table<{ id: string; key: CryptoKey }, string>;
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
      keys: 'id', items: 'itemId, accountId', chunks: '[itemId+index], itemId', sayings: 'itemId, accountId', receipts: 'itemId, accountId',
    });
    this.#items = this.#database.table('items');
    this.#chunks = this.#database.table('chunks');
    this.#sayings = this.#database.table('sayings');
    this.#receipts = this.#database.table('receipts');
    this.#keys = this.#database.table('keys');
  }

  async open(): Promise<{ items: KeptItem[]; sayings: Map<string, Description>; receipts: KeptReceipt[] }> {
    // The browser may otherwise clear it when space is short.
    await (navigator.storage as StorageManager | undefined)?.persist?.().catch(() => false);
    await this.#clearTorn();
    const own = { accountId: this.#accountId };
    const rows = await this.#items.where(own).sortBy('addedAtMs');
    const sayings = new Map<string, Description>();
    for (const row of await this.#sayings.where(own).toArray()) sayings.set(row.itemId, await this.#openJson<Description>(row));
    const receipts = await this.#receipts.where(own).reverse().sortBy('verifiedAtMs');
    for (const { itemId } of receipts.splice(MAX_RECEIPTS)) await this.#receipts.delete(itemId);
    return { items: await Promise.all(rows.map((row) => this.#openJson<KeptItem>(row))), sayings, receipts };
  }

  async put(item: KeptItem, blob: Blob): Promise<void> {
    const { itemId } = item.claims;
    const chunks = Math.max(1, Math.ceil(blob.size / CHUNK_BYTES));
    for (let index = 0; index < chunks; index += 1) {
      const bytes = await blob.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES).arrayBuffer();
      await this.#chunks.put({ itemId, index, ...(await this.#seal(bytes)) });
    }
    const sealed = await this.#sealJson(item);
    await this.#items.put({ itemId, accountId: this.#accountId, mimeType: item.mimeType, chunks, addedAtMs: Date.now(), ...sealed });
  }

  async change(item: KeptItem): Promise<void> {
    await this.#items.update(item.claims.itemId, await this.#sealJson(item));
  }

  async bytesOf(itemId: string): Promise<Blob> {
    const row = await this.#items.get(itemId);
    if (!row) throw new Error(`no ${itemId} on this device`);
    const parts: Blob[] = [];
    for (let index = 0; index < row.chunks; index += 1) {
      const chunk = await this.#chunks.get([itemId, index]);
      if (!chunk) throw new Error(`${itemId} is not whole on this device`);
      parts.push(new Blob([await this.#open(chunk)]));
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
    await this.#sayings.put({ itemId, accountId: this.#accountId, ...(await this.#sealJson(description)) });
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

  async #sealJson(value: unknown): Promise<Sealed> {
    return this.#seal(new TextEncoder().encode(JSON.stringify(value)).buffer);
  }

  async #openJson<T>(row: Sealed): Promise<T> {
    return JSON.parse(new TextDecoder().decode(await this.#open(row))) as T;
  }

  async #seal(bytes: ArrayBuffer): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    return { iv, data: await crypto.subtle.encrypt({ name: CIPHER.name, iv }, await this.#deviceKey(), bytes) };
  }

  async #open({ iv, data }: Sealed): Promise<ArrayBuffer> {
    return crypto.subtle.decrypt({ name: CIPHER.name, iv }, await this.#deviceKey(), data);
  }

  #deviceKey(): Promise<CryptoKey> {
    this.#key ??= this.#findKey().catch((error: unknown) => {
      this.#key = undefined;
      throw error;
    });
    return this.#key;
  }

  async #findKey(): Promise<CryptoKey> {
    const made = await crypto.subtle.generateKey(CIPHER, false, ['encrypt', 'decrypt']);
    // Two pages may come here at once; the first one's key is everybody's.
    return this.#database.transaction('rw', this.#keys, async () => {
      const known = await this.#keys.get('device');
      if (known) return known.key;
      await this.#keys.add({ id: 'device', key: made });
      return made;
    });
  }
}
