import { z } from 'zod';
import { classificationTableSchema } from '../classification/contract.ts';
import { clockParametersSchema } from '../clocks/contract.ts';
import { documentSettingsSchema } from '../documents/contract.ts';
import { incomeParametersSchema } from '../income/parameters/contract.ts';
import type { ParameterPreview } from '../income/parameters/contract.ts';
import type { Day } from '../rules/contract.ts';

/** Everything the district decides by numbers and words: one history of versions each. */
export const POLICY_SCHEMAS = {
  income: incomeParametersSchema,
  classification: classificationTableSchema,
  clocks: clockParametersSchema,
  documents: documentSettingsSchema,
} as const;
export type PolicyKind = keyof typeof POLICY_SCHEMAS;
export type Policy<K extends PolicyKind = PolicyKind> = z.infer<(typeof POLICY_SCHEMAS)[K]>;
export const policyKindSchema = z.enum(Object.keys(POLICY_SCHEMAS) as [PolicyKind, ...PolicyKind[]]);

/** A version as it was published, who did it and why. */
export interface PolicyVersion<K extends PolicyKind = PolicyKind> {
  readonly policy: Policy<K>;
  /** Missing for what the platform came with. */
  readonly published?: { readonly by: string; readonly atMs: number; readonly reason: string };
  readonly confirmedAtMs?: number;
}

/** `GET /api/policies/:kind` */
export interface PolicyHistory<K extends PolicyKind = PolicyKind> {
  readonly kind: K;
  /** By the day they take effect, oldest first. */
  readonly versions: readonly PolicyVersion<K>[];
  /** The version that holds today; missing before the first one does. */
  readonly inForce?: string;
  readonly today: Day;
  readonly may: { readonly edit: boolean };
}

const reason = z.string().trim().min(2).max(500);

/** `POST /api/policies/:kind` publishes a new version → PolicyHistory. Nobody has confirmed it yet, whatever it says. */
export const publishPolicySchema = z.strictObject({ policy: z.record(z.string(), z.unknown()), reason });

/** `POST /api/policies/:kind/:version/confirmation` → PolicyHistory: a person has compared it with the document it comes from. */
export const confirmPolicySchema = z.strictObject({ comparedWith: reason });

/** `POST /api/policies/income/preview` → PolicyPreview: what the open cases would come to. Nothing is changed. */
export const previewPolicySchema = z.strictObject({ policy: z.record(z.string(), z.unknown()) });

export interface PolicyPreview extends ParameterPreview {
  /** What the largest changes are called, by their case. */
  readonly caseNumbers: Readonly<Record<string, string>>;
}
