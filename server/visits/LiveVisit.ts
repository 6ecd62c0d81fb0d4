import type { GapCause, Intake, Recording, RecordingEvent, RecordingStatus, TrackNote } from '../../recordings/contract.ts';
import type { Log, RoomEvent, TapHandle, TrackId, TrackSource } from '../../sfu/contract.ts';
import type { Publisher } from '../../sfu/Publisher.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Watcher } from '../../sfu/Watcher.ts';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import type { Announcer } from './announcer.ts';
import type { LiveRequests, PublishedTrack, VisitId, WatcherView } from './contract.ts';
import type { OfferedTrack, SpeechRecord } from './LiveSpeech.ts';
import { isSpeech, LiveSpeech } from './LiveSpeech.ts';
import { WatchLooks } from './WatchLooks.ts';
import type { SoundMaking, SoundMetric } from './sound/contract.ts';

export interface LiveVisitParts {
  readonly visitId: VisitId;
  readonly recording: Recording;
  readonly openRoom: () => Promise<Room>;
  readonly trail: Trail;
  readonly announce: Announcer;
  readonly speech: SpeechRecord;
  /** Where a privacy pause outlasted the server: since when. */
  readonly privacySinceMs?: number;
  readonly log: Log;
  readonly now: () => number;
}

interface Publishing {
  readonly actor: Actor;
  readonly socketId: string;
  readonly publisher: Publisher;
}

interface Watching {
  readonly actor: Actor;
  readonly watcher: Watcher;
  readonly wall: boolean;
}

/** What the ledger is told of a track that ends while the visit goes on. */
const CAUSES = { unpublished: undefined, closed: undefined, workerDied: 'serverRestart' } as const;

/** The recorder's end of one track. */
interface RecordedTrack {
  readonly intake: Intake;
  readonly tap: TapHandle;
}

/**
 * One visit while it is in progress: the room where it is seen, the recording that subscribes to the room like
 * any watcher, and who is in it. The recording outlives the room: when a media worker dies the next room's
 * tracks go into the same archive.
 */
export class LiveVisit {
  readonly visitId: VisitId;
  readonly #parts: LiveVisitParts;
  #room: Promise<Room> | undefined;
  #openRoom: Room | undefined;
  #publishing: Publishing | undefined;
  readonly #watching = new Map<string, Watching>();
  readonly #looks: WatchLooks;
  readonly #speech: LiveSpeech;
  #privacySinceMs: number | undefined;
  readonly #recorded = new Map<TrackId, Promise<RecordedTrack | undefined>>();
  /** How the sound of each source is made, as the phone told it last. */
  readonly #makings = new Map<TrackSource, SoundMaking>();
  readonly #stopListening: () => void;
  #alarm: 'diskFull' | 'recorderDown' | undefined;
  #closed: Promise<RecordingStatus> | undefined;

