import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ArchiveId, Gap } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import type { TrackSource } from '../../sfu/contract.ts';
import { epochOf, judgeTrack, missingIntervals } from '../recordings/judgeTrack.ts';
import type { KillableMessage, KillableOptions } from '../recordings/killableServer.ts';
import { PacketTape, TapePlayer } from '../recordings/PacketTape.ts';
import { audioTrack, videoTrack } from '../recordings/rtpSender.ts';
import { cameraParameters, microphoneParameters } from '../support/rtpParameters.ts';

const KILLS = 50;
const VICTIMS = ['recorder', 'worker', 'server'] as const;
const TAPE_S = 10;
/** Between two kills: longer than any recovery should take, and random, so that kills fall anywhere in a segment. */
const PAUSE_MS = { least: 3_500, spread: 2_000 };
/** Shorter intervals are no gaps by the ledger's own rules. */
const INTERVAL_MS = 200;
const SOURCES: readonly { readonly source: TrackSource; readonly frameMs: number }[] = [
  { source: 'camera', frameMs: 40 }, { source: 'microphone', frameMs: 20 },
];

/**
 * One visit that goes on while its recorder, its SFU worker and its server are killed in turn. Judged by decoding the
 * archive: what was lost before each kill, when media came back, and whether the gap ledger says the same.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const rootDir = await mkdtemp(join(tmpdir(), 'bench-kill-'));
  const player = new TapePlayer();
  try {
    const killedAtMs = await recordAndKill(rootDir, player);
    const vault = await FileVault.create(rootDir);
    const archiveId = 'visit' as ArchiveId;
    const keys = await SealKeys.create(join(rootDir, '.keys'));
    const { gaps } = await seal(vault, archiveId, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
    const proven = await verifyArchive(vault.source(archiveId), keys.publicKeys, { digester: nodeDigester });

    const lostMs: number[] = [];
    const resumeMs: number[] = [];
    let ledgerErrorMaxMs = 0;
    let complaints = 0;
    for (const { source, frameMs } of SOURCES) {
      const judged = await framesOf(join(rootDir, archiveId), source);
      complaints += judged.complaints;
      for (const atMs of killedAtMs) {
        const last = judged.framesMs.findLast((frame) => frame <= atMs);
        const next = judged.framesMs.find((frame) => frame > atMs);
        lostMs.push(Math.max(0, atMs - (last ?? -Infinity) - frameMs));
        resumeMs.push((next ?? Infinity) - atMs);
      }
      const intervals = missingIntervals(judged.framesMs, frameMs, INTERVAL_MS);
      ledgerErrorMaxMs = Math.max(ledgerErrorMaxMs, ledgerError(gaps.filter((gap) => gap.source === source), intervals));
    }
    return {
      name: 'kill', kills: killedAtMs.length, maxLostMs: Math.round(Math.max(...lostMs)), p95LostMs: Math.round(at(lostMs, 0.95)),
      medianLostMs: Math.round(at(lostMs, 0.5)), resumeP95Ms: Math.round(at(resumeMs, 0.95)), resumeMedianMs: Math.round(at(resumeMs, 0.5)),
      ledgerErrorMaxMs: Math.round(ledgerErrorMaxMs), gaps: gaps.length, decoderComplaints: complaints, verifyOk: proven.ok,
    };
  } finally {
    player.stop();
    await rm(rootDir, { recursive: true });
  }
}

async function recordAndKill(rootDir: string, player: TapePlayer): Promise<readonly number[]> {
  // A phone answers a key frame request at once; a tape can only have many key frames.
  const camera = videoTrack({ payloadType: cameraParameters().codecs[0]?.payloadType ?? 0, ssrc: cameraParameters().encodings?.[0]?.ssrc ?? 0 });
  const microphone = audioTrack({ ssrc: microphoneParameters().encodings?.[0]?.ssrc ?? 0 });
  const [picture, sound] = await Promise.all([
    PacketTape.record(camera, TAPE_S, { size: '640x360', kbitPerSecond: 800, framesPerKeyframe: 10 }), PacketTape.record(microphone, TAPE_S),
  ]);
  const nowhere = { ip: '127.0.0.1', port: 9 };
  const options: KillableOptions = {
    rootDir, archiveId: 'visit' as ArchiveId,
    camera: await player.add(picture, nowhere, 0), microphone: await player.add(sound, nowhere, 0),
  };
  player.start();
  let server = await startServer(options, player);
  await delay(3_000);

  const killedAtMs: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await delay(PAUSE_MS.least + Math.random() * PAUSE_MS.spread);
    const victim = VICTIMS[kill % VICTIMS.length];
    const pids = await askPids(server);
    killedAtMs.push(Date.now());
    if (victim === 'recorder') process.kill(pids.recorder, 'SIGKILL');
    else if (victim === 'worker') process.kill(pids.worker, 'SIGKILL');
    else {
      server.kill('SIGKILL');
      server = await startServer(options, player);
    }
  }
  await delay(4_000);
  const closed = new Promise<void>((resolve) => { server.once('exit', () => { resolve(); }); });
  server.send('close');
  await closed;
  return killedAtMs;
}

/** Resolves when media flows to it. Whenever it has new inlets, the sender follows, as a phone would join again. */
async function startServer(options: KillableOptions, player: TapePlayer): Promise<ChildProcess> {
  const server = fork(join(import.meta.dirname, '../recordings/killableServer.ts'), [JSON.stringify(options)]);
  await new Promise<void>((resolve, reject) => {
    server.on('message', (message: KillableMessage) => {
      if (message.kind !== 'inlets') return;
      player.redirect(options.camera, message.camera);
      player.redirect(options.microphone, message.microphone);
      resolve();
    });
    server.once('exit', (code, signal) => { reject(new Error(`the server ended with ${String(code ?? signal)}`)); });
  });
  return server;
}

