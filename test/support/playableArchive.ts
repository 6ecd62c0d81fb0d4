import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { FORMAT } from '../../recordings/archiveFormat.ts';
import { concat } from '../../recordings/cmaf/boxes.ts';
import { fragment } from '../../recordings/cmaf/fragment.ts';
import { initSegment } from '../../recordings/cmaf/initSegment.ts';
import type { TrackFormat } from '../../recordings/cmaf/initSegment.ts';
import type { ArchiveId, Gap, RecordingStatus } from '../../recordings/contract.ts';
import type { FileVault } from '../../recordings/FileVault.ts';
import { Journal } from '../../recordings/Journal.ts';
import { sha256Hex } from '../../recordings/nodeDigester.ts';
import { frameReader } from '../../recordings/pieces/pieceFormats.ts';
import type { TrackId } from '../../sfu/contract.ts';
import { makeCamera } from './makeCamera.ts';

export interface PlayableShape {
  readonly seconds: number;
  readonly epochMs: number;
  /** Of the picture; 250 kbit/s. */
  readonly kbps?: number;
  /** Stretches of the picture that are missing, and say so. */
  readonly gaps?: readonly Gap[];
}

const SEGMENT_S = 2;
/** The camera's film is repeated after this time. */
const FILM_S = 60;
const run = promisify(execFile);

interface Frame { readonly bytes: Uint8Array; readonly keyframe: boolean; readonly duration: number }
interface Film { readonly format: TrackFormat; readonly segments: readonly (readonly Frame[])[] }

/** A closed archive of any length that players play: a minute of the tests' camera, over and over. */
export async function writePlayableArchive(vault: FileVault, archiveId: ArchiveId, { seconds, epochMs, kbps = 250, gaps = [] }: PlayableShape): Promise<RecordingStatus> {
  const { journal } = await Journal.open(vault, archiveId, { onDisk: () => undefined });
  await journal.append({ type: 'archive', format: FORMAT, archiveId, epochMs });
  const films = await makeFilms(kbps, Math.min(FILM_S, seconds));
  const tracks = [
    { source: 'camera', kind: 'video', folder: 'media/000-camera', film: films.picture },
    { source: 'microphone', kind: 'audio', folder: 'media/001-microphone', film: films.sound },
  ] as const;
  const write = async (path: string, bytes: Uint8Array): Promise<{ path: string; bytes: number; sha256: string }> => {
    await vault.createExclusive(archiveId, path, bytes);
    return { path, bytes: bytes.byteLength, sha256: sha256Hex(bytes) };
  };
  for (const { source, kind, folder, film: { format } } of tracks) {
    const trackId = source as string as TrackId;
    await journal.append({
      type: 'track', atMs: epochMs, folder, trackId, source, kind, mimeType: kind === 'video' ? 'video/H264' : 'audio/opus',
      clockRate: format.timescale, cname: 'phone-1', ssrc: kind === 'video' ? 1 : 2, ...(format.channels !== undefined && { channels: format.channels }),
    });
    await journal.append({
      type: 'init', ...(await write(`${folder}/init-1.mp4`, initSegment(format))), source, kind, codec: format.codec, timescale: format.timescale,
      ...(format.width !== undefined && { width: format.width }), ...(format.height !== undefined && { height: format.height }), ...(format.channels !== undefined && { channels: format.channels }),
    });
  }
  for (const gap of gaps) await journal.append({ type: 'gapClosed', gap });
  let bytes = 0;
  let index = 0;
  for (let number = 0; number < seconds / SEGMENT_S; number += 1) {
    const startMs = epochMs + number * SEGMENT_S * 1_000;
    const endMs = startMs + SEGMENT_S * 1_000;
    for (const { source, kind, folder, film: { format, segments } } of tracks) {
      if (gaps.some((gap) => gap.source === source && gap.startMs < endMs && (gap.endMs ?? Infinity) > startMs)) continue;
      const frames = segments[number % segments.length] ?? [];
      const media = fragment(number + 1, number * SEGMENT_S * format.timescale, frames.map((frame) => ({ ...frame, bytes: frame.bytes.byteLength })), concat(frames.map((frame) => frame.bytes)));
      const file = await write(`${folder}/${String(number).padStart(6, '0')}-1.m4s`, media);
      bytes += file.bytes;
      await journal.append({
        type: 'segment', index, trackId: source as string as TrackId, source, kind, init: `${folder}/init-1.mp4`, keyframe: true, samples: frames.length, startMs, endMs, ...file,
      });
      index += 1;
    }
  }
  const endMs = epochMs + seconds * 1_000;
  await journal.append({ type: 'closed', atMs: endMs });
  await journal.close();
  return { archiveId, startMs: epochMs, endMs, bytes, segments: index, gaps, pieces: [] };
}

async function makeFilms(kbps: number, filmS: number): Promise<{ readonly picture: Film; readonly sound: Film }> {
  const camera = await makeCamera();
  const folder = await mkdtemp(join(tmpdir(), 'film-'));
  try {
    const path = join(folder, 'film.mp4');
    await run('ffmpeg', [
      '-v', 'error', '-t', String(filmS), '-i', camera.video, '-t', String(filmS), '-i', camera.sound,
      '-c:v', 'libx264', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-preset', 'veryfast', '-b:v', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps}k`,
      '-r', '25', '-g', '50', '-keyint_min', '50', '-sc_threshold', '0', '-bf', '0', '-c:a', 'libopus', '-b:a', '32k', '-ac', '1', path,
    ]);
    const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
    const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
    if (!video || !audio) throw new Error('the film has no picture or no sound');
    return { picture: await filmOf(video, 90_000 / 25), sound: await filmOf(audio, 960) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function filmOf(track: NonNullable<Awaited<ReturnType<Input['getPrimaryVideoTrack']>>> | NonNullable<Awaited<ReturnType<Input['getPrimaryAudioTrack']>>>, duration: number): Promise<Film> {
  const config = await track.getDecoderConfig();
  const description = config?.description && new Uint8Array(config.description as ArrayBuffer);
  const read = frameReader(await track.getCodec(), description instanceof Uint8Array ? description : undefined, 1);
  if (!read) throw new Error('the film can’t be read');
  const perSegment = (SEGMENT_S * (track.isVideoTrack() ? 90_000 : 48_000)) / duration;
  let format: TrackFormat | undefined;
  const frames: Frame[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const frame = read(packet.data, packet.type === 'key');
    if (!frame) continue;
    format ??= frame.format;
    frames.push({ bytes: frame.bytes, keyframe: frame.keyframe, duration });
  }
  if (!format) throw new Error('the film has no key frame');
  const segments = Array.from({ length: Math.floor(frames.length / perSegment) }, (_, i) => frames.slice(i * perSegment, (i + 1) * perSegment));
  return { format, segments };
}
