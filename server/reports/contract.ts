import { z } from 'zod';
import type { CaseState } from '../rules/contract.ts';

/** The parts of an investigators' report, in their order. It states facts; there is no part for a verdict. */
export const REPORT_SECTIONS = [
  'basis', 'household', 'labour', 'income', 'property', 'expenses', 'living', 'obligors', 'neighbours', 'evidence', 'contradictions', 'facts', 'comments',
] as const;
export type ReportSectionKey = (typeof REPORT_SECTIONS)[number];

const sectionSchema = z.strictObject({ key: z.enum(REPORT_SECTIONS), text: z.string().trim().max(8_000) });
export type ReportSection = z.infer<typeof sectionSchema>;

const sections = z.array(sectionSchema).length(REPORT_SECTIONS.length)
  .refine((all) => all.every(({ key }, index) => key === REPORT_SECTIONS[index]), 'every section once, in order');

/** `POST /api/cases/:caseId/report/draft` writes a new version from the form and the evidence → ReportView. */

/** `POST /api/cases/:caseId/report/versions` → ReportView. Refused when somebody wrote another version meanwhile. */
export const saveReportSchema = z.strictObject({ basedOn: z.number().int().min(1), sections });

/** `POST /api/cases/:caseId/report/submission` → ReportView. */
export const submitReportSchema = z.strictObject({
  version: z.number().int().min(1),
  /** Why there are fewer neighbour interviews than there should be. */
  fewerInterviews: z.string().trim().min(2).max(500).optional(),
});

const remark = z.strictObject({ section: z.enum(REPORT_SECTIONS).optional(), text: z.string().trim().min(2).max(1_000) });
export type ReportRemark = z.infer<typeof remark>;

/** `POST /api/cases/:caseId/report/review` → ReportView. A return says what is to be mended. */
export const reviewReportSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('returned'), version: z.number().int().min(1), remarks: z.array(remark).min(1).max(30) }),
  z.strictObject({ outcome: z.literal('accepted'), version: z.number().int().min(1), remarks: z.array(remark).max(30).default([]) }),
]);
export type ReviewReport = z.infer<typeof reviewReportSchema>;

export interface ReportReview {
  readonly outcome: ReviewReport['outcome'];
  readonly remarks: readonly ReportRemark[];
  readonly by: string;
  readonly atMs: number;
}

export interface ReportVersion {
  readonly version: number;
  readonly origin: 'generated' | 'edited';
  readonly by: string;
  readonly atMs: number;
  readonly submittedBy?: string;
  readonly submittedAtMs?: number;
  readonly fewerInterviews?: string;
  readonly review?: ReportReview;
}

/** A place in the text that reads like a verdict; the reviewer sees it too. It blocks nothing. */
export interface VerdictHint {
  readonly section: ReportSectionKey;
  readonly words: string;
}

/** `GET /api/cases/:caseId/report?version=`; the newest version by default. */
export interface ReportView {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly applicantName: string;
  readonly state: CaseState;
  /** Newest first. */
  readonly versions: readonly ReportVersion[];
  /** The version that is shown; missing before the first. */
  readonly shown?: { readonly version: number; readonly sections: readonly ReportSection[]; readonly hints: readonly VerdictHint[] };
  readonly interviews: number;
  readonly interviewsExpected: number;
  readonly hasForm: boolean;
  readonly may: { readonly write: boolean; readonly submit: boolean; readonly review: boolean; readonly interview: boolean };
}
export const reportQuerySchema = z.strictObject({ version: z.coerce.number().int().min(1).optional() });

/** A neighbour's words, heard out of the household's hearing. Who it was is sealed from the household. */
export const addInterviewSchema = z.strictObject({
  /** Made on the device; sent again it changes nothing. */
  interviewId: z.uuid(),
  neighbourName: z.string().trim().min(1).max(100),
  relation: z.enum(['neighbour', 'buildingHead', 'villageCadre', 'colleague', 'other']),
  /** Years they have known the household. */
  yearsKnown: z.number().int().min(0).max(100),
  /** Who lives there, what they live on, how they live; the neighbour's words. */
  statement: z.string().trim().min(5).max(4_000),
  /** The household was not within hearing. */
  outOfHearing: z.literal(true),
});
export type AddInterview = z.infer<typeof addInterviewSchema>;

export interface InterviewView {
  readonly interviewId: string;
  /** Missing or masked for those who may not know who it was. */
  readonly neighbourName?: string;
  readonly relation: AddInterview['relation'];
  readonly yearsKnown: number;
  readonly statement?: string;
  readonly heardBy: string;
  readonly atMs: number;
}

/** `GET`, `POST /api/cases/:caseId/interviews`; never for the household. */
export interface InterviewList {
  readonly caseId: string;
  readonly interviews: readonly InterviewView[];
  readonly expected: number;
  readonly may: { readonly add: boolean };
}