  constructor(parts: LiveVisitParts) {
    this.visitId = parts.visitId;
    this.#parts = parts;
    this.#privacySinceMs = parts.privacySinceMs;
    this.#speech = new LiveSpeech(parts.visitId, parts.speech, (error) => {
      parts.log.error({ err: error, visitId: parts.visitId }, 'the end of a speech was not recorded');
    });
    this.#looks = new WatchLooks({
      now: parts.now,
      joined: (actor) => parts.trail.append({ act: 'watch.joined', actor: inTrail(actor), ...this.#object }),
      left: (actor, durationMs) => this.#tell('watch.left', actor, { durationMs }),
      changed: () => { parts.announce.watchers(this.visitId, this.watchers); },
    });
    this.#stopListening = parts.recording.onEvent((event) => this.#onRecording(event));
  }

  get tracks(): readonly PublishedTrack[] {
    return this.#openRoom?.tracks() ?? [];
  }

  get alarm(): 'diskFull' | 'recorderDown' | undefined {
    return this.#alarm;
  }

  /** Since when nothing of the field's picture and sound goes on. */
  get privacySinceMs(): number | undefined {
    return this.#privacySinceMs;
  }

  /** One entry a person, however many pages they have open. */
  get watchers(): readonly WatcherView[] {
    return this.#looks.views;
  }

  status(): Promise<RecordingStatus> {
    return this.#parts.recording.status();
  }

  /**
   * Makes this socket the visit's publisher. The same person on a new connection takes over from the old one.
   * @throws UserError `live.alreadyPublishing` while somebody else publishes
   */
  async joinAsPublisher(socketId: string, actor: Actor): Promise<{ room: Room; endpoint: Publisher }> {
    const before = this.#publishing;
    if (before && before.actor.id !== actor.id) throw new UserError('live.alreadyPublishing');
    await this.#parts.trail.append({ act: 'publisher.joined', actor: inTrail(actor), ...this.#object });
    const room = await this.#usableRoom();
    const publisher = await room.createPublisher();
    const replaced = this.#publishing;
    this.#publishing = { actor, socketId, publisher };
    if (replaced) {
      replaced.publisher.close();
      if (replaced.socketId !== socketId) this.#parts.announce.roomClosed(replaced.socketId, this.visitId, 'takenOver');
    }
    return { room, endpoint: publisher };
  }

  /** @param wall the page shows many visits in turn; see `WatchLooks` */
  async joinAsWatcher(socketId: string, actor: Actor, wall = false): Promise<{ room: Room; endpoint: Watcher }> {
    // Nobody sees a frame before the look is on record.
    await this.#looks.enter(actor, socketId);
    try {
      const room = await this.#usableRoom();
      const watcher = await room.createWatcher();
      this.#watching.get(socketId)?.watcher.close();
      this.#watching.set(socketId, { actor, watcher, wall });
      return { room, endpoint: watcher };
    } catch (error) {
      if (!this.#watching.has(socketId)) await this.#looks.leave(actor, socketId);
      throw error;
    }
  }

  /** May speak into the room, once `publish` has put it on record. Speaking is no look: nothing is received. */
  async joinAsSpeaker(socketId: string, actor: Actor): Promise<{ room: Room; endpoint: Publisher }> {
    return this.#speech.joinAsSpeaker(await this.#usableRoom(), socketId, actor);
  }

  /** A device of the field that hears the officer. */
  async joinAsListener(socketId: string): Promise<{ room: Room; endpoint: Watcher }> {
    return this.#speech.joinAsListener(await this.#usableRoom(), socketId);
  }

  /** @throws UserError `live.notJoined`, `live.someoneSpeaks` */
  async publish(socketId: string, track: OfferedTrack): Promise<TrackId> {
    const { source } = track;
    if (isSpeech(source)) return this.#speech.publish(socketId, source, track);
    const publisher = this.requirePublisher(socketId);
    const paused = this.#privacySinceMs !== undefined;
    if (paused) await this.#parts.recording.announce(source, 'privacyPause');
    return publisher.publish({ ...track, paused });
  }

  /** That this socket sends the field's picture and sound. @throws UserError `live.notJoined` */
  requirePublisher(socketId: string): Publisher {
    if (this.#publishing?.socketId !== socketId) throw new UserError('live.notJoined');
    return this.#publishing.publisher;
  }

  unpublish(socketId: string, trackId: TrackId): void {
    if (this.#publishing?.socketId === socketId) this.#publishing.publisher.unpublish(trackId);
    this.#speech.unpublish(socketId, trackId);
  }

  /**
   * What this socket receives the track by: an officer's voice goes to the field alone, the field's to those who watch.
   * @throws UserError `live.notJoined`
   */
  receiverOf(socketId: string, trackId: TrackId): Watcher {
    const speech = this.tracks.some((track) => track.trackId === trackId && isSpeech(track.source));
    const receiver = speech ? this.#speech.listenerOf(socketId) : this.#watching.get(socketId)?.watcher;
    if (!receiver) throw new UserError('live.notJoined');
    return receiver;
  }

  /** Stops the field's picture and sound on their way in, with the cause in the ledger, or lets them go on. */
  async setPrivacy(sinceMs: number | undefined): Promise<void> {
    this.#privacySinceMs = sinceMs;
    const publisher = this.#publishing?.publisher;
    const tracks = this.tracks.filter(({ source }) => !isSpeech(source));
    if (sinceMs !== undefined) await Promise.all(tracks.map(({ source }) => this.#parts.recording.announce(source, 'privacyPause')));
    if (publisher) {
      await Promise.all(tracks.map(({ trackId }) => (sinceMs === undefined ? publisher.resume(trackId) : publisher.pause(trackId))));
    }
    this.#parts.announce.changed(this.visitId);
  }

  /** Bytes received of one source so far; undefined while it is not sent, or is paused. */
  async receivedBytes(source: 'camera' | 'microphone'): Promise<number | undefined> {
    const track = this.tracks.find((one) => one.source === source);
    return track && this.#publishing?.publisher.receivedBytes(track.trackId);
  }

  /** The picture is about to be interrupted for another camera. */
  async cameraSwitches(): Promise<void> {
    await this.#parts.recording.announce('camera', 'cameraSwitch');
  }

  /** The field's page left the screen; whether a browser then stops its media is seen by what no longer comes. */
  async fieldHidden(): Promise<void> {
    const tracks = this.tracks.filter(({ source }) => !isSpeech(source));
    await Promise.all(tracks.map(({ source }) => this.#parts.recording.announce(source, 'background')));
  }

  /** Puts into the archive how this source's sound is made from now on. */
  noteMaking(source: TrackSource, making: SoundMaking): void {
    this.#makings.set(source, making);
    const facts = Object.fromEntries(Object.entries(making).filter(([, value]) => value !== undefined)) as TrackNote;
    this.#parts.recording.note(source, facts).catch((error: unknown) => {
      this.#parts.log.error({ err: error, visitId: this.visitId, source }, 'how a sound is made was not noted');
    });
  }

  tellSound(sound: SoundMetric): void {
    this.#parts.announce.sound([...this.#watching.keys()], this.visitId, sound);
  }

  /** What this socket has been given in the room. */
  endpointsOf(socketId: string): readonly (Publisher | Watcher)[] {
    const watching = this.#watching.get(socketId);
    const publishing = this.#publishing?.socketId === socketId ? this.#publishing : undefined;
    return [...(publishing ? [publishing.publisher] : []), ...(watching ? [watching.watcher] : []), ...this.#speech.endpointsOf(socketId)];
  }

  /** Takes this socket out of the room, or out of one part of it. Idempotent. */
  async leave(socketId: string, as?: LiveRequests['live:join']['as']): Promise<void> {
    if (as === undefined || as === 'speaker') this.#speech.leaveAsSpeaker(socketId);
    if (as === undefined || as === 'listener') this.#speech.leaveAsListener(socketId);
    const watching = this.#watching.get(socketId);
    if (watching && (as === undefined || as === 'watcher')) {
      this.#watching.delete(socketId);
      watching.watcher.close();
      await this.#looks.leave(watching.actor, socketId, watching.wall);
    }
    const publishing = this.#publishing;
    if (publishing?.socketId === socketId && (as === undefined || as === 'publisher')) {
      this.#publishing = undefined;
      publishing.publisher.close();
      await this.#tell('publisher.left', publishing.actor);
    }
  }

  /** Ends everything live and the recording. Idempotent. @param endedAtMs where the end became known only later */
  close(endedAtMs?: number): Promise<RecordingStatus> {
    this.#closed ??= this.#close(endedAtMs);
    return this.#closed;
  }

  async #close(endedAtMs: number | undefined): Promise<RecordingStatus> {
    // The recording first: what still is in flight is media too.
    await Promise.all(this.#recorded.values());
    const status = await this.#parts.recording.close(endedAtMs);
    this.#stopListening();
    this.#openRoom?.close();
    for (const socketId of this.#socketIds) {
      this.#parts.announce.roomClosed(socketId, this.visitId, 'visitClosed');
      await this.leave(socketId);
    }
    await this.#looks.close();
    return status;
  }

  get #object(): { object: { kind: string; id: string }; visitId: string } {
    return { object: { kind: 'visit', id: this.visitId }, visitId: this.visitId };
  }

  /** Everyone in the room, as it is now: leaving changes it. */
  get #socketIds(): readonly string[] {
    return [...new Set([...this.#watching.keys(), ...(this.#publishing ? [this.#publishing.socketId] : []), ...this.#speech.socketIds])];
  }

  async #usableRoom(): Promise<Room> {
    if (this.#closed) throw new UserError('visit.wrongState');
    this.#room ??= this.#parts.openRoom().then((room) => {
      this.#openRoom = room;
      room.on((event) => this.#onRoom(room, event));
      return room;
    });
    try {
      return await this.#room;
    } catch (error) {
      this.#room = undefined;
      throw error;
    }
  }

  #onRoom(room: Room, event: RoomEvent): void {
    switch (event.type) {
      case 'trackPublished': {
        const { trackId, source, kind } = event;
        this.#recorded.set(trackId, this.#record(room, { trackId, source, kind }));
        this.#parts.announce.trackPublished(this.visitId, { trackId, source, kind });
        void this.#tell('track.published', isSpeech(source) ? undefined : this.#publishing?.actor, { trackId, source });
        break;
      }
      case 'trackEnded': {
        const { trackId, source, reason } = event;
        void this.#endRecorded(trackId, CAUSES[reason]);
        this.#speech.ended(trackId);
        this.#parts.announce.trackEnded(this.visitId, trackId);
        void this.#tell('track.ended', undefined, { trackId, source, reason });
        break;
      }
      case 'closed':
        if (event.reason === 'workerDied') this.#onWorkerDied();
        break;
      case 'trackPaused':
      case 'trackResumed':
        break;
    }
  }

  #onWorkerDied(): void {
    this.#room = undefined;
    this.#openRoom = undefined;
    for (const socketId of this.#socketIds) {
      this.#parts.announce.roomClosed(socketId, this.visitId, 'workerDied');
      void this.leave(socketId);
    }
  }

  /** Puts the recorder behind one track. Live video goes on when that fails; the alarm says so. */
  async #record(room: Room, track: PublishedTrack): Promise<RecordedTrack | undefined> {
    const { recording, log } = this.#parts;
    try {
      const intake = await recording.openIntake();
      const tap = await room.tap(track.trackId, intake.address);
      const heldMs = this.#makings.get(track.source)?.heldMs;
      await intake.start({ ...tap.track, ...(heldMs !== undefined && { heldMs }) }, tap.address);
      await tap.resume();
      return { intake, tap };
    } catch (error) {
      log.error({ err: error, visitId: this.visitId, track }, 'a track is not being recorded');
      this.#setAlarm('recorderDown');
      return undefined;
    }
  }

  async #endRecorded(trackId: TrackId, cause: GapCause | undefined): Promise<void> {
    const recorded = await this.#recorded.get(trackId);
    this.#recorded.delete(trackId);
    try {
      await recorded?.intake.stop(cause);
      recorded?.tap.close();
    } catch (error) {
      this.#parts.log.error({ err: error, visitId: this.visitId, trackId }, 'a track did not end cleanly in the recorder');
    }
  }

  #onRecording(event: RecordingEvent): void {
    switch (event.kind) {
      case 'gapOpened':
      case 'gapClosed':
      case 'gapWithdrawn': {
        const { id, source, cause, startMs, endMs } = event.gap;
        this.#parts.announce.gap(this.visitId, event.gap);
        void this.#tell(`recording.${event.kind}`, undefined, {
          gapId: id, source, cause, startMs, ...(endMs !== undefined && { endMs }),
        });
        break;
      }
      case 'gapFilled':
        this.#parts.announce.gap(this.visitId, event.gap);
        break;
      case 'pieceAdded':
        this.#parts.announce.changed(this.visitId);
        break;
      case 'alarm':
        this.#setAlarm(event.alarm);
        break;
      case 'alarmCleared':
        this.#setAlarm(undefined);
        break;
      case 'segment':
        break;
    }
  }

  #setAlarm(alarm: 'diskFull' | 'recorderDown' | undefined): void {
    if (alarm === this.#alarm) return;
    this.#alarm = alarm;
    this.#parts.announce.changed(this.visitId);
    void this.#tell('recording.alarm', undefined, { alarm: alarm ?? 'cleared' });
  }

  /** Writes what has already happened by itself into the trail; a running recording never stops for it. */
  async #tell(
    act: 'watch.left' | 'publisher.left' | 'track.published' | 'track.ended' | `recording.gap${'Opened' | 'Closed' | 'Withdrawn'}` | 'recording.alarm',
    actor?: Actor,
    details: Readonly<Record<string, string | number>> = {},
  ): Promise<void> {
    try {
      await this.#parts.trail.append({ act, ...(actor && { actor: inTrail(actor) }), ...this.#object, details });
    } catch (error) {
      this.#parts.log.error({ err: error, act, visitId: this.visitId }, 'the trail could not be written');
    }
  }
}
