import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import type { InputAudioTrack, InputVideoTrack } from 'mediabunny';
import type { TrackSource } from '../../sfu/contract.ts';
import { initSegment } from '../cmaf/initSegment.ts';
import type { TrackFormat } from '../cmaf/initSegment.ts';
import { opusDuration } from '../rtp/opusPacket.ts';
import { PieceCutter } from './PieceCutter.ts';
import { frameReader } from './pieceFormats.ts';
import type { PieceMessage, PieceReading } from './pieceMessages.ts';

/**
 * A thread that reads one piece and ends. What a device sends is not trusted: here it can neither crash the recorder
 * nor hold up its sockets, and its memory is limited. It sends one message, then waits until it is asked for the next.
 */
const port = parentPort!;
const reading = workerData as PieceReading;

const MIME_TYPES: Readonly<Record<string, string>> = {
  avc: 'video/H264', vp8: 'video/VP8', vp9: 'video/VP9', av1: 'video/AV1', opus: 'audio/opus',
};
/** Until the distance of two pictures is known. */
const FIRST_PICTURE_S = 1 / 30;

async function send(message: PieceMessage): Promise<void> {
  const transfer = message.kind === 'format' ? [message.format.bytes.buffer] : message.kind === 'segment' ? [message.segment.bytes.buffer] : [];
  port.postMessage(message, transfer);
  if (message.kind !== 'end') await once(port, 'message');
}

/** Answers whether the archive can hold the codec. Throws where the file cannot be read on. */
async function readTrack(track: InputVideoTrack | InputAudioTrack, source: TrackSource): Promise<boolean> {
  const codec = await track.getCodec();
  const config = await track.getDecoderConfig();
  const isAudio = track.isAudioTrack();
  const channels = isAudio ? Math.min(2, await track.getNumberOfChannels()) : 2;
  const frameOf = frameReader(codec, bytesOf(config?.description), channels);
  if (frameOf === undefined) return false;
  const timescale = isAudio ? 48_000 : 90_000;
  const toUnits = (ms: number): number => Math.round((ms * timescale) / 1_000);
  const gaps = reading.gaps.filter((gap) => gap.source === source);
  const outgoing: PieceMessage[] = [];
  const cutter = new PieceCutter({
    kind: isAudio ? 'audio' : 'video', timescale,
    gapStarts: gaps.map(({ startMs }) => toUnits(startMs)), gapEnds: gaps.map(({ endMs }) => toUnits(endMs)),
    onSegment: (segment) => { outgoing.push({ kind: 'segment', source, segment }); },
  });
  const flush = async (): Promise<void> => { for (const message of outgoing.splice(0)) await send(message); };

  let format: TrackFormat | undefined;
  try {
    for await (const packet of new EncodedPacketSink(track).packets()) {
      const at = toUnits(reading.baseMs + packet.timestamp * 1_000);
      const frame = frameOf(packet.data, packet.type === 'key');
      // What lies before the archive's begin has no place in it; nor has a picture before the first that stands alone.
      if (frame === undefined || at < 0 || (format === undefined && frame.format === undefined)) continue;
      if (frame.format !== undefined && frame.format !== format) {
        cutter.end();
        format = frame.format;
        outgoing.push(formatMessage(source, isAudio, MIME_TYPES[codec ?? ''] ?? '', format));
      }
      const nominal = isAudio ? opusDuration(frame.bytes, 0) : toUnits((packet.duration > 0 ? packet.duration : FIRST_PICTURE_S) * 1_000);
      // A copy: the reader uses its memory again.
      cutter.push({ at, bytes: Uint8Array.from(frame.bytes), keyframe: frame.keyframe, nominal });
      await flush();
    }
  } finally {
    cutter.end();
    await flush();
  }
  return true;
}

function formatMessage(source: TrackSource, isAudio: boolean, mimeType: string, format: TrackFormat): PieceMessage {
  const { codec, timescale, width, height, channels } = format;
  return {
    kind: 'format', source, media: isAudio ? 'audio' : 'video', mimeType,
    format: {
      bytes: Uint8Array.from(initSegment(format)), codec, timescale,
      ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }),
      ...(channels === undefined ? {} : { channels }),
    },
  };
}

function bytesOf(description: AllowSharedBufferSource | undefined): Uint8Array | undefined {
  if (description === undefined) return undefined;
  const view = ArrayBuffer.isView(description) ? description : new Uint8Array(description);
  return Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

async function readAll(): Promise<PieceMessage> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(reading.file, { maxCacheSize: 4 * 1024 * 1024 }) });
  let began = false;
  let unsupported = false;
  try {
    const { video, audio } = reading.sources;
    const tracks = [
      video === undefined ? undefined : { track: await input.getPrimaryVideoTrack(), source: video },
      audio === undefined ? undefined : { track: await input.getPrimaryAudioTrack(), source: audio },
    ];
    for (const wanted of tracks) {
      if (wanted === undefined || wanted.track === null) continue;
      began = true;
      if (!(await readTrack(wanted.track, wanted.source))) unsupported = true;
    }
  } catch {
    return { kind: 'end', problem: began ? 'torn' : 'unreadable' };
  } finally {
    input.dispose();
  }
  if (!began) return { kind: 'end', problem: 'unreadable' };
  return unsupported ? { kind: 'end', problem: 'unsupportedCodec' } : { kind: 'end' };
}

await once(port, 'message');
await send(await readAll());
port.close();
