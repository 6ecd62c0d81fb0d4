import type { ArchiveId, Recording } from '../../recordings/contract.ts';
import type { Log, RoomId } from '../../sfu/contract.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Trail } from '../trail/Trail.ts';
import type { Announcer } from './announcer.ts';
import type { VisitId } from './contract.ts';
import type { SpeechRecord } from './LiveSpeech.ts';
import { LiveVisit } from './LiveVisit.ts';

export interface LiveVisitsParts {
  readonly openRoom: (id: RoomId) => Promise<Room>;
  /** @param begunAtMs where a visit began without a network, earlier than its archive */
  readonly openRecording: (id: ArchiveId, begunAtMs?: number) => Promise<Recording>;
  /** When a visit began, if that was without a network. */
  readonly begunOfflineAt: (visitId: VisitId) => Promise<number | undefined>;
  readonly trail: Trail;
  readonly announce: Announcer;
  readonly speech: SpeechRecord;
  /** Since when a visit is paused for privacy; undefined where it is not. */
  readonly privacySince: (visitId: VisitId) => Promise<number | undefined>;
  readonly log: Log;
  readonly now: () => number;
}

/** The visits in progress on this server, each under its own id. */
export class LiveVisits {
  readonly #parts: LiveVisitsParts;
  readonly #live = new Map<VisitId, Promise<LiveVisit>>();

  constructor(parts: LiveVisitsParts) {
    this.#parts = parts;
  }

  /** The live visit, opened when it is not yet: a recording begun before a restart goes on in the same archive. */
  open(visitId: VisitId): Promise<LiveVisit> {
    const known = this.#live.get(visitId);
    if (known) return known;
    const opening = this.#open(visitId);
    this.#live.set(visitId, opening);
    opening.catch(() => this.#live.delete(visitId));
    return opening;
  }

  /** Undefined when this visit is not in progress here. */
  async get(visitId: VisitId): Promise<LiveVisit | undefined> {
    return this.#live.get(visitId);
  }

  /** Ends the live visit and returns what the recorder has. @param endedAtMs where the end became known only later */
  async end(visitId: VisitId, endedAtMs?: number): Promise<Awaited<ReturnType<Recording['close']>>> {
    const live = await this.open(visitId);
    try {
      return await live.close(endedAtMs);
    } finally {
      this.#live.delete(visitId);
    }
  }

  /** Takes a closed connection out of every room. */
  async leaveAll(socketId: string): Promise<void> {
    for (const [visitId, opening] of this.#live) {
      const live = await opening.catch(() => undefined);
      await live?.leave(socketId).catch((error: unknown) => this.#parts.log.error({ err: error, visitId }, 'a connection did not leave cleanly'));
    }
  }

  async #open(visitId: VisitId): Promise<LiveVisit> {
    const { openRoom, openRecording, begunOfflineAt, privacySince, ...rest } = this.#parts;
    // A visit names its room and its archive; the other parts know it only under those names.
    const recording = await openRecording(visitId as string as ArchiveId, await begunOfflineAt(visitId));
    const privacySinceMs = await privacySince(visitId);
    return new LiveVisit({
      ...rest, visitId, recording, openRoom: () => openRoom(visitId as string as RoomId),
      ...(privacySinceMs !== undefined && { privacySinceMs }),
    });
  }
}
