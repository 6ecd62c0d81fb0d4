import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PhotoUpload } from '../../web/capture/PhotoQueue.ts';
import { PhotoQueue } from '../../web/capture/PhotoQueue.ts';

class Refusal extends Error {}

/** A queue whose uploads answer as the test says, one answer an upload; without one they succeed. */
function buildQueue(answers: (Error | undefined)[] = []) {
  const uploads: PhotoUpload[] = [];
  const queue = new PhotoQueue({
    upload: async (photo, onProgress) => {
      uploads.push(photo);
      onProgress(0.5);
      await Promise.resolve();
      const answer = answers.shift();
      if (answer) throw answer;
    },
    refusalOf: (error) => (error instanceof Refusal ? error.message : undefined),
    previewUrlOf: () => 'blob:preview',
    retryMs: [100, 500],
  });
  const states = () => queue.photos().map(({ state }) => state);
  return { queue, uploads, states };
}

const photo = () => new Blob(['picture'], { type: 'image/jpeg' });

describe('the queue of photos', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('uploads photos one after the other, in the order they were taken', async () => {
    const { queue, uploads, states } = buildQueue();
    queue.add(photo(), 1);
    queue.add(photo(), 2);
    expect(states()).toEqual(['uploading', 'waiting']);
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['uploaded', 'uploaded']);
    expect(uploads.map(({ takenAtDeviceMs }) => takenAtDeviceMs)).toEqual([1, 2]);
  });

  it('tries again by itself with the same id and the same bytes until the server has the photo', async () => {
    const { queue, uploads, states } = buildQueue([new Error('no network'), new Error('no network')]);
    const bytes = photo();
    queue.add(bytes, 1);
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['waiting']);
    expect(queue.photos()[0]?.failures).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(queue.photos()[0]?.failures).toBe(2);
    await vi.advanceTimersByTimeAsync(500);
    expect(states()).toEqual(['uploaded']);
    expect(new Set(uploads.map(({ itemId }) => itemId)).size).toBe(1);
    expect(uploads.every(({ blob }) => blob === bytes)).toBe(true);
  });

  it('does not wait for its pause when the network comes back', async () => {
    const { queue, uploads, states } = buildQueue([new Error('no network')]);
    queue.add(photo(), 1);
    await vi.advanceTimersByTimeAsync(0);
    queue.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['uploaded']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(uploads).toHaveLength(2);
  });

  it('keeps a refused photo with the reason, goes on with the next, and sends it again when asked', async () => {
    const { queue, states } = buildQueue([new Refusal('not a picture')]);
    queue.add(photo(), 1);
    queue.add(photo(), 2);
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['refused', 'uploaded']);
    expect(queue.photos()[0]?.reason).toBe('not a picture');
    expect(PhotoQueue.pendingOf(queue.photos())).toBe(0);
    queue.retry(queue.photos()[0]?.itemId);
    await vi.advanceTimersByTimeAsync(0);
    expect(states()).toEqual(['uploaded', 'uploaded']);
    expect(queue.photos()[0]?.reason).toBeUndefined();
  });

  it('lets a person give up only what the server refused', async () => {
    const { queue, states } = buildQueue([new Refusal('too large'), new Error('no network')]);
    queue.add(photo(), 1);
    queue.add(photo(), 2);
    await vi.advanceTimersByTimeAsync(0);
    const [refused, waiting] = queue.photos();
    queue.discard(waiting?.itemId ?? '');
    expect(states()).toEqual(['refused', 'waiting']);
    queue.discard(refused?.itemId ?? '');
    expect(states()).toEqual(['waiting']);
    expect(PhotoQueue.pendingOf(queue.photos())).toBe(1);
    queue.retry();
    await vi.advanceTimersByTimeAsync(0);
  });

  it('gives every photo a version 4 UUID of its own', async () => {
    const { queue, uploads } = buildQueue();
    queue.add(photo(), 1);
    queue.add(photo(), 2);
    await vi.advanceTimersByTimeAsync(0);
    const ids = uploads.map(({ itemId }) => itemId);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
