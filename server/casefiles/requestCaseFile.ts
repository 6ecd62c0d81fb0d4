import { randomUUID } from 'node:crypto';
import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Trail } from '../trail/Trail.ts';
import { phaseOf } from '../visits/phases/contract.ts';
import type { VisitId, VisitState } from '../visits/contract.ts';
import type { CaseFile } from './caseFile.ts';
import type { CaseFiles } from './CaseFiles.ts';
import type { CaseFileId } from './contract.ts';
import type { CaseFileStore } from './store.ts';

export interface CaseFileActDeps {
  readonly store: CaseFileStore;
  readonly files: CaseFiles;
  readonly trail: Trail;
  readonly now: () => number;
}

/**
 * Asks for a case file of a visit that has ended. While one of the visit is being made it answers with that one.
 * @throws UserError `caseFile.notYet`
 */
export async function requestCaseFile(deps: CaseFileActDeps, actor: Actor, visit: { readonly _id: VisitId; readonly state: VisitState }, purpose: string): Promise<CaseFile> {
  if (phaseOf(visit.state) === 'planned' || phaseOf(visit.state) === 'live') throw new UserError('caseFile.notYet');
  const all = await deps.store.ofVisit(visit._id);
  const running = all.find(({ state }) => state === 'running');
  if (running) return running;
  const version = Math.max(0, ...all.filter(({ manifestSha256 }) => manifestSha256 !== undefined).map((file) => file.version)) + 1;
  const file: CaseFile = {
    _id: randomUUID() as string as CaseFileId, visitId: visit._id, version, state: 'running',
    requestedById: actor.id, requestedBy: actor.name, organisation: actor.organisation, purpose, requestedAtMs: deps.now(),
  };
  await deps.trail.append({
    act: 'caseFile.requested', actor: inTrail(actor), object: { kind: 'caseFile', id: file._id }, visitId: visit._id,
    details: { version }, personal: { purpose },
  });
  await deps.store.add(file);
  deps.files.enqueue(file);
  return file;
}

/** Stops a case file that is being made. One that is finished stays as it is. */
export async function cancelCaseFile(deps: CaseFileActDeps, actor: Actor, file: CaseFile): Promise<CaseFile> {
  if (file.state !== 'running') return file;
  await deps.trail.append({ act: 'caseFile.cancelled', actor: inTrail(actor), object: { kind: 'caseFile', id: file._id }, visitId: file.visitId });
  const cancelled = await deps.store.transition(file._id, 'running', { state: 'cancelled' });
  if (cancelled) deps.files.cancel(file._id);
  return cancelled ?? (await deps.store.file(file._id)) ?? file;
}
