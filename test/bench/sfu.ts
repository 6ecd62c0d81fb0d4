import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { RoomId, UdpAddress } from '../../sfu/contract.ts';
import type { Room } from '../../sfu/Room.ts';
import type { Sfu } from '../../sfu/Sfu.ts';
import { buildSfu } from '../support/buildSfu.ts';
import { cameraParameters } from '../support/rtpParameters.ts';
import { RtpSender } from '../support/RtpSender.ts';

const ROOMS = 20;
const TAPS_PER_ROOM = 4;
const SECONDS = 10;
const FRAMES_PER_SECOND = 50;

/**
 * One worker that carries 20 visits of one camera (0.75 Mbit/s) to four plain RTP listeners each. Latency is from the send
 * call to the receive event of the same process, so it holds both ends' event loop; there is no SRTP in it.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const sfu = await buildSfu();
  const closers: (() => Promise<void>)[] = [() => sfu.close()];
  try {
    const openRoomMs: number[] = [];
    const lines: Line[] = [];
    for (let index = 0; index < ROOMS; index += 1) {
      const beganMs = performance.now();
      const room = await sfu.openRoom(`visit-${index}` as RoomId);
      openRoomMs.push(performance.now() - beganMs);
      lines.push(await openLine(room, closers));
    }

    const before = await cpuMs(sfu);
    const beganMs = performance.now();
    await sendFrames(lines);
    const seconds = (performance.now() - beganMs) / 1000;
    const cpuMsPerSecond = ((await cpuMs(sfu)) - before) / seconds;
    await delay(200);

    const latencies = lines.flatMap(({ latenciesMs }) => latenciesMs).toSorted((a, b) => a - b);
    const sent = lines.reduce((sum, { sender }) => sum + sender.sent, 0) * TAPS_PER_ROOM;
    const mbitPerSecond = (lines.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / 1e6 / seconds;
    const [worker] = (await sfu.stats()).workers;
    return {
      name: 'sfu',
      rooms: ROOMS,
      taps: ROOMS * TAPS_PER_ROOM,
      mbitPerSecond: round(mbitPerSecond),
      workerCpuMsPerSecond: round(cpuMsPerSecond),
      mbitPerSecondPerCore: round((mbitPerSecond / cpuMsPerSecond) * 1000),
      latencyP50Ms: round(at(latencies, 0.5)),
      latencyP95Ms: round(at(latencies, 0.95)),
      latencyP99Ms: round(at(latencies, 0.99)),
      lostPackets: sent - latencies.length,
      openRoomP50Ms: round(at(openRoomMs.toSorted((a, b) => a - b), 0.5)),
      workerRssMiB: round((worker?.maxRssBytes ?? 0) / 2 ** 20),
      roomAfterWorkerDeathMs: round(await replaceWorker(sfu)),
    };
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** One camera and its listeners, with what they measured. */
interface Line {
  readonly sender: RtpSender;
  /** When each packet was sent, by its counter. */
  readonly sentAtMs: number[];
  readonly latenciesMs: number[];
  bytes: number;
}

async function openLine(room: Room, closers: (() => Promise<void>)[]): Promise<Line> {
  const sender = await RtpSender.open(cameraParameters());
  closers.push(() => sender.close());
  const inlet = await room.createInlet({ source: 'camera', kind: 'video', rtpParameters: sender.rtpParameters, from: sender.address });
  sender.connect(inlet.address);
  const line: Line = { sender, sentAtMs: [], latenciesMs: [], bytes: 0 };
  for (let index = 0; index < TAPS_PER_ROOM; index += 1) {
    const address = await listen(line, closers);
    const tap = await room.tap(inlet.trackId, address);
    await tap.resume();
  }
  return line;
}

async function listen(line: Line, closers: (() => Promise<void>)[]): Promise<UdpAddress> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 2 ** 20 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  socket.on('message', (packet) => {
    // RFC 5761 §4: RTCP has 192–223 where RTP has its marker and payload type.
    if ((packet[1] ?? 0) >= 192 && (packet[1] ?? 0) <= 223) return;
    const sentAtMs = line.sentAtMs[packet.readUInt32BE(packet.length - 4)];
    if (sentAtMs === undefined) return;
    line.latenciesMs.push(performance.now() - sentAtMs);
    line.bytes += packet.length;
  });
  closers.push(async () => {
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  });
  const { address, port } = socket.address();
  return { ip: address, port };
}

/** All cameras in turn, each at its own moment of the frame's time, as independent cameras would be. */
async function sendFrames(lines: readonly Line[]): Promise<void> {
  const beganMs = performance.now();
  const stepMs = 1000 / FRAMES_PER_SECOND / lines.length;
  for (let step = 0; step < SECONDS * FRAMES_PER_SECOND * lines.length; step += 1) {
    const line = lines[step % lines.length];
    if (!line) continue;
    const first = line.sender.sent;
    line.sender.sendFrame();
    const nowMs = performance.now();
    for (let counter = first; counter < line.sender.sent; counter += 1) line.sentAtMs[counter] = nowMs;
    const aheadMs = beganMs + (step + 1) * stepMs - performance.now();
    if (aheadMs > 0) await delay(aheadMs);
  }
}

async function cpuMs(sfu: Sfu): Promise<number> {
  return (await sfu.stats()).workers.reduce((sum, worker) => sum + worker.cpuMs, 0);
}

/** From the death of the only worker to a room on its successor. */
async function replaceWorker(sfu: Sfu): Promise<number> {
  const [worker] = (await sfu.stats()).workers;
  if (!worker) throw new Error('there is a worker');
  const reopened = new Promise<number>((resolve, reject) => {
    sfu.onWorkerDied(([lost]) => {
      const diedAtMs = performance.now();
      sfu.openRoom(lost ?? ('visit' as RoomId)).then(() => resolve(performance.now() - diedAtMs), reject);
    });
  });
  process.kill(worker.pid, 'SIGKILL');
  return reopened;
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
