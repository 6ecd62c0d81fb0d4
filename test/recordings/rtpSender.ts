import { spawn } from 'node:child_process';
import type { RtpTrack, TrackId } from '../../sfu/contract.ts';
import type { Wire } from './Wire.ts';

export function videoTrack(overrides: Partial<RtpTrack> = {}): RtpTrack {
  return {
    trackId: 'camera-track' as TrackId, source: 'camera', kind: 'video', mimeType: 'video/H264', payloadType: 102,
    clockRate: 90_000, parameters: {}, ssrc: 0x11111111, cname: 'phone', nack: true, ...overrides,
  };
}

export function audioTrack(overrides: Partial<RtpTrack> = {}): RtpTrack {
  return {
    trackId: 'microphone-track' as TrackId, source: 'microphone', kind: 'audio', mimeType: 'audio/opus', payloadType: 111,
    clockRate: 48_000, channels: 2, parameters: {}, ssrc: 0x22222222, cname: 'phone', nack: false, ...overrides,
  };
}

const ENCODERS: Readonly<Record<string, readonly string[]>> = {
  'video/H264': ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-tune', 'zerolatency',
    '-x264-params', 'repeat-headers=1:scenecut=0'],
  'video/VP8': ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-error-resilient', '1'],
  'video/VP9': ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-strict', 'experimental'],
};

/**
 * Real pictures (a moving test card) encoded and sent in real time by ffmpeg. `framesPerKeyframe` counts at 25
 * frames a second. Resolves when everything has been sent.
 */
export async function sendPicture(
  track: RtpTrack, wire: Wire, options: { seconds: number; size?: string; framesPerKeyframe?: number; kbitPerSecond?: number },
): Promise<void> {
  await ffmpeg([
    '-re', '-f', 'lavfi', '-i', `testsrc2=size=${options.size ?? '320x240'}:rate=25:duration=${options.seconds}`,
    '-pix_fmt', 'yuv420p', ...(ENCODERS[track.mimeType] ?? []), '-b:v', `${options.kbitPerSecond ?? 800}k`, '-g', String(options.framesPerKeyframe ?? 25),
    ...outlet(track, wire),
  ]);
}

/** A tone of 440 Hz, sent in real time by ffmpeg. */
export async function sendSound(track: RtpTrack, wire: Wire, options: { seconds: number }): Promise<void> {
  await ffmpeg([
    '-re', '-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${options.seconds}`, '-ac', '2',
    '-c:a', 'libopus', '-b:a', '32k', '-frame_duration', '20', ...outlet(track, wire),
  ]);
}

function outlet(track: RtpTrack, wire: Wire): readonly string[] {
  const { rtpPort, rtcpPort } = wire.entry;
  return ['-payload_type', String(track.payloadType), '-ssrc', String(track.ssrc), '-cname', track.cname, '-f', 'rtp',
    `rtp://127.0.0.1:${rtpPort}?rtcpport=${rtcpPort}&pkt_size=1200`];
}

const ON_THE_WIRE_MS = 200;

function ffmpeg(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
    child.once('error', reject);
    child.once('exit', (code) => {
      // What was sent last is still on the wire when the sender ends.
      if (code === 0) setTimeout(resolve, ON_THE_WIRE_MS);
      else reject(new Error(`ffmpeg ended with ${String(code)}: ${errors}`));
    });
  });
}
