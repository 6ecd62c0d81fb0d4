import { z } from 'zod';
import { daySchema, OFFICER_ROLES, sentenceSchema, versionSchema } from '../rules/contract.ts';
import type { Sentence } from '../rules/contract.ts';

/** The groups of classified assistance (分类救助). A household can be in several. */
export const CATEGORIES = [
  'elderly', 'elderlyPartialDisability', 'elderlyFullDisability', 'child', 'severeDisability', 'unemployed', 'seriouslyIll',
  'support', 'rigidExpense',
] as const;
export type Category = (typeof CATEGORIES)[number];

const id = z.string().trim().min(1).max(64);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

export const DISABILITY_TYPES = ['visual', 'hearing', 'speech', 'physical', 'intellectual', 'mental', 'multiple'] as const;
export const EMPLOYMENTS = ['employed', 'selfEmployed', 'unemployed', 'student', 'retired', 'unable'] as const;
export const LABOUR_CAPACITIES = ['none', 'partial', 'full'] as const;

/** What a visit found out about one member. What is missing is unknown, which is not the same as no. */
export const memberFactsSchema = z.strictObject({
  ageYears: z.number().int().min(0).max(130).optional(),
  livesAlone: z.boolean().optional(),
  /** Of the six activities of daily living, how many fail. */
  failedAdls: z.number().int().min(0).max(6).optional(),
  isOrphan: z.boolean().optional(),
  isDeFactoUnsupported: z.boolean().optional(),
  isLeftBehind: z.boolean().optional(),
  disabilityType: z.enum(DISABILITY_TYPES).optional(),
  /** 1 is the most severe, 4 the least. */
  disabilityGrade: z.number().int().min(1).max(4).optional(),
  labourCapacity: z.enum(LABOUR_CAPACITIES).optional(),
  employment: z.enum(EMPLOYMENTS).optional(),
  hasListedSeriousDisease: z.boolean().optional(),
  /** What is paid out of the own pocket in a month after reimbursement, in fen. */
  outOfPocketMedicalFen: count.optional(),
});
export type MemberFacts = z.infer<typeof memberFactsSchema>;

/** What a visit found out about the household as a whole. */
export const householdFactsSchema = z.strictObject({
  isSingleParent: z.boolean().optional(),
  hadDisaster: z.boolean().optional(),
  debtFen: count.optional(),
  /** Necessary spending as a share of income, in thousandths; above 1000 it is more than the income. */
  rigidSpendingShareMilli: count.optional(),
});
export type HouseholdFacts = z.infer<typeof householdFactsSchema>;

export const FACT_NAMES = [
  'ageYears', 'livesAlone', 'failedAdls', 'isOrphan', 'isDeFactoUnsupported', 'isLeftBehind', 'disabilityType', 'disabilityGrade',
  'labourCapacity', 'employment', 'hasListedSeriousDisease', 'outOfPocketMedicalFen',
  'isSingleParent', 'hadDisaster', 'debtFen', 'rigidSpendingShareMilli',
] as const satisfies readonly (keyof MemberFacts | keyof HouseholdFacts)[];
export type FactName = (typeof FACT_NAMES)[number];
export type FactValue = boolean | number | string;
const factName = z.enum(FACT_NAMES);

/** When a rule applies, as data: facts compared with thresholds, joined by all and any. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly fact: FactName; readonly atLeast: number }
  | { readonly fact: FactName; readonly atMost: number }
  | { readonly fact: FactName; readonly is: boolean }
  | { readonly fact: FactName; readonly oneOf: readonly string[] };
export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1).max(20) }),
    z.strictObject({ any: z.array(conditionSchema).min(1).max(20) }),
    z.strictObject({ fact: factName, atLeast: z.number() }),
    z.strictObject({ fact: factName, atMost: z.number() }),
    z.strictObject({ fact: factName, is: z.boolean() }),
    z.strictObject({ fact: factName, oneOf: z.array(z.string().min(1).max(64)).min(1).max(20) }),
  ]),
);

const ruleSchema = z.strictObject({
  id,
  category: z.enum(CATEGORIES),
  name: sentenceSchema,
  /** Asked of every member, or of the household as a whole. */
  of: z.enum(['member', 'household']),
  when: conditionSchema,
  serviceIds: z.array(id).min(1).max(20),
});
export type ClassificationRule = z.infer<typeof ruleSchema>;