async function askPids(server: ChildProcess): Promise<{ recorder: number; worker: number }> {
  return await new Promise((resolve) => {
    const hear = (message: KillableMessage): void => {
      if (message.kind !== 'pids') return;
      server.off('message', hear);
      resolve(message);
    };
    server.on('message', hear);
    server.send('pids');
  });
}

async function framesOf(archiveFolder: string, source: TrackSource): Promise<{ framesMs: number[]; complaints: number }> {
  const epochMs = await epochOf(archiveFolder);
  const folders = (await readdir(join(archiveFolder, 'media'))).filter((name) => name.endsWith(`-${source}`)).sort();
  const framesMs: number[] = [];
  let complaints = 0;
  for (const folder of folders) {
    const judged = await judgeTrack(archiveFolder, folder, epochMs);
    framesMs.push(...judged.framesMs);
    complaints += judged.complaints.length;
  }
  return { framesMs: framesMs.sort((a, b) => a - b), complaints };
}

/** The largest difference between what the ledger says and what is missing; a whole interval where one side has none. */
function ledgerError(gaps: readonly Gap[], intervals: readonly { startMs: number; endMs: number }[]): number {
  let worst = 0;
  const unmatched = new Set(gaps.filter((gap) => (gap.endMs ?? 0) - gap.startMs > INTERVAL_MS));
  for (const { startMs, endMs } of intervals) {
    const gap = gaps.find((one) => one.startMs < endMs && (one.endMs ?? Infinity) > startMs);
    if (gap !== undefined) unmatched.delete(gap);
    worst = Math.max(worst, gap === undefined ? endMs - startMs : Math.max(Math.abs(gap.startMs - startMs), Math.abs((gap.endMs ?? 0) - endMs)));
  }
  for (const gap of unmatched) worst = Math.max(worst, (gap.endMs ?? 0) - gap.startMs);
  return worst;
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
