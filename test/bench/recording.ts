import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import { Recorder } from '../../recordings/Recorder.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { verifyArchive } from '../../recordings/verify.ts';
import { SILENT_LOG } from '../recordings/buildRecording.ts';
import { PacketTape, TapePlayer } from '../recordings/PacketTape.ts';
import { audioTrack, videoTrack } from '../recordings/rtpSender.ts';

const VISITS = 50;
const SECONDS = 60;
/** Starting fifty encoders' listeners is not what is measured. */
const WARM_UP_S = 6;
const TAPE_S = 20;
const RAMP_STEP = 25;
const RAMP_S = 10;
const RAMP_LIMIT = 400;

interface Tapes {
  readonly picture: PacketTape;
  readonly sound: PacketTape;
}

interface Cost {
  /** Milliseconds of processor time per second. */
  readonly cpuMsPerS: number;
  readonly rssMiB: number;
  readonly pssMiB: number;
}

/**
 * Fifty visits of 720p H.264 at 1.5 Mbit/s and Opus, recorded by one recorder, and the same packets by the usual
 * recipe, one `ffmpeg -c copy` per visit, for a minute each. Then more visits until packets are lost.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const [picture, sound] = await Promise.all([PacketTape.record(videoTrack(), TAPE_S), PacketTape.record(audioTrack(), TAPE_S)]);
  const tapes = { picture, sound };
  const ours = await recordOurs(tapes, VISITS, SECONDS, true);
  const theirs = await recordWithFfmpeg(tapes, VISITS, SECONDS);
  let maxVisits = ours.packetsLost === 0 ? VISITS : 0;
  for (let visits = VISITS + RAMP_STEP; maxVisits > 0 && visits <= RAMP_LIMIT; visits += RAMP_STEP) {
    const tried = await recordOurs(tapes, visits, RAMP_S, false);
    if (tried.packetsLost > 0) break;
    maxVisits = visits;
  }
  return {
    name: 'recording', visits: VISITS, seconds: SECONDS, mbitPerSecondPerVisit: round((picture.bytesPerSecond + sound.bytesPerSecond) * 8 / 1e6),
    cpuRatioVsFfmpeg: round(ours.cost.cpuMsPerS / theirs.cpuMsPerS), rssRatioVsFfmpeg: round(ours.cost.rssMiB / theirs.rssMiB),
    pssRatioVsFfmpeg: round(ours.cost.pssMiB / theirs.pssMiB),
    cpuPctPerVisit: round(ours.cost.cpuMsPerS / 10 / VISITS), rssMiBPerVisit: round(ours.cost.rssMiB / VISITS),
    ffmpegCpuPctPerVisit: round(theirs.cpuMsPerS / 10 / VISITS), ffmpegRssMiBPerVisit: round(theirs.rssMiB / VISITS),
    packetsLost: ours.packetsLost, gaps: ours.gaps, verifyOk: ours.verifyOk, slowestFsyncMs: round(ours.slowestFsyncMs),
    slowestTickMs: round(ours.slowestTickMs), maxVisits,
  };
}

async function recordOurs(tapes: Tapes, visits: number, seconds: number, prove: boolean): Promise<{
  cost: Cost; packetsLost: number; gaps: number; verifyOk: boolean; slowestFsyncMs: number; slowestTickMs: number;
}> {
  const rootDir = await mkdtemp(join(tmpdir(), 'bench-recording-'));
  const recorder = await Recorder.create({ rootDir, listenIp: '127.0.0.1', log: SILENT_LOG });
  const player = new TapePlayer();
  try {
    const recordings = [];
    for (let visit = 0; visit < visits; visit += 1) {
      const recording = await recorder.open(`visit-${visit}` as ArchiveId);
      for (const tape of [tapes.picture, tapes.sound]) {
        const intake = await recording.openIntake();
        await intake.start(tape.track, await player.add(tape, intake.address, (visit * 40) / visits));
      }
      recordings.push(recording);
    }
    player.start();
    await delay(Math.min(WARM_UP_S, seconds / 2) * 1_000);
    await recorder.metrics();
    const pids = [recorder.pid ?? 0];
    const before = await cpuMs(pids);
    const measuredS = seconds - Math.min(WARM_UP_S, seconds / 2);
    await delay(measuredS * 1_000);
    const cost = { cpuMsPerS: (await cpuMs(pids) - before) / measuredS, ...(await memory(pids)) };
    const { slowestFsyncMs, slowestTickMs } = await recorder.metrics();
    player.stop();
    await delay(300);
    const statuses = await Promise.all(recordings.map((recording) => recording.close()));
    await recorder.close();
    const received = await countReceived(rootDir, visits);
    const verifyOk = !prove || await proveAll(rootDir, visits);
    const gaps = statuses.reduce((sum, status) => sum + status.gaps.length, 0);
    return { cost, packetsLost: player.sent - received, gaps, verifyOk, slowestFsyncMs, slowestTickMs };
  } finally {
    await recorder.close();
    await rm(rootDir, { recursive: true });
  }
}

async function countReceived(rootDir: string, visits: number): Promise<number> {
  let received = 0;
  for (let visit = 0; visit < visits; visit += 1) {
    const journal = await readFile(join(rootDir, `visit-${visit}`, 'journal.jsonl'), 'utf8');
    for (const [, packets] of journal.matchAll(/"statistics":\{"packets":(\d+)/g)) received += Number(packets);
  }
  return received;
}

async function proveAll(rootDir: string, visits: number): Promise<boolean> {
  const vault = await FileVault.create(rootDir);
  const keys = await SealKeys.create(join(rootDir, '.keys'));
  for (let visit = 0; visit < visits; visit += 1) {
    const archiveId = `visit-${visit}` as ArchiveId;
    await seal(vault, archiveId, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
    const result = await verifyArchive(vault.source(archiveId), keys.publicKeys, { digester: nodeDigester, digests: ['sha256'] });
    if (!result.ok) return false;
  }
  return true;
}

async function recordWithFfmpeg(tapes: Tapes, visits: number, seconds: number): Promise<Cost> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-ffmpeg-'));
  const player = new TapePlayer();
  const children: ChildProcess[] = [];
  try {
    for (let visit = 0; visit < visits; visit += 1) {
      const port = 42_000 + visit * 4;
      const sdp = join(folder, `${visit}.sdp`);
      await writeFile(sdp, [
        'v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=visit', 'c=IN IP4 127.0.0.1', 't=0 0',
        `m=video ${port} RTP/AVP 102`, 'a=rtpmap:102 H264/90000', 'a=fmtp:102 packetization-mode=1',
        `m=audio ${port + 2} RTP/AVP 111`, 'a=rtpmap:111 opus/48000/2', '',
      ].join('\n'));
      children.push(spawn('ffmpeg', [
        '-v', 'quiet', '-nostdin', '-protocol_whitelist', 'file,udp,rtp', '-i', sdp, '-c', 'copy', '-y', join(folder, `${visit}.mkv`),
      ], { stdio: 'ignore' }));
      await player.add(tapes.picture, { ip: '127.0.0.1', port }, (visit * 40) / visits);
      await player.add(tapes.sound, { ip: '127.0.0.1', port: port + 2 }, (visit * 40) / visits);
    }
    await delay(1_000);
    player.start();
    await delay(WARM_UP_S * 1_000);
    const pids = children.map(({ pid }) => pid ?? 0);
    const before = await cpuMs(pids);
    const measuredS = seconds - WARM_UP_S;
    await delay(measuredS * 1_000);
    return { cpuMsPerS: (await cpuMs(pids) - before) / measuredS, ...(await memory(pids)) };
  } finally {
    player.stop();
    const exited = Promise.all(children.map((child) => new Promise((resolve) => { child.once('exit', resolve); })));
    for (const child of children) child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true });
  }
}

/** User and system time, in all threads; Linux counts hundredths of a second (proc(5)). */
async function cpuMs(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const pid of pids) {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * 10;
}

/** Resident memory, and the share of it that is a process's own when pages are shared. */
async function memory(pids: readonly number[]): Promise<{ rssMiB: number; pssMiB: number }> {
  const total = { rssMiB: 0, pssMiB: 0 };
  for (const pid of pids) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    total.rssMiB += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1_024;
    total.pssMiB += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1_024;
  }
  return total;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
