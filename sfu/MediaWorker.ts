import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import * as mediasoup from 'mediasoup';
import type { Router, TransportListenInfo, WebRtcServer, Worker } from 'mediasoup/types';
import { ROUTER_CODECS } from './codecs.ts';
import type { RoomCloseReason } from './contract.ts';
import type { RoomCarrier } from './Room.ts';

export interface MediaWorkerOptions {
  readonly workerBin: string;
  readonly listenIp: string;
  readonly announcedAddress?: string;
  /** One UDP and TCP port for all browsers; without it every transport opens a port of its own. */
  readonly rtcPort?: number;
}

/** How long a closed worker may take to leave before it is killed. */
const EXIT_TIMEOUT_MS = 3_000;

/** One worker process, from its start to its end. It is never restarted; `WorkerPlace` puts a new one in its place. */
export class MediaWorker {
  readonly #worker: Worker;
  readonly #options: MediaWorkerOptions;
  readonly #server: WebRtcServer | undefined;

  private constructor(worker: Worker, options: MediaWorkerOptions, server: WebRtcServer | undefined) {
    this.#worker = worker;
    this.#options = options;
    this.#server = server;
  }

  /** Rejects when the binary cannot be run or the port is taken. */
  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    const { workerBin, rtcPort } = options;
    const worker = await mediasoup.createWorker({ workerBin, logLevel: 'warn' });
    if (rtcPort === undefined) return new MediaWorker(worker, options, undefined);
    try {
      const listenInfos = listen(options).map((info) => ({ ...info, port: rtcPort }));
      return new MediaWorker(worker, options, await worker.createWebRtcServer({ listenInfos }));
    } catch (error) {
      await leave(worker);
      throw error;
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  /** Why it is gone: `workerDied` by itself, `closed` by us or by the signal that stops this process. */
  gone(): RoomCloseReason | undefined {
    if (this.#worker.died) return 'workerDied';
    return this.#worker.closed ? 'closed' : undefined;
  }

  /** `listener` is called once, after everything on this worker has been told that it closed. */
  onGone(listener: (reason: RoomCloseReason) => void): void {
    this.#worker.observer.once('close', () => listener(this.gone() ?? 'closed'));
  }

  /** What a new room stands on. */
  async carry(): Promise<RoomCarrier> {
    const router: Router = await this.#worker.createRouter({ mediaCodecs: ROUTER_CODECS });
    const { listenIp: ip, announcedAddress } = this.#options;
    return {
      router,
      webRtc: this.#server ? { webRtcServer: this.#server } : { listenInfos: listen(this.#options) },
      plain: announcedAddress === undefined ? { ip } : { ip, announcedAddress },
      gone: () => this.gone(),
    };
  }

  async usage(): Promise<{ readonly cpuMs: number; readonly maxRssBytes: number }> {
    const usage = await this.#worker.getResourceUsage();
    // libuv hands on getrusage(2), which counts memory in KiB on Linux.
    return { cpuMs: usage.ru_utime + usage.ru_stime, maxRssBytes: usage.ru_maxrss * 1024 };
  }

  /** Resolves when the process is gone. Idempotent. */
  async close(): Promise<void> {
    await leave(this.#worker);
  }
}

function listen(options: MediaWorkerOptions): TransportListenInfo[] {
  const { listenIp: ip, announcedAddress } = options;
  const address = announcedAddress === undefined ? { ip } : { ip, announcedAddress };
  return [
    { protocol: 'udp', ...address },
    { protocol: 'tcp', ...address },
  ];
}

async function leave(worker: Worker): Promise<void> {
  if (worker.subprocessClosed) return;
  const left = once(worker, 'subprocessclose');
  worker.close();
  const patience = new AbortController();
  await Promise.race([left, delay(EXIT_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined)]);
  patience.abort();
  if (!worker.subprocessClosed) {
    process.kill(worker.pid, 'SIGKILL');
    await left;
  }
}
