import type { HouseholdId } from './cases/contract.ts';
import { caseDraftSchema } from './cases/contract.ts';
import { storedOf } from './cases/createCase.ts';
import type { IdDigest } from './cases/IdDigest.ts';
import type { CaseStore } from './cases/store.ts';
import { addDays, dayInChina } from './clocks/days.ts';
import { DEMO_CASES } from './demoCases.ts';
import type { AccountId, OrganisationId, Role, VillageId } from './people/contract.ts';
import { hashPassword } from './people/signIn.ts';
import type { OrganisationRecord, VillageRecord } from './people/organisation.ts';
import type { PeopleStore } from './people/store.ts';
import type { VisitId } from './visits/contract.ts';
import { planVisit } from './visits/planVisit.ts';
import type { VisitStore } from './visits/store.ts';

/** The demo's people. Exists only where the platform was started with `--demo` on an empty store. */
export const DEMO_PASSWORD = 'Demo-2026!';
type Place = 'district' | 'town' | 'town2' | 'vendor' | 'vendor2';
export const DEMO_PEOPLE: readonly { username: string; name: string; role: Role; organisation: Place; does: string }[] = [
  { username: 'supervisor', name: '王建国', role: 'supervisor', organisation: 'district', does: '民政督导 · watches visits live' },
  { username: 'investigator', name: '李秀英', role: 'investigator', organisation: 'vendor', does: '调查员 · streams a visit from the phone' },
  { username: 'investigator2', name: '巴特尔', role: 'investigator', organisation: 'vendor', does: '调查员 · the second investigator' },
  { username: 'reviewer', name: '陈思远', role: 'reviewer', organisation: 'district', does: '复核员 · replays and verifies' },
  { username: 'orgadmin', name: '赵敏', role: 'orgAdmin', organisation: 'vendor', does: '机构管理员 · assigns visits' },
  { username: 'clerk', name: '孙丽', role: 'clerk', organisation: 'town', does: '镇（街道）经办 · accepts cases, reviews reports' },
  { username: 'approver', name: '韩磊', role: 'approver', organisation: 'town', does: '镇（街道）审批 · decides' },
  { username: 'sysadmin', name: '何静', role: 'systemAdmin', organisation: 'district', does: '系统管理员 · organisations, accounts, the calendar' },
  { username: 'clerk2', name: '苏日娜', role: 'clerk', organisation: 'town2', does: '镇（街道）经办 · the other town’s clerk' },
  { username: 'orgadmin2', name: '周涛', role: 'orgAdmin', organisation: 'vendor2', does: '机构管理员 · of a contract that has ended: refused' },
];

const OFFICES: Readonly<Record<'district' | 'town' | 'town2', OrganisationRecord>> = {
  district: { _id: 'demo-district' as OrganisationId, kind: 'district', name: '新城区民政局' },
  town: { _id: 'demo-town' as OrganisationId, kind: 'town', name: '东街街道办事处' },
  town2: { _id: 'demo-town-2' as OrganisationId, kind: 'town', name: '保合少镇人民政府' },
};
const VILLAGES: readonly VillageRecord[] = [
  { _id: 'demo-village-1' as VillageId, townId: OFFICES.town._id, name: '光明路社区' },
  { _id: 'demo-village-2' as VillageId, townId: OFFICES.town._id, name: '万通社区' },
  { _id: 'demo-village-3' as VillageId, townId: OFFICES.town2._id, name: '恼包村' },
  { _id: 'demo-village-4' as VillageId, townId: OFFICES.town2._id, name: '野马图村' },
];

/** One contract that is in force on this day and another that ended a month before it. */
function organisationsOn(nowMs: number): Readonly<Record<Place, OrganisationRecord>> {
  const today = dayInChina(nowMs);
  return {
    ...OFFICES,
    vendor: {
      _id: 'demo-vendor' as OrganisationId, kind: 'vendor', name: '晨光社会工作服务中心',
      contract: { number: '新民采〔2026〕12 号', startsOn: addDays(today, -200), endsOn: addDays(today, 900), townIds: [OFFICES.town._id, OFFICES.town2._id] },
    },
    vendor2: {
      _id: 'demo-vendor-2' as OrganisationId, kind: 'vendor', name: '和顺社会工作发展中心',
      contract: { number: '新民采〔2025〕07 号', startsOn: addDays(today, -395), endsOn: addDays(today, -30), townIds: [OFFICES.town2._id] },
    },
  };
}

/** Stable, so that an interrupted seeding is completed by the next start. */
const accountIdOf = ({ username }: { username: string }): AccountId => `demo-${username}` as AccountId;

/** Fills an empty store with a district, two towns, two contracted organisations, their people, three cases and their visits. */
export async function seedDemo(deps: {
  readonly people: PeopleStore;
  readonly cases: CaseStore;
  readonly visits: VisitStore;
  readonly idDigest: IdDigest;
  readonly now: () => number;
}): Promise<void> {
  if (await deps.people.hasOthers(DEMO_PEOPLE.map(accountIdOf))) return;
  const organisations = organisationsOn(deps.now());
  for (const organisation of Object.values(organisations)) await deps.people.addOrganisation(organisation);
  for (const village of VILLAGES) await deps.people.addVillage(village);
  const investigatorIds = DEMO_PEOPLE.filter(({ role }) => role === 'investigator').map(accountIdOf);
  const hour = 3_600_000;
  for (const [i, { id, ...draft }] of DEMO_CASES.entries()) {
    const village = VILLAGES.find(({ _id }) => _id === draft.villageId);
    if (!village) throw new Error(`the demo has no village ${draft.villageId}`);
    const householdId = id as HouseholdId;
    await deps.cases.addHousehold({
      ...storedOf(deps, householdId, { draft: caseDraftSchema.parse(draft), village, organisation: organisations.vendor }, deps.now()),
      state: 'investigating',
      investigatorIds,
    });
    const plan = {
      id: `demo-visit-${i + 1}` as VisitId,
      householdId,
      organisationId: organisations.vendor._id,
      townId: village.townId,
      investigatorIds: ['demo-investigator', 'demo-investigator2'] as [AccountId, AccountId],
      appointedAtMs: Math.ceil(deps.now() / hour) * hour + i * 2 * hour,
    };
    await deps.visits.add(planVisit(plan, { id: 'demo-orgadmin', role: 'orgAdmin', organisationId: organisations.vendor._id }));
  }
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  for (const { username, name, role, organisation } of DEMO_PEOPLE) {
    await deps.people.addAccount({
      _id: accountIdOf({ username }),
      username,
      name,
      role,
      organisationId: organisations[organisation]._id,
      passwordHash,
    });
  }
}
