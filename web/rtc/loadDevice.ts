import type { Device, types } from 'mediasoup-client';
import { LiveError } from './LiveError.ts';

/** @throws LiveError `unsupportedBrowser` when this browser can't do WebRTC as mediasoup needs it */
export async function loadDevice(rtpCapabilities: unknown): Promise<Device> {
  let device: Device;
  // Loaded with the first room, and not before the camera shows: it is a tenth of the field's page.
  const mediasoup = await import('mediasoup-client').catch(() => { throw new LiveError('network'); });
  try {
    device = await mediasoup.Device.factory();
  } catch {
    throw new LiveError('unsupportedBrowser');
  }
  await device.load({ routerRtpCapabilities: rtpCapabilities as types.RtpCapabilities });
  return device;
}

/** Phones encode H.264 in hardware and everything plays it; VP8 is what every browser can do. */
const VIDEO_CODECS = ['video/h264', 'video/vp8'] as const;

/** The first codec of our preference that both this device and the room speak; undefined leaves it to mediasoup. */
export function preferredVideoCodec(device: Device): types.RtpCodecCapability | undefined {
  const codecs = device.sendRtpCapabilities.codecs ?? [];
  for (const wanted of VIDEO_CODECS) {
    const found = codecs.find((codec) => codec.mimeType.toLowerCase() === wanted);
    if (found) return found;
  }
  return undefined;
}
