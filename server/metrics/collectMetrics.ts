import { Gauge, Registry } from 'prom-client';
import type { TrackStatistics } from '../../recordings/archiveFormat.ts';
import type { RecorderMetrics } from '../../recordings/recorderProtocol.ts';
import type { SfuStats } from '../../sfu/contract.ts';

export interface MetricsSource {
  /** Of this process: watched from when the platform starts, because they are rates and waits. */
  readonly process: Registry;
  readonly sfu: () => Promise<SfuStats>;
  readonly recorder: () => Promise<RecorderMetrics>;
}

/** What is counted of every track, by its name in the archive's own account (FORMAT.md). */
const TRACK_GAUGES: Readonly<Record<keyof TrackStatistics, readonly [name: string, help: string]>> = {
  packets: ['packets', 'RTP packets received'],
  bytes: ['bytes', 'Bytes received, RTP headers included'],
  lost: ['lost_packets', 'Packets that never came'],
  recovered: ['recovered_packets', 'Packets that came after they were asked for again'],
  duplicates: ['duplicate_packets', 'Packets that had come already'],
  late: ['late_packets', 'Packets that came after their place was given up'],
  reordered: ['reordered_packets', 'Packets that were put back into their order'],
  framesDropped: ['dropped_frames', 'Frames of which a part was missing'],
  keyFrames: ['key_frames', 'Key frames received'],
  keyFrameRequests: ['key_frame_requests', 'Key frames asked for (PLI)'],
  jitterMs: ['jitter_milliseconds', 'Interarrival jitter, RFC 3550 section 6.4.1'],
};

/**
 * The platform's numbers in Prometheus' text format, taken when asked. Tracks are told by visit and source, never by
 * household or person.
 */
export async function collectMetrics({ process, sfu, recorder }: MetricsSource): Promise<{ readonly contentType: string; readonly text: string }> {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: number): void => {
    new Gauge({ name: `visits_${name}`, help, registers: [registry] }).set(value);
  };
  const [media, recording] = await Promise.all([sfu(), recorder()]);
  gauge('sfu_workers', 'Media workers that live', media.workers.length);
  gauge('sfu_worker_restarts', 'Media workers that were replaced', media.workers.reduce((sum, { restarts }) => sum + restarts, 0));
  gauge('sfu_rooms', 'Visits with a live room', media.rooms);
  gauge('sfu_publishers', 'Devices that send', media.publishers);
  gauge('sfu_watchers', 'Pages that watch', media.watchers);
  gauge('sfu_tracks', 'Tracks that are sent', media.tracks);
  gauge('recorder_recordings', 'Visits that are being recorded', recording.recordings);
  gauge('recorder_resident_bytes', 'Memory of the recorder’s process', recording.rssBytes);
  gauge('recorder_cpu_milliseconds', 'CPU time of the recorder’s process', recording.cpuMs);
  gauge('recorder_slowest_fsync_milliseconds', 'Slowest durable write since the last reading', recording.slowestFsyncMs);
  gauge('recorder_slowest_tick_milliseconds', 'How late the recorder’s clock fired at worst since the last reading', recording.slowestTickMs);
  for (const [name, [metric, help]] of Object.entries(TRACK_GAUGES) as [keyof TrackStatistics, readonly [string, string]][]) {
    const perTrack = new Gauge({ name: `visits_track_${metric}`, help, labelNames: ['visit', 'source'], registers: [registry] });
    for (const { archiveId, source, statistics } of recording.running) perTrack.set({ visit: archiveId, source }, statistics[name]);
  }
  return { contentType: registry.contentType, text: await Registry.merge([process, registry]).metrics() };
}
