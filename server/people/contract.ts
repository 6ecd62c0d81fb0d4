import { z } from 'zod';
import { daySchema, DOMAIN_ROLES } from '../rules/contract.ts';
import type { Day, DomainRole } from '../rules/contract.ts';

export type AccountId = string & { readonly __brand: 'AccountId' };
export type OrganisationId = string & { readonly __brand: 'OrganisationId' };
export type VillageId = string & { readonly __brand: 'VillageId' };

/** The district's own office, a town's (镇/街道) office below it, or an organisation that it contracts to investigate. */
export const ORGANISATION_KINDS = ['district', 'town', 'vendor'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** Whose account belongs where: nobody of a vendor can hold an officer's role. */
export const ROLES_OF_KIND = {
  district: ['supervisor', 'reviewer', 'systemAdmin'],
  town: ['clerk', 'approver'],
  vendor: ['orgAdmin', 'investigator'],
} as const satisfies Record<OrganisationKind, readonly Role[]>;

/** Every role of the field has an account kind; what each may do is `abilities.ts`. */
export const ROLES = DOMAIN_ROLES;
export type Role = DomainRole;

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
    /** An organisation's or the district's numbers at a glance. */
    readonly dashboard: boolean;
    /** What is due and what waits for this person's role. */
    readonly desk: boolean;
    /** The trail of the whole district. */
    readonly audit: boolean;
    /** The district's numbers and its working-day calendar. */
    readonly policies: boolean;
    /** The list of cases: a town's, an organisation's, or the district's. */
    readonly cases: boolean;
    /** Organisations and everybody's accounts, or the own organisation's staff. */
    readonly people: boolean;
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

/** The contract under which a vendor investigates; both days are included. Its accounts end with it. */
export const contractSchema = z.strictObject({
  number: z.string().trim().min(1).max(64),
  startsOn: daySchema,
  endsOn: daySchema,
  /** The towns whose cases it may be given. */
  townIds: z.array(z.string().min(1).max(64)).min(1).max(200),
}).refine(({ startsOn, endsOn }) => startsOn <= endsOn, { path: ['endsOn'], message: '合同结束日期早于开始日期。', params: { en: 'The contract ends before it starts.' } });
export interface Contract {
  readonly number: string;
  readonly startsOn: Day;
  readonly endsOn: Day;
  readonly townIds: readonly OrganisationId[];
}

export interface VillageView {
  readonly id: VillageId;
  readonly townId: OrganisationId;
  readonly name: string;
}

export interface OrganisationView {
  readonly id: OrganisationId;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly contract?: Contract;
  /** Of a vendor: whether its contract covers today. */
  readonly active: boolean;
}

/** `GET /api/organisations`: the district's towns with their villages, and the organisations contracted. */
export interface OrganisationList {
  readonly organisations: readonly OrganisationView[];
  readonly villages: readonly VillageView[];
}

const newId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u);
const personName = z.string().trim().min(1, '请填写姓名。').max(50, '姓名不超过 50 个字。');
const password = z.string().min(10, '密码至少 10 位。').max(256);

/** `POST /api/accounts` → AccountList. The page makes up the id, so that a request sent twice opens one account. */
export const addAccountSchema = z.strictObject({
  id: newId,
  username: z.string().trim().regex(/^[a-z0-9][a-z0-9._-]{2,31}$/u, '用户名为 3 到 32 位小写字母、数字、点、横线或下划线。'),
  name: personName,
  role: z.enum(ROLES),
  organisationId: newId,
  password,
});
export type AddAccount = z.infer<typeof addAccountSchema>;

/** `POST /api/accounts/:accountId` → AccountList. Accounts are never deleted: the trail names them. */
export const changeAccountSchema = z.strictObject({ disabled: z.boolean().optional(), password: password.optional() });
export type ChangeAccount = z.infer<typeof changeAccountSchema>;

/** `POST /api/organisations` → OrganisationList: adds it, or keeps its new name and contract. */
export const keepOrganisationSchema = z.strictObject({
  id: newId, kind: z.enum(ORGANISATION_KINDS), name: z.string().trim().min(2, '请填写机构名称。').max(100), contract: contractSchema.optional(),
});
export type KeepOrganisation = z.infer<typeof keepOrganisationSchema>;

/** `POST /api/villages` → OrganisationList */
export const addVillageSchema = z.strictObject({ id: newId, townId: newId, name: z.string().trim().min(2, '请填写村（社区）名称。').max(50) });
export type AddVillage = z.infer<typeof addVillageSchema>;

export interface ManagedAccount {
  readonly id: AccountId;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly organisationId: OrganisationId;
  /** Since when nobody signs in with it, ms since the epoch. */
  readonly disabledAtMs?: number;
  /** Of whoever asks. */
  readonly own: boolean;
}

/** `GET /api/accounts`: of the own organisation, or of the whole district. */
export interface AccountList {
  readonly accounts: readonly ManagedAccount[];
  /** Where accounts can be opened, and of which roles. */
  readonly organisations: readonly (OrganisationView & { readonly roles: readonly Role[] })[];
  readonly may: { readonly organisations: boolean };
}
