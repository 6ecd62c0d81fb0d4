import type { types } from 'mediasoup-client';
import type { TrackSource, TrackKind } from '../../sfu/contract.ts';
import type { SoundMaking, SoundMetric } from '../../server/visits/sound/contract.ts';
import { cameraLayers, heightOf } from './cameraLayers.ts';
import type { LinkState } from './Link.ts';
import { Link } from './Link.ts';
import { restartTransportIce, transportOptions, wireTransport } from './connectTransport.ts';
import { LiveError } from './LiveError.ts';
import { Listeners } from './Listeners.ts';
import { leaveRoom } from './leaveRoom.ts';
import type { LiveLine } from './LiveSocket.ts';
import { loadDevice, preferredVideoCodec } from './loadDevice.ts';
import { tellHidden } from './tellHidden.ts';
import { watchPulse } from './watchPulse.ts';

/** What a phone of the field sends, by what it is. */
export type FieldSource = Extract<TrackSource, 'camera' | 'microphone' | 'rawMicrophone'>;
export type FieldTracks = Readonly<Partial<Record<FieldSource, MediaStreamTrack>>>;
/** How the sound of a source is made. */
export type FieldMakings = Readonly<Partial<Record<FieldSource, SoundMaking>>>;

const KINDS: Record<FieldSource, TrackKind> = { camera: 'video', microphone: 'audio', rawMicrophone: 'audio' };
/** Enough for the largest layer from the first second on; congestion control goes below it where it must. */
const START_VIDEO_KILOBITS = 2000;
/** Speech from across a room, with the room: no gaps in transmission, repairs for lost packets. */
const MICROPHONE_CODEC: types.ProducerCodecOptions = {
  opusStereo: false,
  opusDtx: false,
  opusFec: true,
  opusNack: true,
  opusMaxAverageBitrate: 64_000,
};

/**
 * One phone sending one visit. Starts at once and stays until `close`, whatever the network does: see Link.
 * The tracks belong to the caller and are never stopped here.
 */
export class PublisherSession {
  readonly #line: LiveLine;
  readonly #visitId: string;
  readonly #tracks: Partial<Record<FieldSource, MediaStreamTrack>>;
  readonly #makings: Partial<Record<FieldSource, SoundMaking>>;
  readonly #link: Link;
  readonly #changes = new Listeners();
  readonly #stopListening: (() => void)[];
  readonly #producers = new Map<FieldSource, types.Producer>();
  #transport: types.Transport | undefined;
  #stopPulse: (() => void) | undefined;
  #codec: types.RtpCodecCapability | undefined;

