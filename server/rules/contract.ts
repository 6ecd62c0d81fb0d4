import { z } from 'zod';

/** A civil day in China, `YYYY-MM-DD`. Days compare as text. */
export const daySchema = z.iso.date().brand<'Day'>();
export type Day = z.infer<typeof daySchema>;

/** One sentence in the two languages every officer's page speaks. */
export const sentenceSchema = z.strictObject({ zh: z.string().trim().min(1).max(500), en: z.string().trim().min(1).max(500) });
export type Sentence = Readonly<z.infer<typeof sentenceSchema>>;

/** Every role of the field. `householdMember` is the applicant or a member of the own household. */
export const DOMAIN_ROLES = [
  'orgAdmin', 'investigator', 'clerk', 'approver', 'supervisor', 'reviewer', 'householdMember', 'systemAdmin',
] as const;
export type DomainRole = (typeof DOMAIN_ROLES)[number];

/** Roles of the contracted organisation: it investigates and never decides. */
export const VENDOR_ROLES = ['orgAdmin', 'investigator'] as const satisfies readonly DomainRole[];

/** Roles of civil-affairs officers who may adopt values and confirm needs. */
export const OFFICER_ROLES = ['clerk', 'approver'] as const satisfies readonly DomainRole[];
export type OfficerRole = (typeof OFFICER_ROLES)[number];

/** Who acts: a person, or the platform itself when a recorder, an upload or a clock reports. */
export interface RuleActor {
  readonly id: string;
  readonly role: DomainRole | 'system';
  readonly organisationId: string;
}

/** A rule said no. `code` is stable; the sentence is for the person who tried. */
export interface RuleViolation<Code extends string = string> {
  readonly code: Code;
  readonly sentence: Sentence;
}

/** Every set of district policy carries these, so that a finished case can name what it was computed with. */
export const versionSchema = z.strictObject({
  version: z.string().trim().min(1).max(64),
  /** First civil day on which it holds. */
  effectiveFrom: daySchema,
  /** The document it comes from, or what it was assumed from. */
  source: sentenceSchema,
  /** Who confirmed that these numbers are the district's; null while nobody has. */
  confirmedBy: z.string().trim().min(1).max(128).nullable(),
});
export interface Versioned {
  readonly version: string;
  readonly effectiveFrom: Day;
  readonly source: Sentence;
  readonly confirmedBy: string | null;
}
