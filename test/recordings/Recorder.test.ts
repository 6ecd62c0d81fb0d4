import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ArchiveId } from '../../recordings/contract.ts';
import { Recorder } from '../../recordings/Recorder.ts';
import { until } from '../support/until.ts';
import { SILENT_LOG } from './buildRecording.ts';
import { audioTrack, videoTrack } from './rtpSender.ts';

const ARCHIVE = 'visit-1' as ArchiveId;

let rootDir: string;
beforeEach(async () => { rootDir = await mkdtemp(join(tmpdir(), 'recorder-')); });
afterEach(() => rm(rootDir, { recursive: true }));

function create(): Promise<Recorder> {
  return Recorder.create({ rootDir, listenIp: '127.0.0.1', log: SILENT_LOG });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a recorder leaves no process when it is closed, however often', async () => {
  const recorder = await create();
  const pid = recorder.pid ?? 0;
  expect(isRunning(pid)).toBe(true);
  await Promise.all([recorder.close(), recorder.close()]);
  expect(isRunning(pid)).toBe(false);
  await expect(recorder.open(ARCHIVE)).rejects.toMatchObject({ code: 'recorderClosed' });
});

test('opening an archive twice gives the same recording', async () => {
  const recorder = await create();
  try {
    const [first, second] = await Promise.all([recorder.open(ARCHIVE), recorder.open(ARCHIVE)]);
    expect(first).toBe(second);
    await expect(recorder.open('../outside' as ArchiveId)).rejects.toMatchObject({ code: 'invalidArchiveId' });
  } finally {
    await recorder.close();
  }
});

test('a second recorder on the same folder waits for the first to go', async () => {
  const first = await create();
  const second = create();
  await delay(300);
  await first.close();
  await (await second).close();
});

test('an archive that was closed answers with its status and takes no more media', async () => {
  const recorder = await create();
  try {
    const recording = await recorder.open(ARCHIVE);
    const intake = await recording.openIntake();
    const [first, second] = await Promise.all([recording.close(), recording.close()]);
    expect(first).toEqual(second);
    expect(await recording.status()).toEqual({ archiveId: ARCHIVE, bytes: 0, segments: 0, gaps: [], pieces: [], });
    await intake.stop();
    await expect(recording.openIntake()).rejects.toMatchObject({ code: 'archiveClosed' });
    await expect(recorder.open(ARCHIVE)).rejects.toMatchObject({ code: 'archiveClosed' });
  } finally {
    await recorder.close();
  }
});

test('a track that cannot be recorded is refused, and the others go on', async () => {
  const recorder = await create();
  try {
    const recording = await recorder.open(ARCHIVE);
    const from = { ip: '127.0.0.1', port: 9 };
    await expect((await recording.openIntake()).start(videoTrack({ mimeType: 'video/H265' }), from)).rejects.toMatchObject({ code: 'unsupportedCodec' });
    await (await recording.openIntake()).start(audioTrack(), from);
    expect(await recorder.metrics()).toMatchObject({ recordings: 1, running: [{ archiveId: ARCHIVE, source: 'microphone', statistics: { packets: 0, lost: 0 } }] });
  } finally {
    await recorder.close();
  }
});

test('what was asked of a process that died is answered by the next one, at the same addresses', async () => {
  const recorder = await create();
  try {
    const recording = await recorder.open(ARCHIVE);
    const intake = await recording.openIntake();
    const events: string[] = [];
    recording.onEvent(({ kind }) => { events.push(kind); });
    for (let death = 0; death < 3; death += 1) {
      const pid = recorder.pid ?? 0;
      process.kill(pid, 'SIGKILL');
      expect((await recording.status()).archiveId).toBe(ARCHIVE);
      await until(() => recorder.pid !== pid, 'the next process');
    }
    await intake.start(audioTrack(), { ip: '127.0.0.1', port: 9 });
    process.kill(recorder.pid ?? 0, 'SIGKILL');
    expect((await recording.close()).segments).toBe(0);
    expect(events.filter((kind) => kind === 'alarm')).toHaveLength(4);
  } finally {
    await recorder.close();
  }
});
