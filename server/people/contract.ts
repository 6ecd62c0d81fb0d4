import { z } from 'zod';

export type AccountId = string & { readonly __brand: 'AccountId' };
export type OrganisationId = string & { readonly __brand: 'OrganisationId' };

export const ROLES = ['investigator', 'supervisor', 'reviewer', 'orgAdmin'] as const;
export type Role = (typeof ROLES)[number];

/** `zh-CN` is the default everywhere. */
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `POST /api/session` signs in and sets the session cookie; `DELETE /api/session` signs out. */
export const signInSchema = z.strictObject({
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(256),
});
export type SignIn = z.infer<typeof signInSchema>;

/** `GET /api/session`: who is signed in and which pages they may open. */
export interface SessionView {
  readonly account: AccountView;
  readonly may: {
    readonly investigate: boolean;
    readonly supervise: boolean;
    readonly review: boolean;
    readonly assign: boolean;
  };
}

export interface AccountView {
  readonly id: AccountId;
  readonly name: string;
  readonly role: Role;
  readonly organisation: string;
}

/** `GET /api/staff`: the investigators an orgAdmin can assign. */
export interface StaffList {
  readonly investigators: readonly AccountView[];
}
