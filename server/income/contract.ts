import { z } from 'zod';
import { daySchema, OFFICER_ROLES } from '../rules/contract.ts';
import { MEMBER_CONDITIONS, RIGID_EXPENSE_KINDS } from './parameters/contract.ts';
import type { IncomeParameters } from './parameters/contract.ts';

const id = z.string().trim().min(1).max(64);
const label = z.string().trim().min(1).max(100);
/** Money is whole fen and never negative; 90 trillion yuan is far above any household and far below what breaks. */
const fen = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

export const INCOME_PARTS = ['labour', 'business', 'property', 'transfer', 'other'] as const;
export type IncomePart = (typeof INCOME_PARTS)[number];

/** Which part of the sum each kind of income belongs to. */
export const PART_OF_KIND = {
  wage: 'labour',
  farming: 'business', herding: 'business', business: 'business',
  rent: 'property', interest: 'property', landTransfer: 'property',
  pension: 'transfer', benefit: 'transfer', supportReceived: 'transfer',
  other: 'other',
} as const satisfies Record<string, IncomePart>;
export type IncomeKind = keyof typeof PART_OF_KIND;
export const INCOME_KINDS = Object.keys(PART_OF_KIND) as [IncomeKind, ...IncomeKind[]];

/** An officer puts a value in place of what the rule yields: the coefficient gives way to reality. */
export const adoptionSchema = z.strictObject({
  monthlyFen: fen,
  reason: z.string().trim().min(2).max(500),
  by: z.strictObject({ id, name: label, role: z.enum(OFFICER_ROLES) }),
  atMs: z.number().int().nonnegative(),
});
export type Adoption = z.infer<typeof adoptionSchema>;

const months = z.number().int().min(1).max(120);
const evidenceIds = z.array(id).max(100).default([]);

const memberSchema = z.strictObject({
  id,
  /** As the sheet names the person, e.g. `父亲 张某`. */
  label,
  /** Adds `under16`, `overAge` and `preschoolChild` by age. */
  birthDay: daySchema.optional(),
  sex: z.enum(['male', 'female']).optional(),
  conditions: z.array(z.enum(MEMBER_CONDITIONS)).max(MEMBER_CONDITIONS.length).default([]),
  /** Takes the place of the member's whole labour income. */
  adoptedLabour: adoptionSchema.optional(),
});
export type IncomeMember = z.infer<typeof memberSchema>;

const itemSchema = z.strictObject({
  id,
  memberId: id.optional(),
  kind: z.enum(INCOME_KINDS),
  label,
  /** Received over the whole period, before costs. */
  amountFen: fen,
  /** Job or operating costs over the same period. */
  costFen: fen.default(0),
  /** Length of the period: 1 a month, 12 a year. */
  months: months.default(1),
  evidenceIds,
  /** Named by the policy as not counted; it stays visible. */
  excluded: z.string().trim().min(2).max(200).optional(),
  adopted: adoptionSchema.optional(),
});
export type IncomeItem = z.infer<typeof itemSchema>;

const obligorSchema = z.strictObject({
  id,
  label,
  supportsMemberId: id,
  /** The obligor's own consent to be checked; without it nothing about their income may be here. */
  consented: z.boolean(),
  /** Monthly income of the obligor's whole household. */
  householdIncomeFen: fen.optional(),
  householdSize: z.number().int().min(1).max(50).default(1),
  /** Among how many parents the support is divided. */
  supportedParents: z.number().int().min(1).max(8).default(1),
  /** What is in fact paid each month. */
  paidFen: fen.optional(),
  adopted: adoptionSchema.optional(),
});
export type Obligor = z.infer<typeof obligorSchema>;

const rigidExpenseSchema = z.strictObject({
  id,
  memberId: id.optional(),
  kind: z.enum(RIGID_EXPENSE_KINDS),
  label,
  /** Over the whole period, after reimbursement. */
  amountFen: fen,
  months: months.default(1),
  evidenceIds,
  adopted: adoptionSchema.optional(),
});
export type RigidExpense = z.infer<typeof rigidExpenseSchema>;