  constructor(line: LiveLine, visitId: string, tracks: FieldTracks, makings: FieldMakings = {}) {
    this.#line = line;
    this.#visitId = visitId;
    this.#tracks = { ...tracks };
    this.#makings = { ...makings };
    this.#link = new Link(
      { join: () => this.#join(), restartIce: () => restartTransportIce(this.#transport, line, visitId), drop: () => { this.#drop(); } },
      () => { this.#changes.notify(); },
    );
    this.#stopListening = [
      line.on('visit:roomClosed', (event) => {
        if (event.visitId !== visitId) return;
        if (event.reason === 'workerDied') this.#link.roomLost();
        else this.#link.end(event.reason === 'takenOver' ? new LiveError('live.takenOver') : undefined);
      }),
      line.onConnection((connected) => { this.#link.lineChanged(connected); }),
      tellHidden(line, visitId),
    ];
  }

  readonly subscribe = this.#changes.subscribe;
  readonly state = (): LinkState => this.#link.state;

  /** Sends another track in the place of one that ended, e.g. after the camera was lost. */
  async replaceTrack(source: FieldSource, track: MediaStreamTrack): Promise<void> {
    this.#tracks[source] = track;
    await this.#producers.get(source)?.replaceTrack({ track });
  }

  /** Begins to send a source beside the others, now and whenever the room is entered again. */
  async begin(source: FieldSource, track: MediaStreamTrack, making?: SoundMaking): Promise<void> {
    this.#tracks[source] = track;
    if (making) this.#makings[source] = making;
    if (this.#transport && this.#link.state.at === 'live' && !this.#producers.has(source)) await this.#produce(this.#transport, source, track);
  }

  /** Ends a source that `begin` began. */
  async end(source: FieldSource): Promise<void> {
    delete this.#tracks[source];
    const producer = this.#producers.get(source);
    this.#producers.delete(source);
    if (!producer) return;
    producer.close();
    await this.#line.request('live:unpublish', { visitId: this.#visitId, trackId: producer.id });
  }

  /** Tells the archive how a source's sound is made from now on. */
  async note(source: 'microphone' | 'rawMicrophone', making: SoundMaking): Promise<void> {
    this.#makings[source] = making;
    if (this.#producers.has(source)) await this.#line.request('live:note', { visitId: this.#visitId, source, making });
  }

  /** Tells those who watch how the room sounds. */
  async tellSound(sound: SoundMetric): Promise<void> {
    if (this.#producers.has('microphone')) await this.#line.request('live:sound', { visitId: this.#visitId, sound });
  }

  /** What congestion control thinks the line carries, bits a second; undefined while it does not know. */
  async availableBitsPerSecond(): Promise<number | undefined> {
    const report = await this.#transport?.getStats();
    for (const entry of (report?.values() ?? []) as Iterable<{ type: string; nominated?: boolean; availableOutgoingBitrate?: number }>) {
      if (entry.type === 'candidate-pair' && entry.nominated === true) return entry.availableOutgoingBitrate;
    }
    return undefined;
  }

  /** Leaves the room. Idempotent. */
  close(): void {
    for (const stop of this.#stopListening.splice(0)) stop();
    leaveRoom(this.#line, this.#link, this.#visitId, 'publisher');
  }

  async #join(): Promise<{ media: boolean }> {
    const visitId = this.#visitId;
    const joined = await this.#line.request('live:join', { visitId, as: 'publisher' });
    const device = await loadDevice(joined.rtpCapabilities);
    const transport = device.createSendTransport(transportOptions(joined.transport));
    this.#transport = transport;
    wireTransport(transport, this.#line, visitId, (condition) => { this.#link.transportChanged(condition); });
    this.#stopPulse?.();
    this.#stopPulse = watchPulse(transport, (alive) => { this.#link.transportChanged(alive ? 'connected' : 'disconnected'); });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      this.#line
        .request('live:publish', {
          visitId, source: appData['source'] as FieldSource, kind, rtpParameters: { ...rtpParameters },
          making: this.#makings[appData['source'] as FieldSource],
        })
        .then(({ trackId }) => { done({ id: trackId }); }, failed);
    });
    const sources = Object.keys(this.#tracks) as FieldSource[];
    this.#codec = preferredVideoCodec(device);
    await Promise.all(sources.map(async (source) => {
      const track = this.#tracks[source];
      if (track) await this.#produce(transport, source, track);
    }));
    return { media: sources.length > 0 };
  }

  async #produce(transport: types.Transport, source: FieldSource, track: MediaStreamTrack): Promise<void> {
    const producer = await transport.produce({
      track,
      stopTracks: false,
      appData: { source },
      ...(KINDS[source] === 'audio'
        ? { codecOptions: MICROPHONE_CODEC }
        : {
            encodings: cameraLayers(heightOf(track)),
            codecOptions: { videoGoogleStartBitrate: START_VIDEO_KILOBITS },
            ...(this.#codec && { codec: this.#codec }),
          }),
    });
    this.#producers.set(source, producer);
    await keepResolution(producer);
  }

  #drop(): void {
    this.#stopPulse?.();
    this.#stopPulse = undefined;
    this.#producers.clear();
    this.#transport?.close();
    this.#transport = undefined;
  }
}

/**
 * A busy phone or a poor line costs pictures a second, not their size: a medicine box must stay readable, and a
 * recording that keeps one size is one stream for every player (W3C mst-content-hint §4).
 */
async function keepResolution({ kind, rtpSender }: types.Producer): Promise<void> {
  if (kind !== 'video' || !rtpSender) return;
  const parameters = rtpSender.getParameters();
  // A browser that knows no preference streams all the same.
  await rtpSender.setParameters({ ...parameters, degradationPreference: 'maintain-resolution' }).catch(() => undefined);
}
