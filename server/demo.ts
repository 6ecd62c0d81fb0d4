import type { HouseholdId } from './cases/contract.ts';
import type { Household } from './cases/household.ts';
import type { CaseStore } from './cases/store.ts';
import type { AccountId, OrganisationId, Role } from './people/contract.ts';
import { hashPassword } from './people/signIn.ts';
import type { PeopleStore } from './people/store.ts';
import type { VisitId } from './visits/contract.ts';
import type { VisitStore } from './visits/store.ts';

/** The demo's people. Exists only where the platform was started with `--demo` on an empty store. */
export const DEMO_PASSWORD = 'Demo-2026!';
export const DEMO_PEOPLE: readonly { username: string; name: string; role: Role; organisation: 'district' | 'vendor'; does: string }[] = [
  { username: 'supervisor', name: '王建国', role: 'supervisor', organisation: 'district', does: '民政督导 · watches visits live' },
  { username: 'investigator', name: '李秀英', role: 'investigator', organisation: 'vendor', does: '调查员 · streams a visit from the phone' },
  { username: 'investigator2', name: '巴特尔', role: 'investigator', organisation: 'vendor', does: '调查员 · the second investigator' },
  { username: 'reviewer', name: '陈思远', role: 'reviewer', organisation: 'district', does: '复核员 · replays and verifies' },
  { username: 'orgadmin', name: '赵敏', role: 'orgAdmin', organisation: 'vendor', does: '机构管理员 · assigns visits' },
];

const ORGANISATIONS = {
  district: { _id: 'demo-district' as OrganisationId, name: '新城区民政局' },
  vendor: { _id: 'demo-vendor' as OrganisationId, name: '晨光社会工作服务中心' },
};

const HOUSEHOLDS: readonly Household[] = [
  {
    _id: 'demo-household-1' as HouseholdId,
    caseNumber: '新低保〔2026〕0147',
    applicantName: '刘桂兰',
    address: '新城区东街街道光明路社区 18 号院 3 号楼 2 单元 401',
    phone: '13904716628',
    memberCount: 4,
    caseType: 'dibao',
  },
  {
    _id: 'demo-household-2' as HouseholdId,
    caseNumber: '新低保〔2026〕0152',
    applicantName: '赵志强',
    address: '新城区海拉尔东路街道万通社区 6 号楼 1 单元 102',
    phone: '15047128835',
    memberCount: 3,
    caseType: 'dibaoMarginal',
  },
  {
    _id: 'demo-household-3' as HouseholdId,
    caseNumber: '新特困〔2026〕0031',
    applicantName: '其木格',
    address: '新城区保合少镇恼包村 57 号',
    phone: '13684719204',
    memberCount: 1,
    caseType: 'destitutePerson',
  },
];

/** Stable, so that an interrupted seeding is completed by the next start. */
const accountIdOf = ({ username }: { username: string }): AccountId => `demo-${username}` as AccountId;

/** Fills an empty store with a district, a contracted organisation, five people, three households and their visits. */
export async function seedDemo(deps: {
  readonly people: PeopleStore;
  readonly cases: CaseStore;
  readonly visits: VisitStore;
  readonly now: () => number;
}): Promise<void> {
  if (await deps.people.hasOthers(DEMO_PEOPLE.map(accountIdOf))) return;
  for (const organisation of Object.values(ORGANISATIONS)) await deps.people.addOrganisation(organisation);
  for (const household of HOUSEHOLDS) await deps.cases.addHousehold(household);
  const hour = 3_600_000;
  for (const [i, household] of HOUSEHOLDS.entries()) {
    await deps.visits.add({
      _id: `demo-visit-${i + 1}` as VisitId,
      householdId: household._id,
      organisationId: ORGANISATIONS.vendor._id,
      investigatorIds: DEMO_PEOPLE.filter(({ role }) => role === 'investigator').map(accountIdOf),
      appointedAtMs: Math.ceil(deps.now() / hour) * hour + i * 2 * hour,
      state: 'appointed',
      statements: [],
    });
  }
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  for (const { username, name, role, organisation } of DEMO_PEOPLE) {
    await deps.people.addAccount({
      _id: accountIdOf({ username }),
      username,
      name,
      role,
      organisationId: ORGANISATIONS[organisation]._id,
      passwordHash,
    });
  }
}
