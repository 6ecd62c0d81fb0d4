import { UserError } from '../errors.ts';
import { accessTo } from '../people/fieldAccess.ts';
import { redactDeep } from '../people/redact.ts';
import { scopeOf } from '../people/abilities.ts';
import type { Actor } from '../people/authenticate.ts';
import type { CaseFile } from '../procedures/contract.ts';
import type { ReportVersion, ReportView } from './contract.ts';
import type { ReportDeps } from './reportDeps.ts';
import type { ReportRecord } from './store.ts';
import { verdictHints } from './verdictHints.ts';

/**
 * @param version the newest by default
 * @throws UserError `access.denied` to an investigator whose days after the seal have passed
 */
export async function viewReport(deps: ReportDeps, actor: Actor, file: CaseFile, version?: number): Promise<ReportView> {
  if (accessTo('report', { viewer: deps.viewerFor(actor, file), ofMinor: false }) !== 'clear') throw new UserError('access.denied');
  const redact = (await deps.redactFor(actor, file)) ?? ((text: string) => text);
  const [versions, shown, interviews, state, source] = await Promise.all([
    deps.reports.versions(file.id),
    version === undefined ? deps.reports.newest(file.id) : deps.reports.report(file.id, version),
    deps.reports.interviewsOf(file.id),
    deps.stateOf(file),
    deps.sourceOf(file),
  ]);
  const writable = (state === 'investigating' || state === 'returned') && scopeOf(actor.role, 'report.write') !== undefined;
  return {
    caseId: file.id,
    caseNumber: file.caseNumber,
    applicantName: deps.nameFor(actor, file),
    state,
    versions: versions.map((one) => versionOf(one, redact)),
    ...(shown && { shown: { version: shown.version, sections: redactDeep(shown.sections, redact), hints: verdictHints(shown.sections) } }),
    interviews: interviews.length,
    interviewsExpected: deps.interviewsExpected,
    hasForm: source.form !== undefined,
    may: {
      write: writable,
      submit: writable && versions.length > 0,
      review: state === 'reported' && scopeOf(actor.role, 'report.review') !== undefined,
      interview: writable,
    },
  };
}

function versionOf({ version, origin, by, atMs, submitted, review }: Omit<ReportRecord, 'sections'>, redact: (text: string) => string): ReportVersion {
  return {
    version,
    origin,
    by: by.name,
    atMs,
    ...(submitted && { submittedBy: submitted.by.name, submittedAtMs: submitted.atMs, ...(submitted.fewerInterviews !== undefined && { fewerInterviews: redact(submitted.fewerInterviews) }) }),
    ...(review && { review: { outcome: review.outcome, remarks: redactDeep(review.remarks, redact), by: review.by.name, atMs: review.atMs } }),
  };
}
