import { createHash } from 'node:crypto';
import type { Trail } from '../trail/Trail.ts';
import type { VisitId } from '../visits/contract.ts';
import type { FlagId, RaisedFlag } from './contract.ts';
import type { FlagStore } from './store.ts';

export interface FlagDeps {
  readonly flags: FlagStore;
  readonly trail: Trail;
  /** Tells the pages of those who may see the visit. */
  readonly changed: (visitId: VisitId) => void;
  readonly now: () => number;
}

/** Puts a flag on record. Raised again for the same thing it stays as it is, with its ruling. */
export async function raiseFlag(deps: FlagDeps, raised: RaisedFlag): Promise<void> {
  const { visitId, kind, atMs, evidence, subject } = raised;
  const id = createHash('sha256').update(JSON.stringify([visitId, kind, subject ?? atMs])).digest('hex').slice(0, 32) as FlagId;
  if (await deps.flags.flag(id)) return;
  await deps.trail.append({
    act: 'flag.raised',
    object: { kind: 'flag', id },
    visitId,
    details: { ...evidence, kind, atMs, ...(subject !== undefined && { subject }) },
  });
  await deps.flags.add({ _id: id, visitId, kind, atMs, raisedAtMs: deps.now(), evidence, ...(subject !== undefined && { subject }) });
  deps.changed(visitId);
}