/** The table of classified assistance: district policy with an effective date. */
export const classificationTableSchema = versionSchema
  .extend({
    services: z.array(z.strictObject({ id, name: sentenceSchema })).min(1).max(100),
    rules: z.array(ruleSchema).min(1).max(200),
  })
  .superRefine((table, context) => {
    const services = new Set(table.services.map((one) => one.id));
    const seen = new Set<string>();
    for (const [index, rule] of table.rules.entries()) {
      if (seen.has(rule.id)) context.addIssue({ code: 'custom', message: '规则编号重复', path: ['rules', index, 'id'] });
      seen.add(rule.id);
      for (const service of rule.serviceIds) {
        if (!services.has(service)) context.addIssue({ code: 'custom', message: `没有服务 ${service}`, path: ['rules', index, 'serviceIds'] });
      }
    }
  });
export type ClassificationTable = z.infer<typeof classificationTableSchema>;

/** A fact that a suggestion rests on, as it was when it was suggested. */
const restingFactSchema = z.strictObject({ fact: factName, value: z.union([z.boolean(), z.number(), z.string()]), text: sentenceSchema });
export type RestingFact = z.infer<typeof restingFactSchema>;

/** Only an officer confirms, rejects and refers. */
export const officerSchema = z.strictObject({ id, name: z.string().trim().min(1).max(100), role: z.enum(OFFICER_ROLES) });
export type Officer = z.infer<typeof officerSchema>;

const at = z.number().int().nonnegative();
const note = z.string().trim().min(2).max(500);
const suggestion = {
  /** Of the rule and whom it is about: the same suggestion never appears twice. */
  key: z.string().min(1).max(200),
  ruleId: id,
  tableVersion: z.string().min(1).max(64),
  category: z.enum(CATEGORIES),
  /** Missing when it is about the household. */
  memberId: id.optional(),
  name: sentenceSchema,
  serviceIds: z.array(id).min(1),
  restsOn: z.array(restingFactSchema),
  suggestedOn: daySchema,
};
const confirmation = { confirmedBy: officerSchema, confirmedAtMs: at, confirmedServiceIds: z.array(id).min(1) };
const rejection = { rejectedBy: officerSchema, rejectedAtMs: at, reason: note };
const referral = { referredBy: officerSchema, referredAtMs: at, referredTo: z.string().trim().min(1).max(200) };
const acceptance = { acceptedBy: z.string().trim().min(1).max(100), acceptedAtMs: at };
const delivery = { deliveredAtMs: at, delivered: note };
const feedback = { feedbackAtMs: at, satisfaction: z.number().int().min(1).max(5), feedback: note.optional() };

const suggested = z.strictObject({ state: z.literal('suggested'), ...suggestion });
const confirmed = z.strictObject({ ...suggestion, state: z.literal('confirmed'), ...confirmation });
const rejected = z.strictObject({ ...suggestion, state: z.literal('rejected'), ...rejection });
const referred = z.strictObject({ ...suggestion, state: z.literal('referred'), ...confirmation, ...referral });
const accepted = z.strictObject({ ...suggestion, state: z.literal('accepted'), ...confirmation, ...referral, ...acceptance });
const delivered = z.strictObject({ ...suggestion, state: z.literal('delivered'), ...confirmation, ...referral, ...acceptance, ...delivery });
const withFeedback = z.strictObject({ ...suggestion, state: z.literal('feedback'), ...confirmation, ...referral, ...acceptance, ...delivery, ...feedback });

/**
 * A need of a household, from the machine's suggestion to the household's feedback. Its state is its type: what
 * only a confirmed need has, a suggested one cannot be asked for.
 */
export const needSchema = z.discriminatedUnion('state', [suggested, confirmed, rejected, referred, accepted, delivered, withFeedback]);
export type Need = z.infer<typeof needSchema>;
export type NeedState = Need['state'];
export type NeedIn<S extends NeedState> = Extract<Need, { state: S }>;

/** A suggestion that facts nobody has asked about could still make. */
export interface OpenQuestion {
  readonly ruleId: string;
  readonly name: Sentence;
  readonly memberId?: string;
  readonly unknown: readonly FactName[];
}

/** What can be done to a need, as it comes from a page. */
export const needActSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('confirm'), serviceIds: z.array(z.string().min(1).max(64)).min(1).max(20).optional() }),
  z.strictObject({ act: z.literal('reject'), reason: note }),
  z.strictObject({ act: z.literal('refer'), to: z.string().trim().min(1).max(200) }),
  z.strictObject({ act: z.literal('accept'), by: z.string().trim().min(1).max(100) }),
  z.strictObject({ act: z.literal('deliver'), what: note }),
  z.strictObject({ act: z.literal('giveFeedback'), satisfaction: z.number().int().min(1).max(5), words: note.optional() }),
]);
export type NeedAct = z.infer<typeof needActSchema>;