/** What a visit and the check found about one household's money. */
export const incomeInputSchema = z
  .strictObject({
    /** The day the computation is about: it decides ages. */
    on: daySchema,
    members: z.array(memberSchema).min(1).max(50),
    singleParent: z.boolean().default(false),
    items: z.array(itemSchema).max(500).default([]),
    obligors: z.array(obligorSchema).max(50).default([]),
    rigidExpenses: z.array(rigidExpenseSchema).max(200).default([]),
  })
  .superRefine((one, context) => {
    const problem = (message: string, path: (string | number)[]): void => context.addIssue({ code: 'custom', message, path });
    const members = new Set(one.members.map((member) => member.id));
    for (const list of ['members', 'items', 'obligors', 'rigidExpenses'] as const) {
      const seen = new Set<string>();
      for (const [index, entry] of one[list].entries()) {
        if (seen.has(entry.id)) problem('编号重复', [list, index, 'id']);
        seen.add(entry.id);
        const memberId = 'supportsMemberId' in entry ? entry.supportsMemberId : 'memberId' in entry ? entry.memberId : undefined;
        if (memberId !== undefined && !members.has(memberId)) problem('家庭成员不存在', [list, index]);
      }
    }
    for (const [index, item] of one.items.entries()) {
      if (item.kind === 'wage' && item.memberId === undefined) problem('工资收入须注明是哪位成员', ['items', index, 'memberId']);
      if (item.kind === 'wage' && item.adopted) problem('工资的采用值请填写在成员的劳动收入上', ['items', index, 'adopted']);
    }
    for (const [index, obligor] of one.obligors.entries()) {
      if (!obligor.consented && obligor.householdIncomeFen !== undefined) {
        problem('未经义务人本人同意，不得核查和填写其收入', ['obligors', index, 'householdIncomeFen']);
      }
    }
    for (const [index, member] of one.members.entries()) {
      if (member.birthDay !== undefined && member.birthDay > one.on) problem('出生日期晚于计算日期', ['members', index, 'birthDay']);
    }
  });
export type IncomeInput = z.infer<typeof incomeInputSchema>;
/** The input before its defaults are filled in. */
export type IncomeDraft = z.input<typeof incomeInputSchema>;

/**
 * Where an amount comes from. `verified`: evidence; `stated`: said, without evidence; `imputed`: computed by rule;
 * `adopted`: an officer's decision; `notCounted`: zero, and the line says why.
 */
export type Basis = 'verified' | 'stated' | 'imputed' | 'adopted' | 'notCounted';

/** Exact monthly fen, as a whole number or `numerator/denominator`. */
export type ExactFen = string;

/** What was known about one amount, what was chosen, and why. */
export interface ChosenValue {
  readonly imputed?: ExactFen;
  readonly stated?: ExactFen;
  readonly verified?: ExactFen;
  readonly chosen: ExactFen;
  readonly basis: Basis;
  readonly adoption?: Adoption;
}

export const LINE_TOPICS = [
  'labour', 'labourPool', 'business', 'property', 'transfer', 'other', 'support', 'rigidExpense', 'rigidExpenseCap',
  'total', 'perCapita', 'gap', 'comparison', 'hint',
] as const;
export type LineTopic = (typeof LINE_TOPICS)[number];

/** One line of the calculation sheet. The lines that add or subtract make up the total exactly. */
export interface DerivationLine {
  readonly topic: LineTopic;
  /** The member, item, obligor or expense it is about. */
  readonly subjectId?: string;
  readonly text: { readonly zh: string; readonly en: string };
  readonly effect: 'adds' | 'subtracts' | 'shows';
  readonly amount: ExactFen;
  readonly value?: ChosenValue;
}

/**
 * A finished computation. It carries what it was computed from and with which parameters, whole, so that it can be
 * computed again in twenty years and shown beside any other version.
 */
export interface Calculation {
  readonly input: IncomeInput;
  readonly parameters: IncomeParameters;
  readonly memberCount: number;
  /** T: the household's monthly income. */
  readonly totalFen: number;
  readonly perCapitaFen: number;
  /** L × N − T; negative when the household is above the standard. */
  readonly gapFen: number;
  /** T before rounding. */
  readonly exactTotal: ExactFen;
  readonly lines: readonly DerivationLine[];
}
