import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Description } from '../../server/evidence/contract.ts';
import type { ItemUpload } from '../../web/capture/EvidenceQueue.ts';
import { EvidenceQueue } from '../../web/capture/EvidenceQueue.ts';
import type { EvidenceShelf, KeptItem, KeptReceipt } from '../../web/capture/EvidenceShelf.ts';

class Refusal extends Error {}
const digestOf = async (blob: Blob): Promise<string> => `digest of ${await blob.text()}`;

/** What a device would keep, as long as the test lasts. */
class Shelf implements EvidenceShelf {
  readonly items = new Map<string, KeptItem>();
  readonly blobs = new Map<string, Blob>();
  readonly sayings = new Map<string, Description>();
  readonly receipts: KeptReceipt[] = [];
  isFull = false;

  async open() { return { items: [...this.items.values()], sayings: new Map(this.sayings), receipts: this.receipts }; }
  async put(item: KeptItem, blob: Blob) {
    if (this.isFull) throw new Error('quota');
    this.items.set(item.claims.itemId, item);
    this.blobs.set(item.claims.itemId, blob);
  }
  async change(item: KeptItem) { if (this.items.has(item.claims.itemId)) this.items.set(item.claims.itemId, item); }
  async bytesOf(itemId: string) { return this.blobs.get(itemId)!; }
  async forget(itemId: string, receipt?: KeptReceipt) {
    this.items.delete(itemId);
    this.blobs.delete(itemId);
    if (receipt) this.receipts.unshift(receipt);
  }
  async keepSaying(itemId: string, description: Description) { this.sayings.set(itemId, description); }
  async forgetSaying(itemId: string) { this.sayings.delete(itemId); }
}

/** A queue whose uploads answer as the test says, one answer an upload; without one they succeed. */
function buildQueue(answers: (Error | string | undefined)[] = [], shelf = new Shelf()) {
  const uploads: ItemUpload[] = [];
  const said: [string, Description][] = [];
  const queue = new EvidenceQueue({
    upload: async (upload) => {
      uploads.push(upload);
      upload.onProgress(0.5);
      await Promise.resolve();
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { sha256: answer ?? upload.claims.sha256 };
    },
    describe: async (itemId, description) => { said.push([itemId, description]); },
    refusalOf: (error) => (error instanceof Refusal ? error.message : undefined),
    digestOf,
    shelf,
    previewUrlOf: () => 'blob:preview',
    retryMs: [100, 500],
  });
  const states = () => queue.items().map(({ state }) => state);
  return { queue, uploads, states, shelf, said };
}

