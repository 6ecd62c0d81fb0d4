import type { DomainRole } from '../rules/contract.ts';
import { maskAddress, maskName, maskPhone } from './masking.ts';

/** Every kind of data about people that the platform keeps. */
export const FIELDS = [
  'caseNumber', 'memberCount', 'applicantName', 'memberName', 'aidAmount',
  'idNumber', 'birthDay', 'phone', 'address', 'coordinates', 'bankAccount',
  'diagnosis', 'disability', 'income', 'property', 'formAnswer', 'signature', 'calculation', 'report', 'decision',
  'obligor', 'checkReport', 'neighbourIdentity', 'neighbourStatement',
  'minorsData',
] as const;
export type Field = (typeof FIELDS)[number];

/** `hidden` never leaves the server; `masked` leaves it as the masker wrote it. */
export type Access = 'clear' | 'masked' | 'hidden';

/**
 * The columns of the table: the roles, an investigator whose case was sealed long enough ago, and the public that
 * reads a publicity page.
 */
export const VIEWERS = [
  'orgAdmin', 'investigator', 'formerInvestigator', 'clerk', 'approver', 'supervisor', 'reviewer', 'householdMember', 'systemAdmin', 'public',
] as const;
export type Viewer = (typeof VIEWERS)[number];

const C = 'clear';
const M = 'masked';
const H = 'hidden';

/**
 * The one table of who sees what of a person. It holds for data in the viewer's scope (own visit, own town,
 * district, own household); outside of it nothing is shown at all. A new field without a row does not compile.
 */
const ACCESS: Readonly<Record<Field, readonly [
  orgAdmin: Access, investigator: Access, formerInvestigator: Access, clerk: Access, approver: Access,
  supervisor: Access, reviewer: Access, householdMember: Access, systemAdmin: Access, publicPage: Access,
]>> = {
  //                   orgAdmin  investigator  former  clerk  approver  supervisor  reviewer  household  systemAdmin  public
  caseNumber:         [C,        C,            C,      C,     C,        C,          C,        C,         H,           H],
  memberCount:        [C,        C,            C,      C,     C,        C,          C,        C,         H,           C],
  applicantName:      [M,        C,            M,      C,     C,        C,          M,        C,         H,           C],
  memberName:         [M,        C,            M,      C,     C,        C,          M,        C,         H,           H],
  aidAmount:          [H,        H,            H,      C,     C,        C,          C,        C,         H,           C],
  idNumber:           [H,        C,            M,      C,     C,        M,          M,        C,         H,           H],
  birthDay:           [H,        C,            M,      C,     C,        M,          M,        C,         H,           H],
  phone:              [M,        C,            M,      C,     C,        C,          M,        C,         H,           H],
  address:            [M,        C,            M,      C,     C,        C,          M,        C,         H,           H],
  coordinates:        [H,        C,            H,      C,     C,        C,          H,        C,         H,           H],
  bankAccount:        [H,        C,            M,      C,     C,        M,          M,        C,         H,           H],
  diagnosis:          [H,        C,            H,      C,     C,        H,          H,        C,         H,           H],
  disability:         [H,        C,            H,      C,     C,        H,          H,        C,         H,           H],
  income:             [H,        C,            H,      C,     C,        C,          C,        C,         H,           H],
  property:           [H,        C,            H,      C,     C,        C,          C,        C,         H,           H],
  formAnswer:         [H,        C,            H,      C,     C,        C,          C,        C,         H,           H],
  signature:          [H,        C,            H,      C,     C,        C,          H,        C,         H,           H],
  calculation:        [H,        H,            H,      C,     C,        C,          C,        C,         H,           H],
  report:             [H,        C,            H,      C,     C,        C,          C,        H,         H,           H],
  decision:           [H,        H,            H,      C,     C,        C,          C,        C,         H,           H],
  obligor:            [H,        C,            H,      C,     C,        H,          H,        H,         H,           H],
  checkReport:        [H,        H,            H,      H,     C,        H,          H,        H,         H,           H],
  neighbourIdentity:  [H,        C,            H,      C,     C,        M,          M,        H,         H,           H],
  neighbourStatement: [H,        C,            H,      C,     C,        C,          C,        H,         H,           H],
  // Who may see anything personal of somebody under age; asked besides the row of the field itself.
  minorsData:         [H,        C,            H,      C,     C,        H,          H,        C,         H,           H],
};

