import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveId, Intake, Recording, RecordingEvent } from '../../recordings/contract.ts';
import { Recorder } from '../../recordings/Recorder.ts';
import type { RtpTrack } from '../../sfu/contract.ts';
import { Wire } from './Wire.ts';

export const SILENT_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface BuiltRecording {
  readonly rootDir: string;
  /** The archive's own folder. */
  readonly folder: string;
  readonly archiveId: ArchiveId;
  recorder: Recorder;
  recording: Recording;
  readonly events: RecordingEvent[];
  /** An intake that takes `track` from a wire. */
  connect(track: RtpTrack): Promise<{ readonly wire: Wire; readonly intake: Intake }>;
  /** Stops the recorder as a server's end would, and starts another one on the same folder. */
  restart(): Promise<void>;
}

/** A real recorder process on a folder of its own, with one archive open; everything is gone when `use` ends. */
export async function withRecording<T>(use: (built: BuiltRecording) => Promise<T>): Promise<T> {
  const rootDir = await mkdtemp(join(tmpdir(), 'recording-'));
  const archiveId = 'visit-1' as ArchiveId;
  const events: RecordingEvent[] = [];
  const wires: Wire[] = [];
  const options = { rootDir, listenIp: '127.0.0.1', log: SILENT_LOG };
  const recorder = await Recorder.create(options);
  const recording = await recorder.open(archiveId);
  recording.onEvent((event) => { events.push(event); });
  const built: BuiltRecording = {
    rootDir, folder: join(rootDir, archiveId), archiveId, recorder, recording, events,
    async connect(track) {
      const wire = await Wire.open();
      wires.push(wire);
      const intake = await built.recording.openIntake();
      wire.connect(intake.address);
      await intake.start(track, wire.from);
      return { wire, intake };
    },
    async restart() {
      await built.recorder.close();
      built.recorder = await Recorder.create(options);
      built.recording = await built.recorder.open(archiveId);
      built.recording.onEvent((event) => { events.push(event); });
    },
  };
  try {
    return await use(built);
  } finally {
    for (const wire of wires) wire.close();
    await built.recorder.close();
    await rm(rootDir, { recursive: true });
  }
}
