import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { openArchive } from '../../recordings/reader.ts';
import { cameraParameters, microphoneParameters } from '../support/rtpParameters.ts';
import { until } from '../support/until.ts';
import { epochOf, judgeTrack, missingIntervals } from './judgeTrack.ts';
import type { KillableMessage, KillableOptions } from './killableServer.ts';
import { PacketTape, TapePlayer } from './PacketTape.ts';
import { audioTrack, videoTrack } from './rtpSender.ts';

const ARCHIVE = 'visit' as ArchiveId;

test('a visit through the real SFU goes on in one archive when the SFU worker and then the server are killed', async () => {
  const rootDir = await mkdtemp(join(tmpdir(), 'tap-'));
  const player = new TapePlayer();
  let server: ChildProcess | undefined;
  try {
    const camera = videoTrack({ payloadType: 103, ssrc: cameraParameters().encodings?.[0]?.ssrc ?? 0 });
    const microphone = audioTrack({ ssrc: microphoneParameters().encodings?.[0]?.ssrc ?? 0 });
    const [picture, sound] = await Promise.all([
      PacketTape.record(camera, 3, { size: '320x240', kbitPerSecond: 500, framesPerKeyframe: 10 }), PacketTape.record(microphone, 3),
    ]);
    const nowhere = { ip: '127.0.0.1', port: 9 };
    const options: KillableOptions = {
      rootDir, archiveId: ARCHIVE, camera: await player.add(picture, nowhere, 0), microphone: await player.add(sound, nowhere, 0),
    };
    const heard: KillableMessage[] = [];
    const start = (): ChildProcess => {
      const started = fork(join(import.meta.dirname, 'killableServer.ts'), [JSON.stringify(options)], { execArgv: [] });
      started.on('message', (message: KillableMessage) => {
        heard.push(message);
        if (message.kind !== 'inlets') return;
        player.redirect(options.camera, message.camera);
        player.redirect(options.microphone, message.microphone);
      });
      return started;
    };
    const joined = (times: number): Promise<void> => until(() => heard.filter(({ kind }) => kind === 'inlets').length === times, 'a new place to send to', 15_000);

    player.start();
    server = start();
    await joined(1);
    await delay(3_000);
    server.send('pids');
    await until(() => heard.some(({ kind }) => kind === 'pids'), 'the pids');
    const pids = heard.find((message) => message.kind === 'pids')!;
    process.kill(pids.worker, 'SIGKILL');
    await joined(2);
    await delay(3_000);
    const exited = new Promise((resolve) => { server?.once('exit', resolve); });
    server.kill('SIGKILL');
    await exited;
    server = start();
    await joined(3);
    await delay(3_000);
    const closed = new Promise((resolve) => { server?.once('exit', resolve); });
    server.send('close');
    await closed;

    const vault = await FileVault.create(rootDir);
    const { gaps } = await openArchive(vault.source(ARCHIVE)).summary();
    const epochMs = await epochOf(join(rootDir, ARCHIVE));
    for (const { source, frameMs } of [{ source: 'camera', frameMs: 40 }, { source: 'microphone', frameMs: 20 }]) {
      const folders = (await readdir(join(rootDir, ARCHIVE, 'media'))).filter((name) => name.endsWith(source));
      const judged = await Promise.all(folders.map((folder) => judgeTrack(join(rootDir, ARCHIVE), folder, epochMs)));
      expect(judged.flatMap(({ complaints }) => complaints)).toEqual([]);
      const intervals = missingIntervals(judged.flatMap(({ framesMs }) => framesMs).sort((a, b) => a - b), frameMs, 200);
      // A worker is replaced so fast that its end may be too short to be a gap.
      const told = gaps.filter((gap) => gap.source === source && (gap.endMs ?? 0) - gap.startMs > 200);
      expect(['network,serverRestart', 'serverRestart']).toContain(told.map(({ cause }) => cause).join());
      expect(told).toHaveLength(intervals.length);
      for (const [place, { startMs, endMs }] of intervals.entries()) {
        expect(Math.abs((told[place]?.startMs ?? 0) - startMs)).toBeLessThan(100);
        expect(Math.abs((told[place]?.endMs ?? 0) - endMs)).toBeLessThan(100);
      }
    }
  } finally {
    player.stop();
    server?.kill('SIGKILL');
    // The recorder's process of a killed server flushes before it goes.
    await delay(200);
    await rm(rootDir, { recursive: true });
  }
}, 90_000);