/** What says nothing about a single person, so that a child in the household does not hide it. */
const ABOUT_NO_PERSON: ReadonlySet<Field> = new Set(['caseNumber', 'memberCount', 'aidAmount', 'calculation', 'report', 'decision']);

/** Roles that may look behind a mask when they give a purpose; what is hidden stays hidden. */
const UNMASKERS: ReadonlySet<Viewer> = new Set(['reviewer', 'supervisor']);

export interface Looking {
  readonly viewer: Viewer;
  /** The data are about somebody under age. */
  readonly ofMinor: boolean;
  /** Why a mask is lifted. Whoever passes it writes the trail's event first. */
  readonly purpose?: string;
}

/** How this viewer sees this field. */
export function accessTo(field: Field, { viewer, ofMinor, purpose }: Looking): Access {
  const column = VIEWERS.indexOf(viewer);
  const own = ACCESS[field][column] ?? 'hidden';
  const minors = ofMinor && !ABOUT_NO_PERSON.has(field) ? (ACCESS.minorsData[column] ?? 'hidden') : 'clear';
  if (own === 'hidden' || minors === 'hidden') return 'hidden';
  if (own === 'masked' && purpose !== undefined && purpose.trim() !== '' && UNMASKERS.has(viewer)) return 'clear';
  return own;
}

/** What the viewer is to the case: an investigator sees it in full until it was sealed and some days have passed. */
export function viewerOf(role: DomainRole, sealedAtMs: number | undefined, nowMs: number, visibleAfterSealMs: number): Viewer {
  if (role !== 'investigator') return role;
  return sealedAtMs === undefined || nowMs < sealedAtMs + visibleAfterSealMs ? 'investigator' : 'formerInvestigator';
}

/** Fields as text that can be masked; every field that is masked for anybody is here. */
const MASKERS: Readonly<Partial<Record<Field, (value: string) => string>>> = {
  applicantName: maskName,
  memberName: maskName,
  neighbourIdentity: maskName,
  phone: maskPhone,
  address: maskAddress,
  idNumber: maskIdNumber,
  bankAccount: maskBankAccount,
  birthDay: maskBirthDay,
};

/**
 * The fields of a record as the viewer may see them: those in the clear as they are, those masked as text, and
 * those hidden not at all, so that nothing of them can reach a response by mistake.
 */
export function showFields<T extends Partial<Record<Field, unknown>>>(record: T, looking: Looking): Partial<{ [F in keyof T]: T[F] | string }> {
  const shown: Partial<Record<Field, unknown>> = {};
  for (const field of FIELDS) {
    const value = record[field];
    if (value === undefined) continue;
    const access = accessTo(field, looking);
    if (access === 'clear') shown[field] = value;
    if (access === 'masked') shown[field] = maskField(field, value);
  }
  return shown as Partial<{ [F in keyof T]: T[F] | string }>;
}

/** @throws Error for a value that no masker knows: showing it would be worse than failing */
export function maskField(field: Field, value: unknown): string {
  const mask = MASKERS[field];
  if (!mask || typeof value !== 'string') throw new Error(`there is no mask for ${field}`);
  return mask(value);
}

/** 150102198003011234 → 150***********1234. What is too short to hide anything is hidden whole. */
export function maskIdNumber(number: string): string {
  return number.length < 12 ? '*'.repeat(number.length) : `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;
}

/** The last four digits. */
export function maskBankAccount(account: string): string {
  return account.length < 8 ? '*'.repeat(account.length) : account.slice(-4).padStart(account.length, '*');
}

/** 1980-03-01 → 1980 */
function maskBirthDay(day: string): string {
  return day.slice(0, 4);
}
