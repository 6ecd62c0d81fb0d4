import { AnsweringThread } from '../../AnsweringThread.ts';
import type { LevelsRequest, SegmentLevels } from './waveformThread.ts';

/** Hears how loud segments are, in a thread of its own: decoding hours of sound takes minutes. */
export class SoundLevels {
  readonly #thread = new AnsweringThread<Omit<LevelsRequest, 'id'>, SegmentLevels>(new URL('./waveformThread.ts', import.meta.url), 'the thread of sound levels');

  /** @throws Error when the segment can't be decoded, or the thread ended meanwhile */
  of(request: Omit<LevelsRequest, 'id'>): Promise<SegmentLevels> {
    return this.#thread.ask(request);
  }

  /** Ends the thread; what was being heard rejects. Idempotent. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}
