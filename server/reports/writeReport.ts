import { UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { CaseFile } from '../procedures/contract.ts';
import { DUPLICATE_KEY } from '../trail/durably.ts';
import type { ReportSection } from './contract.ts';
import { draftReport } from './draftReport.ts';
import { RELATION_NAMES } from './relationNames.ts';
import type { ReportDeps } from './reportDeps.ts';
import type { ReportRecord } from './store.ts';

/** States in which the investigators write. */
const WRITTEN_IN = ['investigating', 'returned'] as const;

/**
 * Writes a new version from the form and the evidence as they are now.
 * @throws UserError `report.notWritable`
 */
export async function generateReport(deps: ReportDeps, actor: Actor, file: CaseFile): Promise<ReportRecord> {
  const source = await deps.sourceOf(file);
  const interviews = await deps.reports.interviewsOf(file.id);
  const statements = interviews.map(({ relation, yearsKnown, statement }) => ({ relation: RELATION_NAMES[relation], yearsKnown, statement }));
  return addVersion(deps, actor, file, { origin: 'generated', sections: draftReport({ ...source, statements }) });
}

/**
 * Keeps what an investigator wrote as the next version.
 * @throws UserError `report.notWritable`, `report.changedMeanwhile` when it was not based on the newest
 */
export async function saveReport(
  deps: ReportDeps, actor: Actor, file: CaseFile, { basedOn, sections }: { readonly basedOn: number; readonly sections: readonly ReportSection[] },
): Promise<ReportRecord> {
  return addVersion(deps, actor, file, { origin: 'edited', sections, basedOn });
}

async function addVersion(
  deps: ReportDeps,
  actor: Actor,
  file: CaseFile,
  { origin, sections, basedOn }: Pick<ReportRecord, 'origin' | 'sections'> & { readonly basedOn?: number },
): Promise<ReportRecord> {
  return deps.lock.run(`report/${file.id}`, async () => {
    const state = await deps.stateOf(file);
    if (!WRITTEN_IN.some((one) => one === state)) throw new UserError('report.notWritable');
    const newest = await deps.reports.newest(file.id);
    if (basedOn !== undefined && basedOn !== newest?.version) throw new UserError('report.changedMeanwhile');
    const version = (newest?.version ?? 0) + 1;
    await deps.trail.append({
      act: 'report.saved', actor: inTrail(actor), object: { kind: 'case', id: file.id },
      details: { version, origin, ...(basedOn !== undefined && { basedOn }) },
      personal: Object.fromEntries(sections.filter((one) => changed(one, newest)).map(({ key, text }) => [key, text])),
    });
    const record: ReportRecord = {
      _id: `${file.id}/${version}`, caseId: file.id, version, sections, origin, by: { id: actor.id, name: actor.name }, atMs: deps.now(),
    };
    await deps.reports.add(record).catch((error: unknown) => {
      throw (error as { code?: unknown }).code === DUPLICATE_KEY ? new UserError('report.changedMeanwhile') : error;
    });
    return record;
  });
}

function changed({ key, text }: ReportSection, before: ReportRecord | null): boolean {
  return text !== '' && before?.sections.find((one) => one.key === key)?.text !== text;
}
