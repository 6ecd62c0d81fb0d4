import type { ArchiveId, Intake } from '../../recordings/contract.ts';
import { Recorder } from '../../recordings/Recorder.ts';
import type { RoomId, TapHandle, TrackKind, TrackSource, UdpAddress } from '../../sfu/contract.ts';
import { buildSfu } from '../support/buildSfu.ts';
import { cameraParameters, microphoneParameters } from '../support/rtpParameters.ts';
import { SILENT_LOG } from './buildRecording.ts';

/**
 * A server reduced to what it does for one visit's media: SFU, room, taps, recorder, all real. It is told what to do
 * over its channel and may be killed at any time.
 */
export interface KillableOptions {
  readonly rootDir: string;
  readonly archiveId: ArchiveId;
  readonly camera: UdpAddress;
  readonly microphone: UdpAddress;
}

export type KillableMessage =
  | { readonly kind: 'inlets'; readonly camera: UdpAddress; readonly microphone: UdpAddress }
  | { readonly kind: 'pids'; readonly recorder: number; readonly worker: number }
  | { readonly kind: 'closed' };

const options = JSON.parse(process.argv[2] ?? '{}') as KillableOptions;
const sfu = await buildSfu();
const recorder = await Recorder.create({ rootDir: options.rootDir, listenIp: '127.0.0.1', log: SILENT_LOG });
const recording = await recorder.open(options.archiveId);
const recorded: { readonly intake: Intake; readonly tap: TapHandle }[] = [];

async function publish(source: TrackSource, kind: TrackKind, from: UdpAddress): Promise<UdpAddress> {
  const room = await sfu.openRoom('visit' as RoomId);
  const rtpParameters = kind === 'video' ? cameraParameters() : microphoneParameters();
  const inlet = await room.createInlet({ source, kind, rtpParameters, from });
  const intake = await recording.openIntake();
  const tap = await room.tap(inlet.trackId, intake.address);
  await intake.start(tap.track, tap.address);
  await tap.resume();
  recorded.push({ intake, tap });
  return inlet.address;
}

async function publishBoth(): Promise<void> {
  const [camera, microphone] = await Promise.all([
    publish('camera', 'video', options.camera), publish('microphone', 'audio', options.microphone),
  ]);
  tell({ kind: 'inlets', camera, microphone });
}

async function endRecorded(): Promise<void> {
  await Promise.all(recorded.splice(0).map(async ({ intake, tap }) => {
    await intake.stop('network');
    tap.close();
  }));
}

function tell(message: KillableMessage): void {
  process.send?.(message);
}

sfu.onWorkerDied(() => { void endRecorded().then(publishBoth); });
process.on('message', (request: 'pids' | 'close') => {
  void (async () => {
    if (request === 'pids') {
      tell({ kind: 'pids', recorder: recorder.pid ?? 0, worker: (await sfu.stats()).workers[0]?.pid ?? 0 });
      return;
    }
    await recording.close();
    await recorder.close();
    await sfu.close();
    tell({ kind: 'closed' });
    process.disconnect();
  })();
});
await publishBoth();
