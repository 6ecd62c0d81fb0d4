/** One photo on its way. `waiting` may have failed before and goes on by itself; `refused` needs a person. */
export interface QueuedPhoto {
  readonly itemId: string;
  readonly takenAtDeviceMs: number;
  readonly previewUrl: string;
  readonly state: 'waiting' | 'uploading' | 'uploaded' | 'refused';
  /** Share of the bytes sent, 0 to 1. */
  readonly progress: number;
  /** Tries that ended without the server's answer. */
  readonly failures: number;
  readonly reason?: string;
}

export interface PhotoUpload {
  readonly itemId: string;
  readonly takenAtDeviceMs: number;
  readonly blob: Blob;
}

export interface PhotoQueueParts {
  readonly upload: (photo: PhotoUpload, onProgress: (share: number) => void) => Promise<void>;
  /** The server's sentence when it refused for good; undefined when trying again can help. */
  readonly refusalOf: (error: unknown) => string | undefined;
  readonly previewUrlOf?: (blob: Blob) => string;
  readonly newId?: () => string;
  readonly retryMs?: readonly number[];
}

const RETRY_MS = [1000, 2000, 4000, 8000, 15_000] as const;

/**
 * The photos of one visit from the shutter to the server. Every photo stays in memory until the server has
 * it; a repeated upload carries the same id, so the server keeps one. One goes at a time: on a weak network
 * two together arrive later than one after the other.
 */
export class PhotoQueue {
  readonly #parts: PhotoQueueParts;
  readonly #retryMs: readonly number[];
  readonly #blobs = new Map<string, Blob>();
  readonly #listeners = new Set<() => void>();
  #photos: readonly QueuedPhoto[] = [];
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PhotoQueueParts) {
    this.#parts = parts;
    this.#retryMs = parts.retryMs ?? RETRY_MS;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Oldest first; a new array with every change. */
  readonly photos = (): readonly QueuedPhoto[] => this.#photos;

  /** Photos that may still arrive by themselves. */
  static pendingOf(photos: readonly QueuedPhoto[]): number {
    return photos.filter(({ state }) => state === 'waiting' || state === 'uploading').length;
  }

  add(blob: Blob, takenAtDeviceMs: number): void {
    const itemId = (this.#parts.newId ?? uuid)();
    this.#blobs.set(itemId, blob);
    const previewUrl = (this.#parts.previewUrlOf ?? ((b: Blob) => URL.createObjectURL(b)))(blob);
    this.#set([...this.#photos, { itemId, takenAtDeviceMs, previewUrl, state: 'waiting', progress: 0, failures: 0 }]);
    void this.#work();
  }

  /** Tries at once whatever waits: the network is back, or a person asked. */
  retry(itemId?: string): void {
    if (itemId !== undefined) {
      this.#set(this.#photos.map((photo) =>
        photo.itemId === itemId && photo.state === 'refused' ? withoutReason(photo) : photo));
    }
    clearTimeout(this.#timer);
    void this.#work();
  }

  /** Gives up a photo the server refused; others are not given up. */
  discard(itemId: string): void {
    if (!this.#photos.some((photo) => photo.itemId === itemId && photo.state === 'refused')) return;
    this.#blobs.delete(itemId);
    this.#set(this.#photos.filter((photo) => photo.itemId !== itemId));
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        if (!(await this.#send(next))) return;
      }
    } finally {
      this.#busy = false;
    }
  }

  #next(): QueuedPhoto | undefined {
    return this.#photos.find(({ state }) => state === 'waiting');
  }

  /** @returns whether to go on with the next one now */
  async #send({ itemId, takenAtDeviceMs, failures }: QueuedPhoto): Promise<boolean> {
    const blob = this.#blobs.get(itemId);
    if (!blob) return true;
    this.#change(itemId, { state: 'uploading', progress: 0 });
    try {
      await this.#parts.upload({ itemId, takenAtDeviceMs, blob }, (progress) => { this.#change(itemId, { progress }); });
      this.#blobs.delete(itemId);
      this.#change(itemId, { state: 'uploaded', progress: 1 });
      return true;
    } catch (error) {
      const reason = this.#parts.refusalOf(error);
      if (reason !== undefined) {
        this.#change(itemId, { state: 'refused', reason });
        return true;
      }
      this.#change(itemId, { state: 'waiting', progress: 0, failures: failures + 1 });
      const waitMs = this.#retryMs[Math.min(failures, this.#retryMs.length - 1)] ?? 1000;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#work(), waitMs);
      return false;
    }
  }

  #change(itemId: string, change: Partial<QueuedPhoto>): void {
    this.#set(this.#photos.map((photo) => (photo.itemId === itemId ? { ...photo, ...change } : photo)));
  }

  #set(photos: readonly QueuedPhoto[]): void {
    this.#photos = photos;
    for (const listener of [...this.#listeners]) listener();
  }
}

function withoutReason({ itemId, takenAtDeviceMs, previewUrl, failures }: QueuedPhoto): QueuedPhoto {
  return { itemId, takenAtDeviceMs, previewUrl, failures, state: 'waiting', progress: 0 };
}

/** A version 4 UUID (RFC 9562 §5.4); `crypto.randomUUID` exists only in secure contexts. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
