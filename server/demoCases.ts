import type { CaseDraftInput } from './cases/contract.ts';

/** The demo's three households. The first is the family of the field's worked example, with a name and an address. */
export const DEMO_CASES: readonly (CaseDraftInput & { readonly id: string })[] = [
  {
    id: 'demo-household-1',
    caseNumber: '新低保〔2026〕0147',
    caseType: 'dibao',
    villageId: 'demo-village-1',
    address: '新城区东街街道光明路社区 18 号院 3 号楼 2 单元 401',
    phone: '13904716628',
    members: [
      { id: 'm1', name: '刘桂兰', relation: 'self', idNumber: '150102198206143021', sex: 'female', birthDay: '1982-06-14', ethnicity: 'han', marriage: 'married', schooling: 'junior', health: 'healthy', employment: 'employed', labourCapacity: 'full' },
      { id: 'm2', name: '张建军', relation: 'spouse', idNumber: '15010219800301123X', sex: 'male', birthDay: '1980-03-01', ethnicity: 'han', marriage: 'married', schooling: 'junior', health: 'chronic', illness: '慢性肾病', employment: 'unemployed', labourCapacity: 'partial' },
      { id: 'm3', name: '张浩', relation: 'child', idNumber: '150102201008192011', sex: 'male', birthDay: '2010-08-19', ethnicity: 'han', marriage: 'single', schooling: 'junior', health: 'healthy', employment: 'student', labourCapacity: 'none' },
      { id: 'm4', name: '王秀芝', relation: 'parent', idNumber: '150102195502271649', sex: 'female', birthDay: '1955-02-27', ethnicity: 'han', marriage: 'widowed', schooling: 'primary', health: 'healthy', employment: 'retired', labourCapacity: 'none' },
    ],
    obligors: [{ id: 'o1', name: '刘桂芳', relation: 'sibling', supportsMemberId: 'm4', phone: '13848120417', address: '赛罕区昭乌达路街道学苑社区' }],
    povertyCauses: ['illness', 'education'],
    declaredIncomeFen: 150_000,
    home: { latitude: 40.8421, longitude: 111.7012, geofenceMetres: 200 },
  },
  {
    id: 'demo-household-2',
    caseNumber: '新低保〔2026〕0152',
    caseType: 'dibaoMarginal',
    villageId: 'demo-village-2',
    address: '新城区东街街道万通社区 6 号楼 1 单元 102',
    phone: '15047128835',
    members: [
      { id: 'm1', name: '赵志强', relation: 'self', idNumber: '150102197909110715', sex: 'male', birthDay: '1979-09-11', ethnicity: 'han', marriage: 'married', schooling: 'senior', health: 'healthy', disability: { type: 'physical', grade: 3, certificate: '15010219790911071543' }, employment: 'selfEmployed', labourCapacity: 'partial' },
      { id: 'm2', name: '孙慧', relation: 'spouse', idNumber: '15010219811206084X', sex: 'female', birthDay: '1981-12-06', ethnicity: 'manchu', marriage: 'married', schooling: 'junior', health: 'healthy', employment: 'employed', labourCapacity: 'full' },
      { id: 'm3', name: '赵梦', relation: 'child', idNumber: '150102201305021286', sex: 'female', birthDay: '2013-05-02', ethnicity: 'manchu', marriage: 'single', schooling: 'primary', health: 'healthy', employment: 'student', labourCapacity: 'none' },
    ],
    povertyCauses: ['disability'],
    declaredIncomeFen: 310_000,
    debtFen: 4_000_000,
    home: { latitude: 40.8486, longitude: 111.6893, geofenceMetres: 200 },
  },
  {
    id: 'demo-household-3',
    caseNumber: '新特困〔2026〕0031',
    caseType: 'destitutePerson',
    villageId: 'demo-village-3',
    address: '新城区保合少镇恼包村 57 号',
    phone: '13684719204',
    members: [
      { id: 'm1', name: '其木格', relation: 'self', idNumber: '152221194803150623', sex: 'female', birthDay: '1948-03-15', ethnicity: 'mongol', marriage: 'widowed', schooling: 'none', health: 'weak', failedAdls: 1, employment: 'retired', labourCapacity: 'none' },
    ],
    povertyCauses: ['oldAge', 'noLabour'],
    home: { latitude: 40.9052, longitude: 111.8247, geofenceMetres: 300 },
  },
];
