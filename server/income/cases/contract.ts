import { z } from 'zod';
import type { Adoption, Calculation } from '../contract.ts';

/** Whose amount an officer adopts: a member's labour income, or an item, an obligor's support, an expense. */
export const ADOPTABLE = ['labour', 'item', 'obligor', 'rigidExpense'] as const;
export type Adoptable = (typeof ADOPTABLE)[number];

export interface KeptAdoption {
  readonly on: Adoptable;
  readonly subjectId: string;
  readonly adoption: Adoption;
}

/**
 * `POST /api/cases/:caseId/calculations` computes from the form as it is now → CalculationList. What was adopted
 * before stays adopted; `adopt` puts a value in the place of what the rule yields, `release` takes it back.
 */
export const calculateSchema = z.strictObject({
  adopt: z.array(z.strictObject({
    on: z.enum(ADOPTABLE),
    subjectId: z.string().trim().min(1).max(64),
    monthlyFen: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
    reason: z.string().trim().min(2).max(500),
  })).max(100).default([]),
  release: z.array(z.strictObject({ on: z.enum(ADOPTABLE), subjectId: z.string().trim().min(1).max(64) })).max(100).default([]),
});
export type Calculate = z.infer<typeof calculateSchema>;

export interface CalculationView {
  readonly revision: number;
  readonly calculation: Calculation;
  readonly madeBy: string;
  readonly madeAtMs: number;
}

/** `GET /api/cases/:caseId/calculations`, the newest first. */
export interface CalculationList {
  readonly caseId: string;
  readonly caseNumber: string;
  readonly calculations: readonly CalculationView[];
  /** Why nothing can be computed now; missing when it can. */
  readonly obstacle?: 'noForm' | 'finished';
  readonly may: { readonly calculate: boolean };
}
