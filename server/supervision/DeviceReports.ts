import type { VisitId } from '../visits/contract.ts';
import type { DeviceReport } from './contract.ts';

/** A report is older than this: whoever sent it is away, and nothing of it is taken for the present. */
const STALE_MS = 30_000;

export interface KeptReport {
  readonly report: DeviceReport;
  readonly receivedAtMs: number;
}

/** The newest report of each visit's device. In memory: what matters of them becomes entries and flags. */
export class DeviceReports {
  readonly #reports = new Map<VisitId, KeptReport>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  keep(visitId: VisitId, report: DeviceReport): void {
    this.#reports.set(visitId, { report, receivedAtMs: this.#now() });
  }

  /** Undefined when there is none, or none that is fresh. */
  latest(visitId: VisitId): KeptReport | undefined {
    const kept = this.#reports.get(visitId);
    return kept && this.#now() - kept.receivedAtMs <= STALE_MS ? kept : undefined;
  }

  forget(visitId: VisitId): void {
    this.#reports.delete(visitId);
  }
}
