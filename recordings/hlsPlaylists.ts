import type { ArchiveSummary } from './archiveSummary.ts';
import type { TrackKind } from '../sfu/contract.ts';
import type { Rendition } from './renditions.ts';

/** Constant while a playlist grows (RFC 8216 §4.3.3.1); a segment has 2 s, one that waits for a key frame no more. */
const TARGET_DURATION_S = 3;

/** Units a second of every file's decode times. */
const TIMESCALE: Readonly<Record<TrackKind, number>> = { video: 90_000, audio: 48_000 };

export const MULTIVARIANT_PATH = 'index.m3u8';

export function mediaPlaylistPath(rendition: Pick<Rendition, 'source'>): string {
  return `${rendition.source}.m3u8`;
}

/** RFC 8216 §4.3.4: the picture with the sounds as its alternatives, or the sound alone. */
export function multivariantPlaylist(all: readonly Rendition[]): string {
  const pictures = all.filter(({ kind }) => kind === 'video');
  const sounds = all.filter(({ kind }) => kind === 'audio');
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7'];
  if (pictures.length > 0) {
    for (const [place, sound] of sounds.entries()) {
      const chosen = place === 0 ? 'YES' : 'NO';
      lines.push(`#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="${sound.source}",DEFAULT=${chosen},AUTOSELECT=${chosen},CHANNELS="${sound.channels}",URI="${mediaPlaylistPath(sound)}"`);
    }
  }
  for (const variant of pictures.length > 0 ? pictures : sounds.slice(0, 1)) {
    const codecs = pictures.length > 0 && sounds[0] !== undefined ? [variant.init.codec, sounds[0].init.codec] : [variant.init.codec];
    const { width, height } = variant.init;
    lines.push(
      `#EXT-X-STREAM-INF:BANDWIDTH=${peakBitrate(variant) + Math.max(0, ...sounds.map(peakBitrate))},CODECS="${codecs.join(',')}"`
      + (width === undefined || height === undefined ? '' : `,RESOLUTION=${width}x${height}`)
      + (pictures.length > 0 && sounds.length > 0 ? ',AUDIO="sound"' : ''),
      mediaPlaylistPath(variant),
    );
  }
  return `${lines.join('\n')}\n`;
}

/**
 * RFC 8216 §4.3.3. No discontinuity is ever needed: every file's decode times are on the visit's one timeline. Where
 * the codec's configuration changes, `EXT-X-MAP` does.
 */
export function mediaPlaylist(summary: ArchiveSummary, rendition: Rendition): string {
  const lines = [
    '#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${TARGET_DURATION_S}`, '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${summary.closed ? 'VOD' : 'EVENT'}`,
  ];
  for (const gap of summary.gaps) {
    if (gap.source !== rendition.source) continue;
    lines.push(`#EXT-X-DATERANGE:ID="${gap.id}",CLASS="gap",START-DATE="${isoTime(gap.startMs)}"`
      + (gap.endMs === undefined ? '' : `,DURATION=${seconds(gap.endMs - gap.startMs)}`)
      + `,X-CAUSE="${gap.cause}",X-DETECTED-BY="${gap.detectedBy}"`);
  }
  let map = '';
  let afterFiller = true;
  for (const piece of rendition.pieces) {
    const needed = piece.kind === 'segment' ? piece.segment.init : fillerInitPath(rendition);
    if (needed !== map) {
      lines.push(`#EXT-X-MAP:URI="${needed}"`);
      map = needed;
    }
    if (afterFiller || piece.kind === 'filler') lines.push(`#EXT-X-PROGRAM-DATE-TIME:${isoTime(piece.startMs)}`);
    afterFiller = piece.kind === 'filler';
    lines.push(`#EXTINF:${seconds(piece.endMs - piece.startMs)},`);
    if (piece.kind === 'filler') lines.push(fillerPath(summary, rendition, piece.startMs, piece.endMs));
    else lines.push(piece.cut ? cutPath(summary, rendition, piece.segment.path, piece.endMs) : piece.segment.path);
  }
  if (summary.closed) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function fillerInitPath({ kind, channels }: Rendition): string {
  return `filler/${kind}-${channels}.mp4`;
}

function fillerPath(summary: ArchiveSummary, { kind, channels }: Rendition, startMs: number, endMs: number): string {
  const units = (ms: number): number => Math.round(((ms - summary.epochMs) * TIMESCALE[kind]) / 1_000);
  return `filler/${kind}-${channels}-${units(startMs)}-${units(endMs) - units(startMs)}.m4s`;
}

/** The file is below its own name, so that what a player asks for says which part of which file it is. */
function cutPath(summary: ArchiveSummary, { kind }: Rendition, path: string, untilMs: number): string {
  return `cut/${Math.round(((untilMs - summary.epochMs) * TIMESCALE[kind]) / 1_000)}/${path}`;
}

function peakBitrate({ pieces }: Rendition): number {
  return pieces.reduce((peak, piece) => {
    if (piece.kind === 'filler') return peak;
    // Below half a second a single key frame would be taken for the bit rate.
    return Math.max(peak, Math.ceil((piece.segment.bytes * 8_000) / Math.max(500, piece.endMs - piece.startMs)));
  }, 1_000);
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(6);
}
