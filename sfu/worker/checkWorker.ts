import { createWorker } from 'mediasoup';
import type { types } from 'mediasoup';
import { IceRelay } from './IceRelay.ts';

const TIMEOUT_MS = 10_000;
const CHECK_SSRC = 0x5eed;
const OPUS: types.RtpCodecParameters = { mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 };

/** The worker starts, but can't be used. The message says what went wrong. */
export class UnusableWorkerError extends Error {
  readonly code = 'sfu.unusableWorker';
}

/**
 * Proves that a worker can do its work before anyone relies on it: two of its WebRTC transports, with
 * a relay of datagrams between them, complete a real DTLS handshake and pass an RTP packet encrypted
 * by SRTP. Creating a router proves nothing: a worker that is linked wrongly still does that and dies
 * in the first handshake.
 * @throws UnusableWorkerError within about ten seconds
 */
export async function checkWorker(workerBin: string): Promise<void> {
  const worker = await createWorker({ workerBin, logLevel: 'error' }).catch((error: unknown) => {
    throw new UnusableWorkerError(`the worker ${workerBin} does not start: ${String(error)}`);
  });
  let step = 'starting';
  let timer: NodeJS.Timeout | undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    worker.once('died', (error) => reject(new UnusableWorkerError(`the worker died while ${step}: ${error.message}`)));
    timer = setTimeout(() => reject(new UnusableWorkerError(`the worker did not finish ${step}`)), TIMEOUT_MS);
  });
  try {
    await Promise.race([failed, passOnePacket(worker, (name) => (step = name))]);
  } finally {
    clearTimeout(timer);
    worker.close();
  }
}

async function passOnePacket(worker: types.Worker, onStep: (name: string) => void): Promise<void> {
  const router = await worker.createRouter({
    mediaCodecs: [{ kind: 'audio', mimeType: OPUS.mimeType, clockRate: OPUS.clockRate, channels: 2 }],
  });
  const listen = { listenInfos: [{ protocol: 'udp' as const, ip: '127.0.0.1' }] };
  const sending = await router.createWebRtcTransport(listen);
  const receiving = await router.createWebRtcTransport(listen);
  const relay = await IceRelay.create(sending, receiving);
  try {
    onStep('completing a DTLS handshake');
    const handshake = Promise.all([untilConnected(sending), untilConnected(receiving)]);
    await sending.connect({ dtlsParameters: { ...receiving.dtlsParameters, role: 'server' } });
    await receiving.connect({ dtlsParameters: { ...sending.dtlsParameters, role: 'client' } });
    relay.openPaths();
    await handshake;
    onStep('passing an encrypted packet');
    await sendThrough(router, sending, receiving);
  } finally {
    relay.close();
  }
}

/** Source → `sending` → SRTP over the relay → `receiving` → sink. */
async function sendThrough(
  router: types.Router,
  sending: types.WebRtcTransport,
  receiving: types.WebRtcTransport,
): Promise<void> {
  const [source, sink] = [await router.createDirectTransport(), await router.createDirectTransport()];
  const rtpCapabilities = router.rtpCapabilities;
  const origin = await source.produce({ kind: 'audio', rtpParameters: { codecs: [OPUS], encodings: [{ ssrc: CHECK_SSRC }] } });
  const sent = await sending.consume({ producerId: origin.id, rtpCapabilities });
  const { codecs, encodings, mid } = sent.rtpParameters;
  const arrived = await receiving.produce({
    kind: 'audio',
    rtpParameters: { codecs, ...(encodings && { encodings }), ...(mid !== undefined && { mid }) },
  });
  const received = await sink.consume({ producerId: arrived.id, rtpCapabilities });
  const packet = new Promise<void>((resolve) => received.once('rtp', () => resolve()));
  let sequence = 0;
  const timer = setInterval(() => origin.send(opusPacket(sequence++)), 20);
  try {
    await packet;
  } finally {
    clearInterval(timer);
  }
}

/** An RTP packet (RFC 3550 §5.1) with one frame of Opus. */
function opusPacket(sequence: number): Buffer {
  const packet = Buffer.alloc(12 + 8, 0xfc);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(OPUS.payloadType, 1);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE((sequence * 960) >>> 0, 4);
  packet.writeUInt32BE(CHECK_SSRC, 8);
  return packet;
}

async function untilConnected(transport: types.WebRtcTransport): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    transport.on('dtlsstatechange', (state) => {
      if (state === 'connected') resolve();
      if (state === 'failed' || state === 'closed') reject(new UnusableWorkerError(`the DTLS handshake ended ${state}`));
    });
  });
}
