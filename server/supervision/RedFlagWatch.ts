import type { Gap } from '../../recordings/contract.ts';
import type { Log } from '../../sfu/contract.ts';
import type { RaiseFlag } from '../flags/contract.ts';
import type { VisitId } from '../visits/contract.ts';
import type { DeviceReports } from './DeviceReports.ts';
import { FLAG_LIMITS, noticedAtEnd, noticedInGaps, noticedInPlace, noticedInReport, ThinStream } from './redFlagRules.ts';
import type { EndedVisit, KnownHome, Noticed, Placed } from './redFlagRules.ts';

const LOOK_MS = 5_000;
const BEFORE_START_MS = 86_400_000;

/** What the server has of a running visit. */
export interface WatchedField {
  readonly id: VisitId;
  /** Bytes received so far of what is published and not paused. */
  readonly cameraBytes?: number;
  readonly microphoneBytes?: number;
  readonly gaps: readonly Gap[];
  /** Missing where the case does not know it. */
  readonly home?: KnownHome;
}

/** What the server has of a visit that ended. */
export interface EndedField extends EndedVisit {
  readonly id: VisitId;
}

export interface RedFlagParts {
  readonly fields: () => Promise<readonly WatchedField[]>;
  /** Visits closed since then. */
  readonly closedSince: (sinceMs: number) => Promise<readonly EndedField[]>;
  readonly reports: DeviceReports;
  readonly raise: RaiseFlag;
  readonly log: Log;
  readonly now: () => number;
}

interface Seen {
  readonly picture: ThinStream;
  readonly sound: ThinStream;
  first?: Placed;
  last?: Placed;
}

/**
 * Looks at every running visit every few seconds and flags what a supervisor should see. It takes what the server
 * itself receives: bytes cannot be made up by a page, and cost nothing to count.
 */
export class RedFlagWatch {
  readonly #parts: RedFlagParts;
  readonly #seen = new Map<VisitId, Seen>();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #closedUntilMs: number;

  constructor(parts: RedFlagParts) {
    this.#parts = parts;
    // What ended while no server ran is looked at too; the same thing is flagged once.
    this.#closedUntilMs = parts.now() - BEFORE_START_MS;
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.look()).catch((error: unknown) => parts.log.error({ err: error }, 'visits could not be looked at for flags'));
    }, LOOK_MS);
    this.#timer.unref();
  }

  async look(): Promise<void> {
    const { fields, closedSince, now } = this.#parts;
    const nowMs = now();
    const found = await fields();
    for (const id of this.#seen.keys()) if (!found.some((field) => field.id === id)) this.#seen.delete(id);
    for (const field of found) await this.#lookAt(field, nowMs);
    for (const ended of await closedSince(this.#closedUntilMs)) await this.#raise(ended.id, ended.closedAtMs, noticedAtEnd(ended));
    this.#closedUntilMs = nowMs;
  }

  /** Idempotent; resolves when no look is under way. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #lookAt({ id, cameraBytes, microphoneBytes, gaps, home }: WatchedField, nowMs: number): Promise<void> {
    const seen = this.#seen.get(id) ?? {
      picture: new ThinStream(FLAG_LIMITS.staticBitsPerS, FLAG_LIMITS.staticForMs),
      sound: new ThinStream(FLAG_LIMITS.silentBitsPerS, FLAG_LIMITS.silentForMs),
    };
    this.#seen.set(id, seen);
    const noticed = noticedInGaps(gaps, nowMs);
    const staticSinceMs = seen.picture.look(cameraBytes, nowMs);
    if (staticSinceMs !== undefined) noticed.push({ kind: 'media.staticPicture', subject: `since-${staticSinceMs}`, evidence: { sinceMs: staticSinceMs } });
    const silentSinceMs = seen.sound.look(microphoneBytes, nowMs);
    if (silentSinceMs !== undefined) noticed.push({ kind: 'media.silence', subject: `since-${silentSinceMs}`, evidence: { sinceMs: silentSinceMs } });
    const kept = this.#parts.reports.latest(id);
    if (kept) {
      noticed.push(...noticedInReport(kept.report));
      const { position } = kept.report;
      if (position && kept.receivedAtMs !== seen.last?.atMs) {
        const placed: Placed = { position, atMs: kept.receivedAtMs };
        seen.first ??= placed;
        noticed.push(...noticedInPlace(placed, seen.last, seen.first, home));
        seen.last = placed;
      }
    }
    await this.#raise(id, nowMs, noticed);
  }

  async #raise(visitId: VisitId, atMs: number, noticed: readonly Noticed[]): Promise<void> {
    for (const one of noticed) await this.#parts.raise({ visitId, atMs, ...one });
  }
}
