import { createHash } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ArchiveRecorder } from '../../recordings/ArchiveRecorder.ts';
import type { TrackIntake } from '../../recordings/ArchiveRecorder.ts';
import type { ArchiveId, RecordingEvent } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { Journal } from '../../recordings/Journal.ts';
import { parseJournal } from '../../recordings/journalLines.ts';
import { RecordingError } from '../../recordings/RecordingError.ts';
import type { DurableFile, Vault } from '../../recordings/Vault.ts';
import { epochOf, judgeTrack, missingIntervals } from './judgeTrack.ts';
import { audioTrack } from './rtpSender.ts';

const ARCHIVE = 'visit-1' as ArchiveId;

let rootDir: string;
let vault: FileVault;
beforeEach(async () => {
  rootDir = await mkdtemp(join(tmpdir(), 'resume-'));
  vault = await FileVault.create(rootDir);
});
afterEach(() => rm(rootDir, { recursive: true }));

function openArchive(over: Vault = vault, events: RecordingEvent[] = []): Promise<ArchiveRecorder> {
  return ArchiveRecorder.open({
    vault: over, archiveId: ARCHIVE, resumeCause: 'serverRestart', keyFrameIntervalMs: 2_000,
    emit: (event) => { events.push(event); },
    onBroken: (error) => { throw error; },
  });
}

/** Packets of 20 ms of Opus silence in real time, and the archive's clock with them. */
async function speak(archive: ArchiveRecorder, intake: TrackIntake, from: number, packets: number): Promise<void> {
  const startedAtMs = performance.now();
  for (let i = 0; i < packets; i += 1) {
    const datagram = Buffer.alloc(20);
    datagram.set([0x80, 111]);
    datagram.writeUInt16BE((from + i) & 0xffff, 2);
    datagram.writeUInt32BE((from + i) * 960, 4);
    datagram.writeUInt32BE(audioTrack().ssrc, 8);
    datagram.set([0xfc, 0xff, 0xfe, 0, 0, 0, 0, 0], 12);
    intake.datagram(datagram, Date.now());
    archive.tick(Date.now());
    await delay(Math.max(0, startedAtMs + (i + 1) * 20 - performance.now()));
  }
}

/** Three seconds of sound, left as a crash would leave them: no track is ended, nothing is closed. */
async function crashedArchive(): Promise<void> {
  const archive = await openArchive();
  const intake = await archive.startTrack(audioTrack(), () => undefined);
  await speak(archive, intake, 0, 160);
  await archive.suspend();
}

async function entriesOf(): Promise<ReturnType<typeof parseJournal>['entries']> {
  const parsed = parseJournal(await readFile(join(rootDir, ARCHIVE, 'journal.jsonl')), (line) => createHash('sha256').update(line).digest('hex'));
  expect(parsed.brokenBecause).toBeUndefined();
  return parsed.entries;
}

describe('the journal', () => {
  test('has a valid beginning wherever a crash cuts it, and goes on from there', async () => {
    const { journal } = await Journal.open(vault, ARCHIVE, { onDisk: () => undefined });
    await Promise.all(Array.from({ length: 20 }, (_, i) => journal.append({ type: 'closed', atMs: i + 1 })));
    await journal.close();
    const path = join(rootDir, ARCHIVE, 'journal.jsonl');
    const whole = await readFile(path);
    for (let cut = 0; cut <= whole.byteLength; cut += 37) {
      await writeFile(path, whole.subarray(0, cut));
      const opened = await Journal.open(vault, ARCHIVE, { onDisk: () => undefined });
      expect(opened.entries.length).toBe(whole.subarray(0, cut).filter((byte) => byte === 0x0a).length);
      await opened.journal.append({ type: 'closed', atMs: 99 });
      await opened.journal.close();
      expect((await entriesOf()).at(-1)).toEqual({ type: 'closed', atMs: 99 });
    }
  });

  test('is not continued when something before its last line was changed', async () => {
    const { journal } = await Journal.open(vault, ARCHIVE, { onDisk: () => undefined });
    for (let i = 1; i < 4; i += 1) await journal.append({ type: 'closed', atMs: i });
    await journal.close();
    const path = join(rootDir, ARCHIVE, 'journal.jsonl');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"atMs":2', '"atMs":7'));
    await expect(Journal.open(vault, ARCHIVE, { onDisk: () => undefined })).rejects.toMatchObject({ code: 'journalBroken' });
  });
});

