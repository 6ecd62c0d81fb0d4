import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ArchiveSummary } from '../../../../recordings/archiveSummary.ts';
import { summarise } from '../../../../recordings/archiveSummary.ts';
import type { ArchiveSource } from '../../../../recordings/contract.ts';
import { parseJournal } from '../../../../recordings/journalLines.ts';
import { renditions } from '../../../../recordings/renditions.ts';
import { readWhole } from '../readFiles.ts';
import { TrackFeeder } from './TrackFeeder.ts';

const FEED_MS = 250;
/** Shorter than what a listener would notice as a jump, longer than the holes that players stop at. */
const NUDGE_S = 0.7;

/** Plays one archive from the files a person chose, without a server: its segments go into a MediaSource as they are needed. */
export class OfflinePlayer {
  readonly summary: ArchiveSummary;
  /** Wall clock of the first and last moment, ms since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  #feeders: readonly TrackFeeder[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #failed = false;
  readonly #onFailed: (reason: string) => void;

  private constructor(video: HTMLVideoElement, summary: ArchiveSummary, url: string, onFailed: (reason: string) => void) {
    this.#video = video;
    this.summary = summary;
    this.startMs = summary.startMs ?? summary.epochMs;
    this.endMs = summary.endMs ?? this.startMs;
    this.#url = url;
    this.#onFailed = onFailed;
  }

  static async open(video: HTMLVideoElement, source: ArchiveSource, onFailed: (reason: string) => void): Promise<OfflinePlayer> {
    const journal = parseJournal(await readWhole(source, 'journal.jsonl'), (line) => bytesToHex(sha256(line)));
    const media = new MediaSource();
    const player = new OfflinePlayer(video, summarise(journal.entries), URL.createObjectURL(media), onFailed);
    video.src = player.#url;
    await new Promise((resolve) => { media.addEventListener('sourceopen', resolve, { once: true }); });
    player.#attach(media, source);
    return player;
  }

  seek(atMs: number): void {
    this.#video.currentTime = Math.max(0, Math.min(this.endMs - this.startMs - 100, atMs - this.startMs)) / 1000;
    this.#feed();
  }

  close(): void {
    clearInterval(this.#timer);
    URL.revokeObjectURL(this.#url);
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #attach(media: MediaSource, source: ArchiveSource): void {
    const all = renditions(this.summary);
    const chosen = [all.find(({ kind }) => kind === 'video'), all.find(({ kind }) => kind === 'audio')].filter((one) => one !== undefined);
    media.duration = (this.endMs - this.startMs) / 1000;
    const playable = chosen.filter((rendition) => MediaSource.isTypeSupported(`${rendition.kind}/mp4; codecs="${rendition.init.codec}"`));
    if (playable.length < chosen.length) this.#onFailed('本浏览器不能播放其中一种编码，请换用最新的 Chrome、Edge 或 Firefox。');
    this.#feeders = playable.map((rendition) => new TrackFeeder({ media, source, rendition, epochMs: this.summary.epochMs, startMs: this.startMs }));
    this.#timer = setInterval(() => { this.#feed(); }, FEED_MS);
    this.#feed();
  }

  #feed(): void {
    for (const feeder of this.#feeders) {
      feeder.feed(this.#video.currentTime).catch((error: unknown) => {
        if (this.#failed) return;
        this.#failed = true;
        this.#onFailed(`录像没能播放：${String(error)}`);
      });
    }
    this.#overHole();
  }

  /** A few milliseconds missing between two segments must not stop the player for good. */
  #overHole(): void {
    const video = this.#video;
    if (video.paused || video.readyState > 2) return;
    for (let i = 0; i < video.buffered.length; i += 1) {
      const begin = video.buffered.start(i);
      if (begin > video.currentTime && begin - video.currentTime < NUDGE_S) {
        video.currentTime = begin + 0.01;
        return;
      }
    }
  }
}
