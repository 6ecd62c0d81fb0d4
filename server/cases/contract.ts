import { z } from 'zod';
import { DISABILITY_TYPES, EMPLOYMENTS, LABOUR_CAPACITIES } from '../classification/contract.ts';
import type { OrganisationId, VillageId } from '../people/contract.ts';
import type { CaseState, Day } from '../rules/contract.ts';
import { CASE_STATES, daySchema } from '../rules/contract.ts';

/** A household is kept under its case: one record, one id. */
export type HouseholdId = string & { readonly __brand: 'HouseholdId' };
export type CaseId = HouseholdId;

/** Kinds of aid that a case can be about. */
export const AID_KINDS = ['dibao', 'dibaoMarginal', 'rigidExpenseFamily', 'destitutePerson', 'temporaryAssistance'] as const;
export type AidKind = (typeof AID_KINDS)[number];

/** To the applicant; the same words as in the visit form. */
export const RELATIONS = ['self', 'spouse', 'child', 'parent', 'grandparent', 'grandchild', 'sibling', 'inLaw', 'other'] as const;
export type Relation = (typeof RELATIONS)[number];
export const SEXES = ['male', 'female'] as const;
export const ETHNICITIES = ['han', 'mongol', 'hui', 'manchu', 'other'] as const;
export const MARRIAGES = ['single', 'married', 'divorced', 'widowed'] as const;
export const SCHOOLINGS = ['none', 'preschool', 'primary', 'junior', 'senior', 'college'] as const;
export const HEALTHS = ['healthy', 'chronic', 'serious', 'weak'] as const;
export const POVERTY_CAUSES = ['illness', 'disability', 'unemployment', 'education', 'disaster', 'oldAge', 'noLabour', 'accident', 'other'] as const;
export type PovertyCause = (typeof POVERTY_CAUSES)[number];

export const EARLIEST_DAY = '1900-01-01';
/** 10 billion yuan: above any household, and exact in fen. */
const MAX_FEN = 1_000_000_000_000;
/** A geofence narrower than a phone's own error, or wider than a village, would say nothing. */
export const GEOFENCE_METRES = { min: 30, max: 5_000, usual: 200 } as const;

const says = (zh: string, en: string): { error: string; params: { en: string } } => ({ error: zh, params: { en } });
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u);
const name = z.string().trim().min(1, '请填写姓名。').max(50, '姓名不超过 50 个字。');
const line = z.string().trim().min(1, '请填写这一项。').max(200, '不超过 200 个字。');
const phone = z.string().trim().regex(/^\+?[\d -]{5,20}$/u, '电话号码只含数字、空格和短横线，5 到 20 位。');
const day = daySchema.refine((value) => value >= EARLIEST_DAY, says('日期不能早于 1900 年 1 月 1 日。', 'The date can’t be before 1 January 1900.'));
const fen = z.number().int().min(0, '金额不能为负数。').max(MAX_FEN, '金额过大，请检查单位。');

