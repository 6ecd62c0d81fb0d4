import type { TrackId, TrackKind, TrackSource } from '../../sfu/contract.ts';
import type { Publisher } from '../../sfu/Publisher.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Watcher } from '../../sfu/Watcher.ts';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import type { VisitId } from './contract.ts';

/** An officer's voice in a visit, kept by whoever keeps the exchange; `begin` resolves once it is on record and announced. */
export interface SpeechRecord {
  begin(actor: Actor, visitId: VisitId, mode: 'talk' | 'whisper'): Promise<string>;
  end(actor: Actor, visitId: VisitId, id: string): Promise<void>;
}

/** One track as a page publishes it. */
export interface OfferedTrack {
  readonly source: TrackSource;
  readonly kind: TrackKind;
  readonly rtpParameters: unknown;
}

interface Speaking {
  readonly actor: Actor;
  readonly publisher: Publisher;
}

interface Spoken {
  readonly actor: Actor;
  readonly socketId: string;
  readonly id: string;
}

export function isSpeech(source: TrackSource): source is 'talk' | 'whisper' {
  return source === 'talk' || source === 'whisper';
}

/** The way back: officers who may speak into one visit, and the devices of the field that hear them. */
export class LiveSpeech {
  readonly #visitId: VisitId;
  readonly #record: SpeechRecord;
  readonly #onFailure: (error: unknown) => void;
  readonly #speaking = new Map<string, Speaking>();
  readonly #listening = new Map<string, Watcher>();
  readonly #spoken = new Map<TrackId, Spoken>();
  /** Somebody is being announced or heard. */
  #floor: string | undefined;

  constructor(visitId: VisitId, record: SpeechRecord, onFailure: (error: unknown) => void) {
    this.#visitId = visitId;
    this.#record = record;
    this.#onFailure = onFailure;
  }

  get socketIds(): readonly string[] {
    return [...this.#speaking.keys(), ...this.#listening.keys()];
  }

  async joinAsSpeaker(room: Room, socketId: string, actor: Actor): Promise<{ room: Room; endpoint: Publisher }> {
    const publisher = await room.createPublisher();
    this.#speaking.get(socketId)?.publisher.close();
    this.#speaking.set(socketId, { actor, publisher });
    return { room, endpoint: publisher };
  }

  async joinAsListener(room: Room, socketId: string): Promise<{ room: Room; endpoint: Watcher }> {
    const watcher = await room.createWatcher();
    this.#listening.get(socketId)?.close();
    this.#listening.set(socketId, watcher);
    return { room, endpoint: watcher };
  }

  endpointsOf(socketId: string): readonly (Publisher | Watcher)[] {
    const parts = [this.#speaking.get(socketId)?.publisher, this.#listening.get(socketId)];
    return parts.filter((part) => part !== undefined);
  }

  listenerOf(socketId: string): Watcher | undefined {
    return this.#listening.get(socketId);
  }

  /**
   * Lets an officer be heard: on record and announced first, one at a time.
   * @throws UserError `live.notJoined`, `live.someoneSpeaks`, and what the record refuses
   */
  async publish(socketId: string, mode: 'talk' | 'whisper', track: OfferedTrack): Promise<TrackId> {
    const speaking = this.#speaking.get(socketId);
    if (!speaking) throw new UserError('live.notJoined');
    if (this.#floor !== undefined) throw new UserError('live.someoneSpeaks');
    this.#floor = socketId;
    let id: string | undefined;
    try {
      id = await this.#record.begin(speaking.actor, this.#visitId, mode);
      const trackId = await speaking.publisher.publish(track);
      this.#spoken.set(trackId, { actor: speaking.actor, socketId, id });
      // Whoever left while they were being announced is not heard.
      if (this.#speaking.get(socketId) !== speaking) this.ended(trackId);
      return trackId;
    } catch (error) {
      this.#floor = undefined;
      if (id !== undefined) this.#end(speaking.actor, id);
      throw error;
    }
  }

  unpublish(socketId: string, trackId: TrackId): void {
    this.#speaking.get(socketId)?.publisher.unpublish(trackId);
  }

  /** A track of the room is over; nothing happens where it was no speech. */
  ended(trackId: TrackId): void {
    const spoken = this.#spoken.get(trackId);
    if (!spoken) return;
    this.#spoken.delete(trackId);
    this.#floor = undefined;
    this.#end(spoken.actor, spoken.id);
  }

  leaveAsSpeaker(socketId: string): void {
    const speaking = this.#speaking.get(socketId);
    this.#speaking.delete(socketId);
    speaking?.publisher.close();
  }

  leaveAsListener(socketId: string): void {
    const watcher = this.#listening.get(socketId);
    this.#listening.delete(socketId);
    watcher?.close();
  }

  #end(actor: Actor, id: string): void {
    this.#record.end(actor, this.#visitId, id).catch(this.#onFailure);
  }
}
