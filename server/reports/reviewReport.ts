import { RuleError, UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { CaseFile } from '../procedures/contract.ts';
import type { ReviewReport } from './contract.ts';
import type { ReportDeps } from './reportDeps.ts';
import type { ReportRecord } from './store.ts';

/**
 * Hands a version in for review; from then on nobody writes until it comes back.
 * @throws UserError `report.unknown`, `report.changedMeanwhile` for any but the newest version
 * @throws RuleError `report.interviewsMissing` without enough interviews and without a reason; the case's own rules
 */
export async function submitReport(
  deps: ReportDeps, actor: Actor, file: CaseFile, { version, fewerInterviews }: { readonly version: number; readonly fewerInterviews?: string | undefined },
): Promise<void> {
  await deps.lock.run(`report/${file.id}`, async () => {
    const record = await newestVersion(deps, file, version);
    const interviews = (await deps.reports.interviewsOf(file.id)).length;
    if (interviews < deps.interviewsExpected && fewerInterviews === undefined) throw new RuleError(INTERVIEWS_MISSING);
    await deps.actOnCase(actor, file, { act: 'submitReport', reportId: reportId(file, version) }, async () => {
      await deps.trail.append({
        act: 'report.submitted', actor: inTrail(actor), object: { kind: 'case', id: file.id }, details: { version, interviews },
        ...(fewerInterviews !== undefined && { personal: { fewerInterviews } }),
      });
      await deps.reports.submit(record._id, {
        by: { id: actor.id, name: actor.name }, atMs: deps.now(), ...(fewerInterviews !== undefined && { fewerInterviews }),
      });
    });
    await deps.noteReported(actor, file.id);
  });
}

/**
 * The town's or the district's reviewer accepts a report or returns it with remarks. That it is not its author, nor
 * of the author's organisation, is a rule of the case.
 * @throws UserError `report.unknown`, `report.changedMeanwhile`; RuleError `case.reviewerWroteIt` and the others
 */
export async function reviewReport(deps: ReportDeps, actor: Actor, file: CaseFile, review: ReviewReport): Promise<void> {
  await deps.lock.run(`report/${file.id}`, async () => {
    const record = await newestVersion(deps, file, review.version);
    const remarks = review.remarks.map(({ text }) => text).join('\n');
    const act = review.outcome === 'accepted' ? ({ act: 'acceptReport' } as const) : ({ act: 'returnReport', remarks: remarks.slice(0, 2_000) } as const);
    await deps.actOnCase(actor, file, act, async () => {
      await deps.trail.append({
        act: review.outcome === 'accepted' ? 'report.accepted' : 'report.returned',
        actor: inTrail(actor), object: { kind: 'case', id: file.id }, details: { version: review.version, remarks: review.remarks.length },
        ...(remarks !== '' && { personal: { remarks } }),
      });
      await deps.reports.review(record._id, { outcome: review.outcome, remarks: review.remarks, by: { id: actor.id, name: actor.name }, atMs: deps.now() });
    });
  });
}

const INTERVIEWS_MISSING = {
  code: 'report.interviewsMissing',
  sentence: { zh: '邻里访问人数不足，请补充访问，或写明原因后提交。', en: 'There are too few neighbour interviews. Add some, or say why there are fewer.' },
} as const;

/** How a version is named in the case's acts. */
function reportId(file: CaseFile, version: number): string {
  return `${file.id}/${version}`.slice(-64);
}

async function newestVersion(deps: ReportDeps, file: CaseFile, version: number): Promise<ReportRecord> {
  const newest = await deps.reports.newest(file.id);
  if (!newest) throw new UserError('report.unknown');
  if (newest.version !== version) throw new UserError('report.changedMeanwhile');
  return newest;
}
