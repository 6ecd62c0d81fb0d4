import { randomFillSync } from 'node:crypto';
import { FORMAT } from '../../recordings/archiveFormat.ts';
import type { ArchiveId } from '../../recordings/contract.ts';
import type { FileVault } from '../../recordings/FileVault.ts';
import { Journal } from '../../recordings/Journal.ts';
import { sha256Hex } from '../../recordings/nodeDigester.ts';
import type { TrackId } from '../../sfu/contract.ts';

export interface ArchiveShape {
  readonly seconds: number;
  /** Of a segment of two seconds. */
  readonly pictureBytes: number;
  readonly soundBytes: number;
  /** Wall clock of the first sample. Default 1,795,000,000,000. */
  readonly epochMs?: number;
}

const SEGMENT_S = 2;

/** A closed archive of two tracks with noise for media: for what only looks at bytes. */
export async function writeArchive(vault: FileVault, archiveId: ArchiveId, { seconds, pictureBytes, soundBytes, epochMs = 1_795_000_000_000 }: ArchiveShape): Promise<void> {
  const { journal } = await Journal.open(vault, archiveId, { onDisk: () => undefined });
  await journal.append({ type: 'archive', format: FORMAT, archiveId, epochMs });
  const sources = [
    { source: 'camera', kind: 'video', folder: 'media/000-camera', bytes: pictureBytes, codec: 'avc1.42e01f', timescale: 90_000 },
    { source: 'microphone', kind: 'audio', folder: 'media/001-microphone', bytes: soundBytes, codec: 'opus', timescale: 48_000 },
  ] as const;
  const media = Buffer.alloc(Math.max(700, pictureBytes, soundBytes));
  const write = async (path: string, bytes: Uint8Array): Promise<{ path: string; bytes: number; sha256: string }> => {
    await vault.createExclusive(archiveId, path, bytes);
    return { path, bytes: bytes.byteLength, sha256: sha256Hex(bytes) };
  };
  for (const { source, kind, folder, codec, timescale } of sources) {
    await journal.append({ type: 'init', ...(await write(`${folder}/init-1.mp4`, media.subarray(0, 700))), source, kind, codec, timescale });
  }
  const lines: Promise<void>[] = [];
  for (let number = 0, index = 0; number < seconds / SEGMENT_S; number += 1) {
    for (const { source, kind, folder, bytes } of sources) {
      randomFillSync(media, 0, Math.min(64, media.byteLength));
      lines.push(journal.append({
        type: 'segment', index, trackId: source as string as TrackId, source, kind, init: `${folder}/init-1.mp4`, keyframe: true, samples: 50,
        startMs: epochMs + number * SEGMENT_S * 1_000, endMs: epochMs + (number + 1) * SEGMENT_S * 1_000,
        ...(await write(`${folder}/${String(number).padStart(6, '0')}-1.m4s`, media.subarray(0, bytes))),
      }));
      index += 1;
    }
  }
  await Promise.all(lines);
  await journal.append({ type: 'closed', atMs: epochMs + seconds * 1_000 });
  await journal.close();
}
