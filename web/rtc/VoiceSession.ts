import type { types } from 'mediasoup-client';
import type { TrackId } from '../../sfu/contract.ts';
import { transportOptions, wireTransport } from './connectTransport.ts';
import type { LiveLine } from './LiveSocket.ts';
import { loadDevice } from './loadDevice.ts';

/** Speech at a desk or on the road, for a small loudspeaker. */
const VOICE_CODEC: types.ProducerCodecOptions = { opusStereo: false, opusDtx: false, opusFec: true, opusNack: true, opusMaxAverageBitrate: 40_000 };

interface Speaking {
  readonly producer: types.Producer;
  readonly microphone: MediaStreamTrack;
}

/**
 * An officer's voice in one visit. The way into the room is made for the first word and kept for the next; the
 * microphone is open only while somebody speaks.
 */
export class VoiceSession {
  readonly #line: LiveLine;
  readonly #visitId: string;
  #transport: types.Transport | undefined;
  #speaking: Speaking | undefined;

  constructor(line: LiveLine, visitId: string) {
    this.#line = line;
    this.#visitId = visitId;
  }

  /**
   * Resolves when the field can hear, with the microphone.
   * @throws LiveError refused by the server; DOMException where the browser gives no microphone
   */
  async speak(mode: 'talk' | 'whisper'): Promise<MediaStreamTrack> {
    await this.stop();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
    const [microphone] = stream.getAudioTracks();
    if (!microphone) throw new DOMException('no microphone', 'NotFoundError');
    try {
      const transport = await this.#usableTransport();
      const producer = await transport.produce({ track: microphone, stopTracks: true, appData: { source: mode }, codecOptions: VOICE_CODEC });
      this.#speaking = { producer, microphone };
      return microphone;
    } catch (error) {
      microphone.stop();
      throw error;
    }
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    const speaking = this.#speaking;
    if (!speaking) return;
    this.#speaking = undefined;
    const trackId = speaking.producer.id as TrackId;
    speaking.producer.close();
    // A broken line ends the track as well: the server notices by itself.
    await this.#line.request('live:unpublish', { visitId: this.#visitId, trackId }).catch(() => undefined);
  }

  close(): void {
    const wasThere = this.#transport !== undefined;
    void this.stop();
    this.#transport?.close();
    this.#transport = undefined;
    if (wasThere && this.#line.connected) this.#line.request('live:leave', { visitId: this.#visitId, as: 'speaker' }).catch(() => undefined);
  }

  async #usableTransport(): Promise<types.Transport> {
    const known = this.#transport;
    if (known && !known.closed && known.connectionState !== 'failed' && known.connectionState !== 'disconnected') return known;
    known?.close();
    const visitId = this.#visitId;
    const joined = await this.#line.request('live:join', { visitId, as: 'speaker' });
    const device = await loadDevice(joined.rtpCapabilities);
    const transport = device.createSendTransport(transportOptions(joined.transport));
    wireTransport(transport, this.#line, visitId, () => undefined);
    transport.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
      this.#line
        .request('live:publish', { visitId, source: appData['source'] as 'talk' | 'whisper', kind, rtpParameters: { ...rtpParameters } })
        .then(({ trackId }) => { done({ id: trackId }); }, failed);
    });
    this.#transport = transport;
    return transport;
  }
}
