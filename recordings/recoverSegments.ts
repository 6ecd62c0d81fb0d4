import { wholeFragments } from './cmaf/wholeFragments.ts';
import type { Entry, JournalEntry } from './archiveFormat.ts';
import { isArchivePath } from './archiveFormat.ts';
import type { ArchiveId } from './contract.ts';
import { sha256Hex } from './nodeDigester.ts';
import type { Vault } from './Vault.ts';

/**
 * Finds the segments that a crash left on disk and out of the journal, cuts off what is torn, and answers their
 * entries in the order of time. `index` counts on from the journal's last.
 */
export async function recoverSegments(
  vault: Vault, archiveId: ArchiveId, entries: readonly JournalEntry[],
): Promise<readonly Entry<'segment'>[]> {
  const named = namedFiles(entries);
  const inits = new Map(entries.flatMap((entry) => (entry.type === 'init' ? [[entry.path, entry] as const] : [])));
  const tracks = new Map(entries.flatMap((entry) => (entry.type === 'track' ? [[entry.folder, entry] as const] : [])));
  const first = entries.find((entry) => entry.type === 'archive');
  const epochMs = first?.epochMs ?? 0;
  let index = entries.reduce((next, entry) => (entry.type === 'segment' ? Math.max(next, entry.index + 1) : next), 0);

  const found: Omit<Entry<'segment'>, 'index'>[] = [];
  for (const path of await vault.list(archiveId)) {
    if (!isArchivePath(path) || named.has(path)) continue;
    const parts = /^(media\/[^/]+|device)\/(?:\d+-(\d+)\.m4s|init-\d+\.mp4|p\d+\.\w+)$/.exec(path);
    if (parts === null) continue;
    const track = tracks.get(parts[1] ?? '');
    const init = inits.get(`${parts[1] ?? ''}/init-${parts[2] ?? ''}.mp4`);
    const bytes = await vault.read(archiveId, path);
    const whole = wholeFragments(bytes);
    if (track === undefined || init === undefined || whole.samples === 0) {
      await vault.discardTorn(archiveId, path);
      continue;
    }
    const kept = bytes.subarray(0, whole.bytes);
    const file = await vault.continueTorn(archiveId, path, whole.bytes);
    await file.close();
    found.push({
      type: 'segment', trackId: track.trackId, source: track.source, kind: track.kind, path, bytes: whole.bytes,
      sha256: sha256Hex(kept), startMs: epochMs + (whole.startTime * 1_000) / init.timescale,
      endMs: epochMs + (whole.endTime * 1_000) / init.timescale, init: init.path,
      keyframe: whole.startsWithKeyframe, samples: whole.samples, recovered: true,
    });
  }
  found.sort((a, b) => a.startMs - b.startMs);
  return found.map((segment) => {
    const entry = { ...segment, index };
    index += 1;
    return entry;
  });
}

/** Removes what a crash left of a device's piece in an archive that is closed: everything that no line names. */
export async function discardUnnamed(vault: Vault, archiveId: ArchiveId, entries: readonly JournalEntry[]): Promise<void> {
  const named = namedFiles(entries);
  for (const path of await vault.list(archiveId)) {
    if (/^(?:media|device)\//.test(path) && isArchivePath(path) && !named.has(path)) await vault.discardTorn(archiveId, path);
  }
}

function namedFiles(entries: readonly JournalEntry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => (
    entry.type === 'segment' || entry.type === 'init' || entry.type === 'piece' ? [entry.path] : [])));
}
