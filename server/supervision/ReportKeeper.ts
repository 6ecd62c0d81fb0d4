import { phaseOf } from '../visits/phases/contract.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { VisitId } from '../visits/contract.ts';
import type { DeviceReport } from './contract.ts';
import type { SupervisionDeps } from './supervisionDeps.ts';

/** A device reports every few seconds; the trail keeps a sample a minute. */
const SAMPLE_MS = 60_000;

/** Takes devices' reports. One for all, because it remembers when each visit was last sampled. */
export class ReportKeeper {
  readonly #deps: SupervisionDeps;
  readonly #sampledAtMs = new Map<VisitId, number>();

  constructor(deps: SupervisionDeps) {
    this.#deps = deps;
  }

  async keep(actor: Actor, visitId: string, report: DeviceReport): Promise<void> {
    const { trail, reports, now } = this.#deps;
    const visit = await this.#deps.visitFor(actor, 'device.report', visitId);
    if (phaseOf(visit.state) !== 'live') {
      reports.forget(visit._id);
      this.#sampledAtMs.delete(visit._id);
      return;
    }
    const nowMs = now();
    if (nowMs - (this.#sampledAtMs.get(visit._id) ?? -Infinity) >= SAMPLE_MS) {
      const { battery, storageFreeBytes, clockOffsetMs, network, position, hidden } = report;
      await trail.append({
        act: 'device.reported', actor: inTrail(actor), object: { kind: 'visit', id: visit._id }, visitId: visit._id,
        deviceAtMs: report.atDeviceMs,
        details: {
          hidden,
          ...(battery && { battery: battery.level, charging: battery.charging }),
          ...(storageFreeBytes !== undefined && { storageFreeBytes }),
          ...(clockOffsetMs !== undefined && { clockOffsetMs }),
          ...(network?.rttMs !== undefined && { rttMs: network.rttMs }),
          ...(position?.mock !== undefined && { mock: position.mock }),
        },
        // Where a family lives must be forgettable.
        ...(position && { personal: { position: `${position.latitude},${position.longitude},${position.accuracyM}` } }),
      });
      this.#sampledAtMs.set(visit._id, nowMs);
    }
    reports.keep(visit._id, report);
  }
}
