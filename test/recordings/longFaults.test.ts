import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ArchiveRecorder } from '../../recordings/ArchiveRecorder.ts';
import type { TrackIntake } from '../../recordings/ArchiveRecorder.ts';
import type { ArchiveId, RecordingEvent, RecordingStatus } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { epochOf, judgeTrack, missingIntervals } from './judgeTrack.ts';
import { audioTrack } from './rtpSender.ts';

const ARCHIVE = 'visit-1' as ArchiveId;
const PACKET_MS = 20;
const run = promisify(execFile);

let rootDir: string;
beforeEach(async () => { rootDir = await mkdtemp(join(tmpdir(), 'long-')); });
afterEach(() => rm(rootDir, { recursive: true }));

async function openArchive(root: string, events: RecordingEvent[] = []): Promise<ArchiveRecorder> {
  return ArchiveRecorder.open({
    vault: await FileVault.create(root), archiveId: ARCHIVE, resumeCause: 'serverRestart', keyFrameIntervalMs: 2_000,
    emit: (event) => { events.push(event); },
    onBroken: (error) => { throw error; },
  });
}

/** A phone's microphone of which the packets, and the recorder's clock with them, come as fast as the disk takes them. */
class FastSpeaker {
  readonly #archive: ArchiveRecorder;
  readonly #intake: TrackIntake;
  readonly #startMs = Date.now();
  readonly #rate: number;
  #packets = 0;
  /** Wall clock. */
  nowMs = this.#startMs;

  /** @param ppm by how much the phone's clock runs fast */
  constructor(archive: ArchiveRecorder, intake: TrackIntake, ppm = 0) {
    this.#archive = archive;
    this.#intake = intake;
    this.#rate = 1 + ppm / 1e6;
  }

  /** Wall clock of the first packet. */
  get startMs(): number {
    return this.#startMs;
  }

  /** Seconds of the phone in one of the wall clock. */
  get rate(): number {
    return this.#rate;
  }

