import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { DevicePiece, PieceReceipt } from '../../recordings/contract.ts';

const run = promisify(execFile);

const CODECS: Readonly<Record<string, readonly string[]>> = {
  h264: ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-tune', 'zerolatency'],
  vp8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
  av1: ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime'],
};

/** What a device would have recorded: a moving test card of 25 pictures a second, a key frame every second, and a tone. */
export async function makePiece(file: string, options: { seconds: number; codec?: keyof typeof CODECS; sound?: string; size?: string }): Promise<void> {
  const { seconds, codec = 'h264', sound = 'libopus', size = '320x240' } = options;
  await run('ffmpeg', [
    '-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25:duration=${seconds}`,
    '-f', 'lavfi', '-i', `sine=frequency=660:sample_rate=48000:duration=${seconds}`,
    '-pix_fmt', 'yuv420p', ...(CODECS[codec] ?? []), '-g', '25', '-c:a', sound, '-ac', '2', '-b:v', '400k',
    ...(file.endsWith('.mp4') ? ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'] : []), file,
  ]);
}

export async function pieceOf(file: string, receipt: Partial<PieceReceipt> & Pick<PieceReceipt, 'deviceStartMs'>): Promise<DevicePiece> {
  return {
    file, sha256: createHash('sha256').update(await readFile(file)).digest('hex'),
    sources: { video: 'camera', audio: 'microphone' },
    receipt: { receivedAtMs: Date.now(), receivedFrom: 'investigator-1', deviceId: 'phone-1', clockOffsetMs: 0, ...receipt },
  };
}
