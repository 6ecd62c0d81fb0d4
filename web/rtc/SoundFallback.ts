import type { PictureQuality } from '../../server/visits/contract.ts';
import type { Reception } from './WatcherSession.ts';

/** `trying`: the picture is asked for again, and what is on the screen may still be old. */
export type FallbackState = 'picture' | 'soundOnly' | 'trying';

/** Fewer pictures than this in a second are no picture of a visit. */
const FEWEST_FRAMES = 3;
const TOO_MUCH_LOSS = 0.25;
const BAD_SECONDS = 4;
const GOOD_SECONDS = 3;
const TRY_SECONDS = 6;
/** Waits before the first, second, … try; the last repeats. */
const WAIT_SECONDS = [6, 12, 24] as const;

/**
 * Decides when a poor network should carry the sound alone, and when to try the picture again, from one look a
 * second at what arrived. A field that sends no picture is another matter: giving up the picture would not help.
 */
export class SoundFallback {
  #state: FallbackState = 'picture';
  #last: Reception | undefined;
  #bad = 0;
  #good = 0;
  #seconds = 0;
  #tries = 0;

  get state(): FallbackState {
    return this.#state;
  }

  /**
   * @param now totals since the session began
   * @param quality undefined where the server did not say
   * @returns the state from now on
   */
  second(now: Reception, quality: PictureQuality | undefined): FallbackState {
    const last = this.#last;
    this.#last = now;
    if (!last) return this.#state;
    this.#seconds += 1;
    if (this.#state === 'soundOnly') {
      const wait = WAIT_SECONDS[Math.min(this.#tries, WAIT_SECONDS.length) - 1] ?? WAIT_SECONDS[0];
      if (this.#seconds >= wait) this.#enter('trying');
      return this.#state;
    }
    const frames = now.framesDecoded - last.framesDecoded;
    const lost = now.pictureLost - last.pictureLost;
    const received = now.picturePackets - last.picturePackets;
    const starved = frames < FEWEST_FRAMES && (quality?.field ?? 0) > 0 && now.soundPackets > last.soundPackets;
    const lossy = lost > TOO_MUCH_LOSS * (lost + received) && frames < 2 * FEWEST_FRAMES;
    const isBad = starved || (lost > 0 && lossy);
    this.#bad = isBad ? this.#bad + 1 : 0;
    this.#good = frames >= FEWEST_FRAMES && !isBad ? this.#good + 1 : 0;
    if (this.#state === 'picture' && this.#bad >= BAD_SECONDS) this.#enter('soundOnly');
    else if (this.#state === 'trying' && this.#good >= GOOD_SECONDS) this.#enter('picture');
    else if (this.#state === 'trying' && this.#seconds >= TRY_SECONDS) this.#enter('soundOnly');
    return this.#state;
  }

  #enter(state: FallbackState): void {
    this.#state = state;
    this.#bad = 0;
    this.#good = 0;
    this.#seconds = 0;
    if (state === 'soundOnly') this.#tries += 1;
    if (state === 'picture') this.#tries = 0;
  }
}
