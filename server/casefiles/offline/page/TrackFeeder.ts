import type { ArchiveSource } from '../../../../recordings/contract.ts';
import type { Piece, Rendition } from '../../../../recordings/renditions.ts';
import { fromBase64 } from '../checkContents.ts';
import { readWhole } from '../readFiles.ts';
import { FILLER_MEDIA } from './fillerMedia.ts';

export interface FeederParts {
  readonly media: MediaSource;
  readonly source: ArchiveSource;
  readonly rendition: Rendition;
  /** Wall clock at which decode time is 0, and at which the presentation begins. */
  readonly epochMs: number;
  readonly startMs: number;
}

const AHEAD_S = 20;
const BEHIND_S = 30;

/** Puts the pieces of one source into its buffer, a little ahead of what is shown: segments as recorded, and black or silence where there is nothing. */
export class TrackFeeder {
  readonly #parts: FeederParts;
  readonly #buffer: SourceBuffer;
  readonly #appended = new Set<Piece>();
  #init = '';
  #feeding = false;

  constructor(parts: FeederParts) {
    this.#parts = parts;
    const { kind, init } = parts.rendition;
    this.#buffer = parts.media.addSourceBuffer(`${kind}/mp4; codecs="${init.codec}"`);
  }

  async feed(atS: number): Promise<void> {
    if (this.#feeding) return;
    this.#feeding = true;
    try {
      await this.#forgetBehind(atS);
      for (const piece of this.#parts.rendition.pieces) {
        const startS = (piece.startMs - this.#parts.startMs) / 1000;
        const endS = (piece.endMs - this.#parts.startMs) / 1000;
        if (endS < atS - 0.1 || startS > atS + AHEAD_S || this.#appended.has(piece)) continue;
        await this.#append(piece, startS, endS);
        this.#appended.add(piece);
      }
    } finally {
      this.#feeding = false;
    }
  }

  async #append(piece: Piece, startS: number, endS: number): Promise<void> {
    const { source, rendition, epochMs, startMs } = this.#parts;
    const filler = FILLER_MEDIA[rendition.kind === 'video' ? 'video' : rendition.channels === 1 ? 'mono' : 'stereo'];
    const init = piece.kind === 'segment' ? piece.segment.init : 'filler';
    const isSegment = piece.kind === 'segment';
    this.#buffer.appendWindowEnd = isSegment ? Infinity : endS;
    this.#buffer.timestampOffset = isSegment ? (epochMs - startMs) / 1000 : startS;
    if (init !== this.#init) {
      await this.#put(isSegment ? await readWhole(source, init) : fromBase64(filler.init));
      this.#init = init;
    }
    await this.#put(isSegment ? await readWhole(source, piece.segment.path) : fromBase64(filler.fragment));
  }

  /** What lies far behind makes room; it is appended again when somebody goes back. */
  async #forgetBehind(atS: number): Promise<void> {
    const { buffered } = this.#buffer;
    const far = [...this.#appended].filter((piece) => {
      const endS = (piece.endMs - this.#parts.startMs) / 1000;
      const startS = (piece.startMs - this.#parts.startMs) / 1000;
      return endS < atS - BEHIND_S || startS > atS + 4 * AHEAD_S;
    });
    if (far.length === 0) return;
    for (const piece of far) this.#appended.delete(piece);
    if (buffered.length > 0 && atS - BEHIND_S > buffered.start(0)) await this.#remove(0, atS - BEHIND_S);
    if (buffered.length > 0 && buffered.end(buffered.length - 1) > atS + 4 * AHEAD_S) await this.#remove(atS + 4 * AHEAD_S, Infinity);
  }

  async #remove(fromS: number, toS: number): Promise<void> {
    await this.#done(() => { this.#buffer.remove(fromS, toS); });
  }

  async #put(bytes: Uint8Array): Promise<void> {
    await this.#done(() => { this.#buffer.appendBuffer(new Uint8Array(bytes)); });
  }

  #done(start: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#buffer.addEventListener('updateend', () => { resolve(); }, { once: true });
      this.#buffer.addEventListener('error', () => { reject(new Error('the browser refused a piece of the recording')); }, { once: true });
      start();
    });
  }
}
