import { z } from 'zod';
import { sentenceSchema, versionSchema } from '../../rules/contract.ts';

const id = z.string().trim().min(1).max(64);
const fen = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** Thousandths: 200 is 0.2. */
const milli = z.number().int().nonnegative().max(100_000);

/** What is true of a member and weighs on the labour coefficient or on the household's deduction. */
export const MEMBER_CONDITIONS = [
  'healthyWorkingAge', 'deafMuteGrade1To2', 'disabilityMildOrModerate', 'chronicIllness', 'disabilitySevere',
  'seriousIllness', 'intellectualOrMentalGrade3To4', 'under16', 'student', 'overAge', 'preschoolChild',
] as const;
export type MemberCondition = (typeof MEMBER_CONDITIONS)[number];

export const RIGID_EXPENSE_KINDS = ['medical', 'education', 'disabilityRehabilitation', 'living', 'accident'] as const;
export type RigidExpenseKind = (typeof RIGID_EXPENSE_KINDS)[number];

const deductionRuleSchema = z.strictObject({
  id,
  name: sentenceSchema,
  deductionMilli: milli,
  /** Each need is met by so many members, and no member meets two needs. */
  needs: z.array(z.strictObject({ anyOf: z.array(z.enum(MEMBER_CONDITIONS)).min(1), count: z.number().int().min(1).max(10) })).min(1).max(4),
  /** Only for a household with one parent. */
  singleParent: z.boolean().default(false),
});
export type DeductionRule = z.infer<typeof deductionRuleSchema>;

/** The district's numbers for computing income. Nothing here is a constant of the code. */
export const incomeParametersSchema = versionSchema
  .extend({
    /** L: the local standard, fen per person and month. */
    standardFen: fen.min(1),
    /** W: the monthly wage that a labour coefficient of 1 stands for. */
    wageBaseFen: fen,
    /** k by condition. Of several conditions the lowest counts. */
    coefficients: z.array(z.strictObject({ condition: z.enum(MEMBER_CONDITIONS), coefficientMilli: milli.max(1000) })).min(1),
    /** h: of several rules that apply the highest counts; they are not added up. */
    deductions: z.array(deductionRuleSchema).max(50),
    ages: z.strictObject({
      /** From this age on a person is of working age. */
      workingFromYears: z.number().int().min(14).max(21),
      overAgeFromYears: z.strictObject({ male: z.number().int().min(45).max(80), female: z.number().int().min(45).max(80) }),
      preschoolUnderYears: z.number().int().min(3).max(8),
    }),
    /** An obligor's household keeps this multiple of L per head before it owes support. */
    supportThresholdMilli: milli,
    /** The share of what is above the threshold that counts as support. */
    supportShareMilli: milli.max(1000),
    /** The line below which a household is marginal, as a multiple of L; shown for comparison only. */
    marginalMultipleMilli: milli,
    /** Which expenses may be deducted; a cap holds for all of its kind in the household together, per month. */
    rigidExpenses: z.array(z.strictObject({ kind: z.enum(RIGID_EXPENSE_KINDS), capFen: fen.nullable() })),
    rigidExpensesNeedEvidence: z.boolean(),
    /** Costs above receipts: count the item as nothing, or let the loss reduce other income. */
    netLoss: z.enum(['zero', 'deduct']),
    /** Expenses above income: count the household's income as nothing, or keep it below zero. */
    negativeTotal: z.enum(['zero', 'keep']),
  })
  .superRefine((one, context) => {
    const twice = (name: string, keys: readonly string[]): void => {
      if (new Set(keys).size !== keys.length) context.addIssue({ code: 'custom', message: '同一项目出现了两次', path: [name] });
    };
    twice('coefficients', one.coefficients.map((entry) => entry.condition));
    twice('deductions', one.deductions.map((entry) => entry.id));
    twice('rigidExpenses', one.rigidExpenses.map((entry) => entry.kind));
  });
export type IncomeParameters = z.infer<typeof incomeParametersSchema>;

export interface Figures {
  readonly totalFen: number;
  readonly perCapitaFen: number;
  readonly gapFen: number;
}

export interface CaseChange {
  readonly caseId: string;
  readonly before: Figures;
  readonly after: Figures;
  /** The per-capita amount moved to the other side of the standard, each measured by its own version. */
  readonly crosses: 'none' | 'toBelow' | 'toAbove';
}

export interface ParameterPreview {
  readonly finishedKept: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly toBelow: number;
  readonly toAbove: number;
  /** Sum of the positive gaps of all cases that are not finished. */
  readonly gapSumBeforeFen: number;
  readonly gapSumAfterFen: number;
  /** The changed cases with the largest change of the gap, largest first. */
  readonly largestChanges: readonly CaseChange[];
  readonly parameters: readonly ParameterChange[];
}

export interface ParameterChange {
  /** Where in the parameters, e.g. `coefficients.chronicIllness.coefficientMilli`. */
  readonly path: string;
  /** Missing where the one version has no such entry. */
  readonly before?: string;
  readonly after?: string;
}
