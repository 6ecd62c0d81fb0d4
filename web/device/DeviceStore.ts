import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import { deviceKey } from './deviceKey.ts';
import { DeviceStoreError } from './DeviceStoreError.ts';
import { open, seal } from './encryption.ts';
import type { Sealed } from './encryption.ts';

/** What a device may hold of a visit that the server does not have yet; and `copy`, what the server said last. */
export type DeviceRecordKind = 'evidence' | 'saying' | 'receipt' | 'answer' | 'act' | 'media' | 'copy';

/** One record as its owner put it in. */
export interface DeviceRecord<Meta = unknown> {
  readonly kind: DeviceRecordKind;
  /** Unique within its kind; the id by which the server knows a repetition. */
  readonly id: string;
  readonly visitId: string;
  /** The account that was signed in. Nobody else's pages are shown it. */
  readonly ownerId: string;
  /** Anything that JSON can say. */
  readonly meta: Meta;
}

export interface StoredRecord<Meta = unknown> extends DeviceRecord<Meta> {
  /** The device's clock. */
  readonly storedAtMs: number;
  readonly bodyBytes: number;
}

/** On the disk. Only what is needed to find a record is readable. */
interface Row {
  readonly kind: DeviceRecordKind;
  readonly id: string;
  readonly visitId: string;
  readonly ownerId: string;
  readonly storedAtMs: number;
  readonly bodyBytes: number;
  readonly meta: Sealed;
  readonly body?: Sealed;
}

export interface DeviceSpace {
  readonly usedBytes: number;
  /** What the browser says it would give; undefined where it does not say. */
  readonly quotaBytes?: number;
  /** Whether the browser has promised not to clear it by itself. */
  readonly persisted: boolean;
}

/**
 * What this device alone has: photos, answers, media that are not on the server yet. Encrypted with a key that the
 * browser keeps and never gives out (WebCrypto, AES-GCM, not extractable), so that a lost phone's disk tells nothing.
 * What `put` has resolved is on the disk, and survives the page, the browser and the battery.
 */
export class DeviceStore {
  readonly #database: Dexie;
  readonly #key: CryptoKey;

  private constructor(database: Dexie, key: CryptoKey) {
    this.#database = database;
    this.#key = key;
  }

  /** @throws {DeviceStoreError} `unavailable`, e.g. in a private window */
  static async open(name = 'household-investigation'): Promise<DeviceStore> {
    // "strict" waits for the disk, not for the operating system's promise.
    const database = new Dexie(name, { chromeTransactionDurability: 'strict' });
    database.version(1).stores({ records: '[kind+id], [ownerId+kind], [visitId+kind]', keys: 'name' });
    try {
      await database.open();
      const key = await deviceKey(database);
      // Without this promise a browser may clear everything when the disk gets short. Answered at once or after a question.
      void navigator.storage?.persist?.();
      return new DeviceStore(database, key);
    } catch (error) {
      database.close();
      throw new DeviceStoreError('unavailable', { cause: error });
    }
  }

  /**
   * Keeps a record; one of the same kind and id is replaced. It is on the disk when this resolves.
   * @throws {DeviceStoreError} `full`; nothing has changed then
   */
  async put(record: DeviceRecord, body?: Blob): Promise<void> {
    const { kind, id, visitId, ownerId, meta } = record;
    const name = `${kind}/${id}`;
    const row: Row = {
      kind, id, visitId, ownerId, storedAtMs: Date.now(), bodyBytes: body?.size ?? 0,
      meta: await seal(this.#key, `${name}/meta`, new TextEncoder().encode(JSON.stringify(meta))),
      ...(body && { body: await seal(this.#key, `${name}/body`, new Uint8Array(await body.arrayBuffer())) }),
    };
    await this.#asking(() => this.#records.put(row));
  }

  /** Changes what is said of a record and leaves its body; false when there is no such record. */
  async putMeta(kind: DeviceRecordKind, id: string, meta: unknown): Promise<boolean> {
    const sealed = await seal(this.#key, `${kind}/${id}/meta`, new TextEncoder().encode(JSON.stringify(meta)));
    return (await this.#asking(() => this.#records.where({ kind, id }).modify({ meta: sealed }))) > 0;
  }

  /** Everything of one kind that this account left here, oldest first; of one visit where it is named. */
  async list<Meta>(kind: DeviceRecordKind, ownerId: string, visitId?: string): Promise<readonly StoredRecord<Meta>[]> {
    const rows = await this.#asking(() => this.#records.where({ ownerId, kind }).toArray());
    const chosen = rows.filter((row) => visitId === undefined || row.visitId === visitId).sort((a, b) => a.storedAtMs - b.storedAtMs);
    return Promise.all(chosen.map((row) => this.#opened<Meta>(row)));
  }

  /** One record; undefined when there is none. @throws {DeviceStoreError} `damaged` when it is not what was put in */
  async record<Meta>(kind: DeviceRecordKind, id: string): Promise<StoredRecord<Meta> | undefined> {
    const row = await this.#asking(() => this.#records.get([kind, id]));
    return row && this.#opened<Meta>(row);
  }

  /** @throws {DeviceStoreError} `damaged` when it is not what was put in */
  async body(kind: DeviceRecordKind, id: string, type = ''): Promise<Blob | undefined> {
    const row = await this.#asking(() => this.#records.get([kind, id]));
    return row?.body && new Blob([await open(this.#key, `${kind}/${id}/body`, row.body)], { type });
  }

  /** Forgets a record: only when the server has verified what it got, or when a person decided so. */
  async remove(kind: DeviceRecordKind, id: string): Promise<void> {
    await this.#asking(() => this.#records.delete([kind, id]));
  }

  async space(): Promise<DeviceSpace> {
    const { usage = 0, quota } = (await navigator.storage?.estimate?.()) ?? {};
    return { usedBytes: usage, persisted: (await navigator.storage?.persisted?.()) ?? false, ...(quota !== undefined && { quotaBytes: quota }) };
  }

  /** Idempotent. */
  close(): void {
    this.#database.close();
  }

  async #opened<Meta>({ kind, id, visitId, ownerId, storedAtMs, bodyBytes, meta }: Row): Promise<StoredRecord<Meta>> {
    return {
      kind, id, visitId, ownerId, storedAtMs, bodyBytes,
      meta: JSON.parse(new TextDecoder().decode(await open(this.#key, `${kind}/${id}/meta`, meta))) as Meta,
    };
  }

  get #records(): Table<Row, [DeviceRecordKind, string]> {
    return this.#database.table('records');
  }

  async #asking<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw isFull(error) ? new DeviceStoreError('full', { cause: error }) : new DeviceStoreError('unavailable', { cause: error });
    }
  }
}

function isFull(error: unknown): boolean {
  const { name, inner } = error as { name?: string; inner?: { name?: string } };
  return name === 'QuotaExceededError' || inner?.name === 'QuotaExceededError';
}