describe('an archive that a crash left open', () => {
  test('keeps every whole fragment of a segment that no line names, wherever the file was torn', async () => {
    await crashedArchive();
    const crashed = join(rootDir, 'crashed');
    await cp(join(rootDir, ARCHIVE), crashed, { recursive: true });
    const path = 'media/000-microphone/000001-1.m4s';
    const size = (await readFile(join(crashed, path))).byteLength;
    let longest = 0;
    for (const cut of [0, 1, 7, Math.floor(size / 2), size - 1, size]) {
      await rm(join(rootDir, ARCHIVE), { recursive: true });
      await cp(crashed, join(rootDir, ARCHIVE), { recursive: true });
      const journal = await readFile(join(rootDir, ARCHIVE, 'journal.jsonl'), 'utf8');
      await writeFile(join(rootDir, ARCHIVE, 'journal.jsonl'), `${journal.split('\n').filter((line) => line !== '' && !line.includes(path)).join('\n')}\n`);
      await truncate(join(rootDir, ARCHIVE, path), cut);

      const archive = await openArchive();
      const status = await archive.close();
      const recovered = (await entriesOf()).find((entry) => entry.type === 'segment' && entry.path === path);
      if (cut < 8) expect(await vault.has(ARCHIVE, path)).toBe(false);
      if (recovered?.type === 'segment') {
        const bytes = await vault.read(ARCHIVE, path);
        expect(recovered).toMatchObject({ recovered: true, bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') });
        expect(recovered.bytes).toBeGreaterThanOrEqual(longest);
        longest = recovered.bytes;
      }
      expect(status.gaps).toMatchObject([{ cause: 'serverRestart', detectedBy: 'restart', startMs: status.endMs }]);
    }
    expect(longest).toBe(size);
    const { complaints } = await judgeTrack(join(rootDir, ARCHIVE), '000-microphone', 0);
    expect(complaints).toEqual([]);
  }, 20_000);

  test('goes on at its own place on the timeline, and the gap is what is missing', async () => {
    await crashedArchive();
    await delay(700);
    const archive = await openArchive();
    const intake = await archive.startTrack(audioTrack(), () => undefined);
    await speak(archive, intake, 500, 120);
    await intake.stop();
    const { gaps } = await archive.close();
    const epochMs = await epochOf(join(rootDir, ARCHIVE));
    const framesMs = [
      ...(await judgeTrack(join(rootDir, ARCHIVE), '000-microphone', epochMs)).framesMs,
      ...(await judgeTrack(join(rootDir, ARCHIVE), '001-microphone', epochMs)).framesMs,
    ];
    const [missing] = missingIntervals(framesMs, 20, 100);
    expect(gaps).toMatchObject([{ source: 'microphone', cause: 'serverRestart' }]);
    expect(Math.abs((gaps[0]?.startMs ?? 0) - (missing?.startMs ?? 0))).toBeLessThan(100);
    expect(Math.abs((gaps[0]?.endMs ?? 0) - (missing?.endMs ?? 0))).toBeLessThan(100);
  }, 20_000);

  test('cannot be opened for media once it is closed', async () => {
    await (await openArchive()).close();
    await expect(openArchive()).rejects.toMatchObject({ code: 'archiveClosed' });
  });

  test('ignores bytes that someone appended to a listed segment, and leaves them to the verifier', async () => {
    await crashedArchive();
    await appendFile(join(rootDir, ARCHIVE, 'media/000-microphone/000000-1.m4s'), 'x');
    const archive = await openArchive();
    await archive.close();
    expect((await vault.read(ARCHIVE, 'media/000-microphone/000000-1.m4s')).at(-1)).toBe('x'.charCodeAt(0));
  });
});

describe('a full disk', () => {
  test('stops the recording with an alarm, and the recording resumes when there is room', async () => {
    const disk = { full: false };
    const events: RecordingEvent[] = [];
    const archive = await openArchive(limited(vault, disk), events);
    const intake = await archive.startTrack(audioTrack(), () => undefined);
    await speak(archive, intake, 0, 120);
    disk.full = true;
    await speak(archive, intake, 120, 150);
    expect(events).toContainEqual({ kind: 'alarm', alarm: 'diskFull' });
    expect(events).not.toContainEqual({ kind: 'alarmCleared', alarm: 'diskFull' });
    disk.full = false;
    await speak(archive, intake, 270, 150);
    await intake.stop();
    const { gaps } = await archive.close();
    expect(events).toContainEqual({ kind: 'alarmCleared', alarm: 'diskFull' });
    expect(gaps).toMatchObject([{ source: 'microphone', cause: 'diskFull' }]);

    const { framesMs, complaints } = await judgeTrack(join(rootDir, ARCHIVE), '000-microphone', await epochOf(join(rootDir, ARCHIVE)));
    const [missing] = missingIntervals(framesMs, 20, 100);
    expect(complaints).toEqual([]);
    expect(Math.abs((gaps[0]?.startMs ?? 0) - (missing?.startMs ?? 0))).toBeLessThan(100);
    expect(Math.abs((gaps[0]?.endMs ?? 0) - (missing?.endMs ?? 0))).toBeLessThan(100);
    await entriesOf();
  }, 20_000);
});

/** The vault on a disk that can be full. Everything that is written to it while it is not is real. */
function limited(real: Vault, disk: { readonly full: boolean }): Vault {
  const refuse = (): void => { if (disk.full) throw new RecordingError('diskFull', 'no room'); };
  const growing = (file: DurableFile): DurableFile => ({
    get size() { return file.size; },
    async appendDurably(bytes) {
      refuse();
      await file.appendDurably(bytes);
    },
    close: () => file.close(),
  });
  return {
    createExclusive: async (...args) => {
      refuse();
      await real.createExclusive(...args);
    },
    beginExclusive: async (...args) => {
      refuse();
      return growing(await real.beginExclusive(...args));
    },
    continueTorn: async (...args) => growing(await real.continueTorn(...args)),
    discardTorn: (...args) => real.discardTorn(...args),
    destroyMedia: (...args) => real.destroyMedia(...args),
    read: (...args) => real.read(...args),
    has: (...args) => real.has(...args),
    size: (...args) => real.size(...args),
    list: (...args) => real.list(...args),
    source: (...args) => real.source(...args),
  };
}
