import { isArchivePath, JOURNAL_PATH, MANIFEST_PATH, SEAL_PATH } from './archiveFormat.ts';
import type { InitEntry, JournalEntry, SegmentEntry } from './archiveFormat.ts';
import { summarise } from './archiveSummary.ts';
import type { ArchiveSummary } from './archiveSummary.ts';
import type { ArchiveSource } from './contract.ts';
import { cutSegment } from './cmaf/cutSegment.ts';
import { fillerFragment, fillerInit } from './filler.ts';
import { mediaPlaylist, mediaPlaylistPath, MULTIVARIANT_PATH, multivariantPlaylist } from './hlsPlaylists.ts';
import { parseJournal } from './journalLines.ts';
import { sha256Hex } from './nodeDigester.ts';
import { readWhole } from './readWhole.ts';
import { renditions } from './renditions.ts';

/** One resource of the HLS presentation. */
export interface HlsResource {
  readonly contentType: string;
  /** Never changes, so it may be cached for ever. */
  readonly immutable: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ArchiveReader {
  /** What the archive holds, up to what its journal holds now. */
  summary(): Promise<ArchiveSummary>;
  sealed(): Promise<boolean>;
  /**
   * The presentation as HLS (RFC 8216), to be served below one address; begin with `index.m3u8`. It is complete for a
   * closed archive and grows for one that runs. Time 0 is `summary().startMs`. Answers undefined for a path that is
   * not part of it, and while there is no media.
   */
  hls(path: string): Promise<HlsResource | undefined>;
}

/** Reads an archive, whether it runs, is closed, or is sealed. Checks nothing: that is what `verify` is for. */
export function openArchive(source: ArchiveSource): ArchiveReader {
  let entries: readonly JournalEntry[] = [];
  let known: ArchiveSummary = summarise(entries);
  let readBytes = 0;
  let lines = 0;
  let head: string | undefined;
  let complete = false;
  let reading: Promise<ArchiveSummary> | undefined;

  const refresh = async (): Promise<ArchiveSummary> => {
    if (complete) return known;
    // From its manifest on an archive stays as it is; until then a device's piece may still come into a closed one. Asked
    // before the journal is read, so that nothing can come between.
    const fixed = await source.read(MANIFEST_PATH).then(() => true, () => false);
    // Only lines that are new are parsed; a visit of hours is asked for its playlist every two seconds.
    const added = await readFrom(source, JOURNAL_PATH, readBytes);
    const parsed = parseJournal(added, sha256Hex, { seq: lines, ...(head === undefined ? {} : { head }) });
    if (parsed.entries.length > 0) {
      entries = [...entries, ...parsed.entries];
      lines += parsed.lines;
      readBytes += parsed.wholeBytes;
      head = parsed.head;
      known = summarise(entries);
    }
    complete = fixed && known.closed;
    return known;
  };
  const summary = (): Promise<ArchiveSummary> => {
    reading ??= refresh().finally(() => { reading = undefined; });
    return reading;
  };

  const playlist = async (path: string): Promise<HlsResource | undefined> => {
    const now = await summary();
    const all = renditions(now);
    if (all.length === 0) return undefined;
    const rendition = all.find((one) => mediaPlaylistPath(one) === path);
    if (path !== MULTIVARIANT_PATH && rendition === undefined) return undefined;
    const text = rendition === undefined ? multivariantPlaylist(all) : mediaPlaylist(now, rendition);
    return { contentType: 'application/vnd.apple.mpegurl', immutable: complete, body: once(Buffer.from(text)) };
  };

  return {
    summary,
    sealed: async () => (await source.list()).includes(SEAL_PATH),
    async hls(path) {
      if (path.endsWith('.m3u8')) return await playlist(path);
      const filler = fillerOf(path);
      if (filler !== undefined) return filler;
      const [, until, file = path] = /^cut\/(\d{1,15})\/(media\/[^/]+\/[^/]+\.m4s)$/.exec(path) ?? [];
      if (!/^media\/[^/]+\/[^/]+\.(?:m4s|mp4)$/.test(file) || !isArchivePath(file)) return undefined;
      const find = ({ segments, inits }: ArchiveSummary): SegmentEntry | InitEntry | undefined =>
        segments.find((one) => one.path === file) ?? inits.get(file);
      // A file that the journal does not name yet is still being written; one that it names never changes.
      const segment = find(known) ?? find(await summary());
      if (segment === undefined) return undefined;
      const contentType = `${segment.kind}/mp4`;
      if (until === undefined) return { contentType, immutable: true, body: await source.read(file) };
      const part = cutSegment(await readWhole(source, file, segment.bytes), Number(until));
      return part && { contentType, immutable: true, body: once(part) };
    },
  };
}

function fillerOf(path: string): HlsResource | undefined {
  const parts = /^filler\/(video|audio)-([1-8])(?:\.mp4|-(\d{1,15})-(\d{1,6})\.m4s)$/.exec(path);
  if (parts === null) return undefined;
  const kind = parts[1] === 'video' ? 'video' : 'audio';
  const channels = Number(parts[2]);
  const bytes = parts[3] === undefined || parts[4] === undefined
    ? fillerInit(kind, channels)
    : fillerFragment(kind, channels, Number(parts[3]), Math.max(1, Number(parts[4])));
  return { contentType: `${kind}/mp4`, immutable: true, body: once(bytes) };
}

async function readFrom(source: ArchiveSource, path: string, offset: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for await (const chunk of await source.read(path)) {
    if (at + chunk.byteLength > offset) chunks.push(chunk.subarray(Math.max(0, offset - at)));
    at += chunk.byteLength;
  }
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
