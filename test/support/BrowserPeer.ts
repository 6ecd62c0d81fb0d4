import { fileURLToPath } from 'node:url';
import type { types } from 'mediasoup-client';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import type { TrackId, TrackSource, TransportOptions } from '../../sfu/contract.ts';
import type { Publisher } from '../../sfu/Publisher.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Watcher } from '../../sfu/Watcher.ts';

/** What the script below leaves in the page. */
declare global {
  var mediasoupClient: { Device: { factory(): Promise<types.Device> } };
  var ask: (method: string, args: unknown) => Promise<unknown>;
  var peerDevice: types.Device;
  var peerTransport: types.Transport;
}

/** A page that allows a camera: Chromium trusts this name without TLS. */
const PAGE = 'http://localhost/peer';

/** `tcpOnly`: what a network leaves that lets no UDP through. */
export type Network = 'open' | 'tcpOnly';

let clientScript: Promise<string> | undefined;

/**
 * A real browser page at one end of a publisher or a watcher, with mediasoup-client and nothing else of ours.
 * Its requests go straight to the objects of the SFU, where the product has a socket in between.
 */
export class BrowserPeer {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async publish(browser: Browser, room: Room, publisher: Publisher, sources: readonly TrackSource[], network: Network = 'open'): Promise<BrowserPeer> {
    const peer = await BrowserPeer.#open(browser, room, async (method, args) => {
      if (method === 'connect') return publisher.connect(args);
      const { source, kind, rtpParameters } = args as { source: TrackSource; kind: 'audio' | 'video'; rtpParameters: unknown };
      return publisher.publish({ source, kind, rtpParameters });
    });
    await peer.page.evaluate(
      async ({ transport, wanted }) => {
        const sender = peerDevice.createSendTransport(transport);
        globalThis.peerTransport = sender;
        sender.on('connect', ({ dtlsParameters }, done, failed) => void ask('connect', dtlsParameters).then(() => done(), failed));
        sender.on('produce', ({ kind, rtpParameters, appData }, done, failed) => {
          void ask('publish', { source: appData['source'], kind, rtpParameters }).then((id) => done({ id: id as string }), failed);
        });
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360, frameRate: 25 } });
        for (const source of wanted) {
          const [track] = source === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
          if (track) await sender.produce({ track, appData: { source }, codecOptions: { opusNack: true } });
        }
      },
      { transport: through(network, publisher.transport), wanted: [...sources] },
    );
    return peer;
  }

  /** Resolves when the track's first frame (or, for sound, its first packet) has been decoded. */
  static async watch(browser: Browser, room: Room, watcher: Watcher, trackId: TrackId, network: Network = 'open'): Promise<BrowserPeer> {
    const peer = await BrowserPeer.#open(browser, room, async (method, args) => {
      if (method === 'connect') return watcher.connect(args);
      if (method === 'watch') return watcher.watch(trackId, args);
      return watcher.resume(trackId);
    });
    await peer.page.evaluate(
      async ({ transport, producerId }) => {
        const receiver = peerDevice.createRecvTransport(transport);
        globalThis.peerTransport = receiver;
        receiver.on('connect', ({ dtlsParameters }, done, failed) => void ask('connect', dtlsParameters).then(() => done(), failed));
        const watched = (await ask('watch', peerDevice.recvRtpCapabilities)) as { consumerId: string; kind: 'video'; rtpParameters: types.RtpParameters };
        const consumer = await receiver.consume({ id: watched.consumerId, producerId, kind: watched.kind, rtpParameters: watched.rtpParameters });
        const player = document.createElement('video');
        player.srcObject = new MediaStream([consumer.track]);
        document.body.append(player);
        const playing = player.play();
        await ask('resume', undefined);
        await playing;
      },
      { transport: through(network, watcher.transport), producerId: trackId },
    );
    return peer;
  }

  /** The picture's size and how many of its frames were decoded so far. */
  async picture(): Promise<{ width: number; height: number; frames: number }> {
    return this.page.evaluate(() => {
      const player = document.querySelector('video');
      if (!player) throw new Error('this page plays nothing');
      return { width: player.videoWidth, height: player.videoHeight, frames: player.getVideoPlaybackQuality().totalVideoFrames };
    });
  }

  /** The protocol of the candidates that carry the media: `udp` or `tcp`. */
  async protocol(): Promise<string | undefined> {
    return this.page.evaluate(async () => {
      const reports = [...(await peerTransport.getStats()).values()] as { type: string; id: string; state?: string; remoteCandidateId?: string; protocol?: string }[];
      const pair = reports.find(({ type, state }) => type === 'candidate-pair' && state === 'succeeded');
      return reports.find(({ id }) => id === pair?.remoteCandidateId)?.protocol;
    });
  }

  /** The page leaves as a page does when its tab is closed. */
  async close(): Promise<void> {
    await this.page.context().close();
  }

  static async #open(browser: Browser, room: Room, answer: (method: string, args: unknown) => Promise<unknown>): Promise<BrowserPeer> {
    clientScript ??= bundleClient();
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    await page.route(PAGE, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>peer</title>' }));
    await page.goto(PAGE);
    await page.addScriptTag({ content: await clientScript });
    await page.exposeFunction('ask', answer);
    await page.evaluate(async (routerRtpCapabilities) => {
      globalThis.peerDevice = await mediasoupClient.Device.factory();
      await peerDevice.load({ routerRtpCapabilities });
    }, room.rtpCapabilities as types.RtpCapabilities);
    return new BrowserPeer(page);
  }
}

function through(network: Network, transport: TransportOptions): types.TransportOptions {
  const iceCandidates = transport.iceCandidates.filter(({ protocol }) => network === 'open' || protocol === 'tcp');
  return { ...transport, iceCandidates };
}

/** mediasoup-client as one script that defines `mediasoupClient`. */
async function bundleClient(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: fileURLToPath(import.meta.resolve('mediasoup-client')), formats: ['iife'], name: 'mediasoupClient' } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (!output || !('output' in output)) throw new Error('the bundler gave no script');
  return output.output[0].code;
}