  /** @param sent false: the network takes every packet away; `unsent`: the phone sends none */
  async pass(seconds: number, sent: true | false | 'unsent' = true): Promise<void> {
    const until = this.nowMs + seconds * 1_000;
    while (this.nowMs < until) {
      const timestamp = Math.round(((this.nowMs - this.#startMs) * this.#rate * 48_000) / 1_000);
      const datagram = Buffer.alloc(20);
      datagram.set([0x80, 111]);
      datagram.writeUInt16BE(this.#packets & 0xffff, 2);
      datagram.writeUInt32BE(timestamp % 2 ** 32, 4);
      datagram.writeUInt32BE(audioTrack().ssrc, 8);
      datagram.set([0xfc, 0xff, 0xfe, 0, 0, 0, 0, 0], 12);
      if (sent === true && this.#packets % 250 === 0) this.#report(timestamp);
      if (sent === true) this.#intake.datagram(datagram, this.nowMs);
      if (sent !== 'unsent') this.#packets += 1;
      this.nowMs += PACKET_MS / this.#rate;
      this.#archive.tick(this.nowMs);
      if (this.#packets % 25 === 0) await nextTurn();
    }
  }

  /** RFC 3550 §6.4.1, by the phone's own clock. */
  #report(timestamp: number): void {
    const senderS = (this.#startMs + (this.nowMs - this.#startMs) * this.#rate) / 1_000 + 2_208_988_800;
    const report = Buffer.alloc(28);
    report.set([0x80, 200, 0, 6]);
    report.writeUInt32BE(audioTrack().ssrc, 4);
    report.writeUInt32BE(Math.floor(senderS), 8);
    report.writeUInt32BE(Math.floor((senderS % 1) * 2 ** 32), 12);
    report.writeUInt32BE(timestamp % 2 ** 32, 16);
    this.#intake.datagram(report, this.nowMs);
  }
}

async function expectSameInterval({ gaps }: RecordingStatus, archiveFolder: string, expectedMs: number): Promise<void> {
  const { framesMs, complaints } = await judgeTrack(archiveFolder, '000-microphone', await epochOf(archiveFolder));
  const missing = missingIntervals(framesMs, PACKET_MS, 100);
  expect(complaints).toEqual([]);
  expect(missing).toHaveLength(1);
  expect(gaps).toHaveLength(1);
  expect(Math.abs(missing[0]!.endMs - missing[0]!.startMs - expectedMs)).toBeLessThan(100);
  expect(Math.abs((gaps[0]?.startMs ?? 0) - missing[0]!.startMs)).toBeLessThan(100);
  expect(Math.abs((gaps[0]?.endMs ?? 0) - missing[0]!.endMs)).toBeLessThan(100);
}

describe('over minutes, in the recorder\'s own time', () => {
  test('a network that is gone for 60 s is one gap, as a decoder finds it', async () => {
    const archive = await openArchive(rootDir);
    const intake = await archive.startTrack(audioTrack(), () => undefined);
    const speaker = new FastSpeaker(archive, intake);
    await speaker.pass(5);
    await speaker.pass(60, false);
    await speaker.pass(5);
    await intake.stop();
    await expectSameInterval(await archive.close(), join(rootDir, ARCHIVE), 60_000);
  }, 30_000);

  test('a mute of 10 min is told as a mute, from the last sound to the next', async () => {
    const archive = await openArchive(rootDir);
    const intake = await archive.startTrack(audioTrack(), () => undefined);
    const speaker = new FastSpeaker(archive, intake);
    await speaker.pass(5);
    archive.announce('microphone', 'mute');
    await speaker.pass(600, 'unsent');
    await speaker.pass(5);
    await intake.stop();
    const status = await archive.close();
    expect(status.gaps).toMatchObject([{ cause: 'mute', detectedBy: 'announced' }]);
    await expectSameInterval(status, join(rootDir, ARCHIVE), 600_000);
  }, 30_000);

  test('a phone whose clock runs 200 ppm fast stays within 40 ms of the time at which it was heard', async () => {
    const archive = await openArchive(rootDir);
    const intake = await archive.startTrack(audioTrack(), () => undefined);
    const speaker = new FastSpeaker(archive, intake, 200);
    // Uncorrected, five minutes would be 60 ms too many.
    await speaker.pass(300);
    await intake.stop();
    expect((await archive.close()).gaps).toEqual([]);
    const folder = join(rootDir, ARCHIVE);
    const { framesMs } = await judgeTrack(folder, '000-microphone', await epochOf(folder));
    expect(framesMs.length).toBeGreaterThan(14_990);
    const errors = framesMs.map((atMs, i) => Math.abs(atMs - (speaker.startMs + (i * PACKET_MS) / speaker.rate)));
    expect(Math.max(...errors)).toBeLessThan(40);
  }, 60_000);
});

describe('a disk that really is full', () => {
  test('stops the recording with an alarm, and the recording resumes when there is room', async () => {
    // Only the kernel fills a disk as a disk is filled; to mount one, the suite runs as root.
    await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', rootDir]);
    try {
      const events: RecordingEvent[] = [];
      const archive = await openArchive(rootDir, events);
      const intake = await archive.startTrack(audioTrack(), () => undefined);
      const speaker = new FastSpeaker(archive, intake);
      await speaker.pass(4);
      await delay(200);
      const ballast = join(rootDir, 'ballast');
      await writeFile(ballast, Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined);
      await speaker.pass(6);
      await delay(200);
      expect(events).toContainEqual({ kind: 'alarm', alarm: 'diskFull' });
      await rm(ballast);
      // The recorder tries again after a second of its disk's time.
      await delay(1_100);
      await speaker.pass(4);
      await intake.stop();
      const status = await archive.close();
      expect(events).toContainEqual({ kind: 'alarmCleared', alarm: 'diskFull' });
      expect(status.gaps).toMatchObject([{ source: 'microphone', cause: 'diskFull' }]);
      const folder = join(rootDir, ARCHIVE);
      const { framesMs, complaints } = await judgeTrack(folder, '000-microphone', await epochOf(folder));
      const [missing] = missingIntervals(framesMs, PACKET_MS, 100);
      expect(complaints).toEqual([]);
      expect(Math.abs((status.gaps[0]?.startMs ?? 0) - (missing?.startMs ?? 0))).toBeLessThan(100);
      expect(Math.abs((status.gaps[0]?.endMs ?? 0) - (missing?.endMs ?? 0))).toBeLessThan(100);
    } finally {
      await run('umount', [rootDir]);
    }
  }, 30_000);
});