export const positionSchema = z.strictObject({
  /** Degrees, WGS 84. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});
export type Position = z.infer<typeof positionSchema>;

/** Where the home is, and how far from it a device still counts as there. */
export const homeSchema = positionSchema.extend({
  geofenceMetres: z.number().int().min(GEOFENCE_METRES.min).max(GEOFENCE_METRES.max),
});
export type Home = z.infer<typeof homeSchema>;

export const memberSchema = z.strictObject({
  id,
  name,
  /** As on the card, without spaces, the last letter in upper case. Doubtful ones are kept with their reason. */
  idNumber: z.string().trim().max(32, '身份证号不超过 32 位。').optional(),
  /** Why a doubtful number stands. */
  idNumberReason: z.string().trim().min(2, '请写明原因，至少两个字。').max(200).optional(),
  relation: z.enum(RELATIONS),
  sex: z.enum(SEXES).optional(),
  birthDay: day.optional(),
  /** Counts in the household (共同生活家庭成员). */
  cohabiting: z.boolean().default(true),
  phone: phone.optional(),
  ethnicity: z.enum(ETHNICITIES).optional(),
  marriage: z.enum(MARRIAGES).optional(),
  schooling: z.enum(SCHOOLINGS).optional(),
  health: z.enum(HEALTHS).optional(),
  illness: z.string().trim().min(1).max(200).optional(),
  disability: z.strictObject({
    type: z.enum(DISABILITY_TYPES),
    /** 1 is the most severe, 4 the least. */
    grade: z.number().int().min(1).max(4),
    certificate: z.string().trim().min(1).max(64).optional(),
  }).optional(),
  /** Of the six activities of daily living, how many fail. */
  failedAdls: z.number().int().min(0).max(6).optional(),
  employment: z.enum(EMPLOYMENTS).optional(),
  labourCapacity: z.enum(LABOUR_CAPACITIES).optional(),
});
export type Member = z.infer<typeof memberSchema>;

/** Who legally must support a member (赡养、抚养、扶养义务人) and does not live in the household. */
export const obligorSchema = z.strictObject({
  id,
  name,
  relation: z.enum(RELATIONS),
  /** The member whom they support. */
  supportsMemberId: id,
  phone: phone.optional(),
  address: line.optional(),
});
export type Obligor = z.infer<typeof obligorSchema>;

/** What a person writes of a case by hand or by import. */
export const caseDraftSchema = z.strictObject({
  /** 案号; nobody else's. */
  caseNumber: z.string().trim().min(1, '请填写案号。').max(64, '案号不超过 64 个字。'),
  caseType: z.enum(AID_KINDS),
  villageId: id,
  /** The contracted organisation that will investigate; the only one whose contract covers the town when missing. */
  organisationId: id.optional(),
  /** Registered address (户籍地址). */
  address: line,
  /** Where they live, when that is elsewhere (人户分离). */
  actualAddress: line.optional(),
  phone,
  members: z.array(memberSchema).min(1, '至少填写一名家庭成员。').max(30, '家庭成员不超过 30 人。'),
  obligors: z.array(obligorSchema).max(30).default([]),
  povertyCauses: z.array(z.enum(POVERTY_CAUSES)).max(POVERTY_CAUSES.length).default([]),
  /** As the applicant declared it, in fen a month for the whole household. */
  declaredIncomeFen: fen.optional(),
  debtFen: fen.optional(),
  home: homeSchema.optional(),
  note: z.string().trim().min(1).max(2_000, '备注不超过 2000 个字。').optional(),
}).superRefine((draft, context) => {
  const problem = (path: (string | number)[], zh: string, en: string): void =>
    context.addIssue({ code: 'custom', message: zh, path, params: { en } });
  const ids = draft.members.map((member) => member.id);
  if (new Set(ids).size !== ids.length) problem(['members'], '家庭成员编号重复。', 'Two members have one id.');
  const applicants = draft.members.filter((member) => member.relation === 'self').length;
  if (applicants !== 1) problem(['members'], '家庭成员中应有且只有一名申请人本人。', 'Exactly one member is the applicant.');
  const seen = new Set<string>();
  for (const [index, { idNumber }] of draft.members.entries()) {
    if (idNumber === undefined || idNumber === '') continue;
    if (seen.has(idNumber)) problem(['members', index, 'idNumber'], '身份证号与本户另一名成员相同。', 'Another member has this ID number.');
    seen.add(idNumber);
  }
  for (const [index, obligor] of draft.obligors.entries()) {
    if (!ids.includes(obligor.supportsMemberId)) problem(['obligors', index, 'supportsMemberId'], '家庭成员不存在。', 'There is no such member.');
  }
});
export type CaseDraft = z.infer<typeof caseDraftSchema>;
/** A draft before its defaults are filled in. */
export type CaseDraftInput = z.input<typeof caseDraftSchema>;

/** A household as the viewer may see it: masked where the role asks for it, already on the server. */
export interface HouseholdView {
  readonly id: HouseholdId;
  readonly caseNumber: string;
  /** Empty where the viewer may not see it at all; so are `address` and `phone`. */
  readonly applicantName: string;
  readonly address: string;
  readonly memberCount: number;
  readonly caseType: AidKind;
  readonly phone: string;
}

/** A line of the list of cases. */
export interface CaseSummary extends HouseholdView {
  readonly townId: OrganisationId;
  readonly villageId: VillageId;
  readonly organisationId?: OrganisationId;
  readonly state: CaseState;
  /** The next day by which something has to be done. */
  readonly dueOn?: Day;
  readonly overdue: boolean;
}

/** Longest search; what is longer was pasted by mistake. */
export const MAX_QUERY = 100;

/** `GET /api/cases`: newest first; `before` is the `next` of the page before. Overdue ones come most overdue first. */
export const caseQuerySchema = z.strictObject({
  /** The begin of a name, an address after its town, a village or a case number, or a whole ID number. */
  q: z.string().trim().max(MAX_QUERY).optional(),
  state: z.enum(CASE_STATES).optional(),
  townId: id.optional(),
  caseType: z.enum(AID_KINDS).optional(),
  overdue: z.stringbool().optional(),
  before: z.string().max(160).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
export type CaseQuery = z.infer<typeof caseQuerySchema>;

export interface CaseList {
  readonly cases: readonly CaseSummary[];
  /** `before` of the next page; missing on the last. */
  readonly next?: string;
  /** The search found more than is shown; more of the word finds fewer. */
  readonly tooMany?: boolean;
  readonly may: { readonly create: boolean; readonly import: boolean; readonly assign: boolean };
}

/** What a viewer may see of a member; what is hidden is not there. */
export type MemberView = { readonly id: string } & Partial<Omit<Member, 'id' | 'idNumberReason'>>;
export type ObligorView = Partial<Obligor> & { readonly id: string };

/** Masked fields that can be looked at by giving a purpose. */
export const UNMASKABLE = ['applicantName', 'memberName', 'idNumber', 'birthDay', 'phone', 'address'] as const;
export type Unmaskable = (typeof UNMASKABLE)[number];

/** `GET /api/cases/:caseId` */
export interface CaseDetail extends CaseSummary {
  readonly actualAddress?: string;
  readonly members: readonly MemberView[];
  /** Members of whom this viewer may see nothing. */
  readonly hiddenMembers: number;
  readonly obligors: readonly ObligorView[];
  readonly povertyCauses?: readonly PovertyCause[];
  readonly declaredIncomeFen?: number;
  readonly debtFen?: number;
  readonly home?: Home;
  readonly note?: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly revision: number;
  readonly may: { readonly edit: boolean; readonly unmask: boolean; readonly assign: boolean; readonly procedure: boolean };
}

/** `POST /api/cases` → CaseDetail. The device makes up the id, so that a request sent twice makes one case. */
export const createCaseSchema = z.strictObject({ id, draft: z.unknown() });
/** `POST /api/cases/:caseId` → CaseDetail; `revision` is the one that was edited. */
export const editCaseSchema = z.strictObject({ revision: z.number().int().positive(), draft: z.unknown() });
/** `GET /api/cases/:caseId/draft` → the case as it is edited; only for who may edit it. */
export interface EditableCase {
  readonly revision: number;
  readonly draft: CaseDraft;
}

/** `POST /api/cases/:caseId/unmask` → Unmasked: one field of one person, on the record. */
export const unmaskSchema = z.strictObject({
  field: z.enum(UNMASKABLE),
  memberId: id.optional(),
  purpose: z.string().trim().min(4, '请写明查看原因，至少四个字。').max(200),
});
export interface Unmasked {
  readonly value: string;
}
