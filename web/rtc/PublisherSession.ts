import type { types } from 'mediasoup-client';
import type { TrackSource, TrackKind } from '../../sfu/contract.ts';
import { cameraLayers, heightOf } from './cameraLayers.ts';
import type { LinkState } from './Link.ts';
import { Link } from './Link.ts';
import { restartTransportIce, transportOptions, wireTransport } from './connectTransport.ts';
import { LiveError } from './LiveError.ts';
import { Listeners } from './Listeners.ts';
import { leaveRoom } from './leaveRoom.ts';
import type { LiveLine } from './LiveSocket.ts';
import { loadDevice, preferredVideoCodec } from './loadDevice.ts';
import { watchPulse } from './watchPulse.ts';

/** What a phone of the field sends, by what it is. */
export type FieldSource = Extract<TrackSource, 'camera' | 'microphone'>;
export type FieldTracks = Readonly<Partial<Record<FieldSource, MediaStreamTrack>>>;

const KINDS: Record<FieldSource, TrackKind> = { camera: 'video', microphone: 'audio' };
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
  readonly #link: Link;
  readonly #changes = new Listeners();
  readonly #stopListening: (() => void)[];
  readonly #producers = new Map<FieldSource, types.Producer>();
  #transport: types.Transport | undefined;
  #stopPulse: (() => void) | undefined;

  constructor(line: LiveLine, visitId: string, tracks: FieldTracks) {
    this.#line = line;
    this.#visitId = visitId;
    this.#tracks = { ...tracks };
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
    ];
  }

  readonly subscribe = this.#changes.subscribe;
  readonly state = (): LinkState => this.#link.state;

  /** Sends another track in the place of one that ended, e.g. after the camera was lost. */
  async replaceTrack(source: FieldSource, track: MediaStreamTrack): Promise<void> {
    this.#tracks[source] = track;
    await this.#producers.get(source)?.replaceTrack({ track });
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
        .request('live:publish', { visitId, source: appData['source'] as FieldSource, kind, rtpParameters: { ...rtpParameters } })
        .then(({ trackId }) => { done({ id: trackId }); }, failed);
    });
    const sources = Object.keys(this.#tracks) as FieldSource[];
    const codec = preferredVideoCodec(device);
    await Promise.all(sources.map(async (source) => {
      const track = this.#tracks[source];
      if (!track) return;
      const producer = await transport.produce({
        track,
        stopTracks: false,
        appData: { source },
        ...(KINDS[source] === 'audio'
          ? { codecOptions: MICROPHONE_CODEC }
          : {
              encodings: cameraLayers(heightOf(track)),
              codecOptions: { videoGoogleStartBitrate: START_VIDEO_KILOBITS },
              ...(codec && { codec }),
            }),
      });
      this.#producers.set(source, producer);
      await keepResolution(producer);
    }));
    return { media: sources.length > 0 };
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