const photo = (text = 'picture') => new Blob([text], { type: 'image/jpeg' });
const at = (takenAtDeviceMs: number) => ({ visitId: 'v', kind: 'photo', takenAtDeviceMs, claims: {} }) as const;
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the queue of evidence', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('hashes, keeps and uploads items one after the other, in the order they were taken', async () => {
    const { queue, uploads, states, shelf } = buildQueue();
    queue.add(photo(), at(1));
    queue.add(photo(), at(2));
    expect(states()).toEqual(['saving', 'saving']);
    await settle();
    expect(states()).toEqual(['uploaded', 'uploaded']);
    expect(uploads.map(({ claims }) => [claims.takenAtDeviceMs, claims.sha256])).toEqual([[1, 'digest of picture'], [2, 'digest of picture']]);
    expect(shelf.items.size).toBe(0);
    expect(queue.receipts().map(({ takenAtDeviceMs }) => takenAtDeviceMs)).toEqual([2, 1]);
  });

  it('tries again by itself with the same id and the same bytes until the server has the item', async () => {
    const { queue, uploads, states } = buildQueue([new Error('no network'), new Error('no network')]);
    const bytes = photo();
    queue.add(bytes, at(1));
    await settle();
    expect(states()).toEqual(['waiting']);
    expect(queue.items()[0]?.failures).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(queue.items()[0]?.failures).toBe(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(states()).toEqual(['uploaded']);
    expect(new Set(uploads.map(({ claims }) => claims.itemId)).size).toBe(1);
    expect(uploads.map(({ failures }) => failures)).toEqual([0, 1, 2]);
    expect(uploads.every(({ blob }) => blob === bytes)).toBe(true);
  });

  it('lets go of the bytes only when the server names the digest that was made here', async () => {
    const { queue, states, shelf } = buildQueue(['another digest']);
    queue.add(photo(), at(1));
    await settle();
    expect(states()).toEqual(['waiting']);
    expect(shelf.items.size).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(states()).toEqual(['uploaded']);
    expect(shelf.receipts).toMatchObject([{ sha256: 'digest of picture' }]);
    expect(shelf.items.size).toBe(0);
  });

  it('takes up, in a new page, what a killed one left, and resumes where it was', async () => {
    const first = buildQueue([new Error('no network')]);
    const itemId = first.queue.add(photo(), at(1));
    await settle();
    const [kept] = first.shelf.items.values();
    await first.shelf.change({ ...kept!, uploadUrl: '/upload/1' });
    first.queue.close();

    const second = buildQueue([], first.shelf);
    await second.queue.restore();
    await settle();
    expect(second.uploads).toMatchObject([{ claims: { itemId }, uploadUrl: '/upload/1', failures: 1 }]);
    expect(await second.uploads[0]!.blob.text()).toBe('picture');
    expect(second.states()).toEqual(['uploaded']);
  });

  it('says truthfully what is only in memory, and sends it all the same', async () => {
    const { queue, states, shelf } = buildQueue([new Error('no network')]);
    shelf.isFull = true;
    queue.add(photo(), at(1));
    await settle();
    expect(queue.items()[0]).toMatchObject({ isKept: false, state: 'waiting' });
    queue.retry();
    await settle();
    expect(states()).toEqual(['uploaded']);
  });

  it('does not wait for its pause when the network comes back', async () => {
    const { queue, uploads, states } = buildQueue([new Error('no network')]);
    queue.add(photo(), at(1));
    await settle();
    queue.retry();
    await settle();
    expect(states()).toEqual(['uploaded']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(uploads).toHaveLength(2);
  });

  it('keeps a refused item with the reason, also over a new page, goes on with the next, and sends it again when asked', async () => {
    const { queue, states, shelf } = buildQueue([new Refusal('not a picture')]);
    queue.add(photo(), at(1));
    queue.add(photo(), at(2));
    await settle();
    expect(states()).toEqual(['refused', 'uploaded']);
    expect(queue.items()[0]?.reason).toBe('not a picture');
    expect(EvidenceQueue.pendingOf(queue.items())).toBe(0);
    const later = buildQueue([], shelf);
    await later.queue.restore();
    expect(later.queue.items()).toMatchObject([{ state: 'refused', reason: 'not a picture' }]);
    later.queue.retry(later.queue.items()[0]?.itemId);
    await settle();
    expect(later.states()).toEqual(['uploaded']);
    expect(later.queue.items()[0]).not.toHaveProperty('reason');
  });

  it('lets a person give up only what the server refused', async () => {
    const { queue, states, shelf } = buildQueue([new Refusal('too large'), new Error('no network')]);
    queue.add(photo(), at(1));
    queue.add(photo(), at(2));
    await settle();
    const [refused, waiting] = queue.items();
    queue.discard(waiting?.itemId ?? '');
    expect(states()).toEqual(['refused', 'waiting']);
    queue.discard(refused?.itemId ?? '');
    expect(states()).toEqual(['waiting']);
    expect([...shelf.items.keys()]).toEqual([waiting?.itemId]);
  });

  it('tells what was said of an item once the server has it, and forgets it only then', async () => {
    const { queue, said, shelf } = buildQueue([new Error('no network')]);
    const itemId = queue.add(photo(), at(1));
    await settle();
    queue.describe(itemId, { room: '厨房' });
    queue.describe(itemId, { caption: '灶台' });
    await settle();
    expect(said).toEqual([[itemId, { room: '厨房', caption: '灶台' }]]);
    expect(shelf.sayings.size).toBe(0);
    expect(queue.items()[0]).toMatchObject({ state: 'uploaded', description: { room: '厨房', caption: '灶台' } });
  });

  it('gives every item a version 4 UUID of its own', async () => {
    const { queue, uploads } = buildQueue();
    queue.add(photo(), at(1));
    queue.add(photo(), at(2));
    await settle();
    const ids = uploads.map(({ claims }) => claims.itemId);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
