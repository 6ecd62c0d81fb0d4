import { checkDigit } from '../../../server/people/idNumber.ts';
import type { CaseDraftInput } from '../../../server/cases/contract.ts';

let made = 0;

/** A right ID number of somebody born on this day, e.g. `19800301`; another one each time. */
export function buildIdNumber(birthDay = '19800301'): string {
  made += 1;
  const first17 = `150102${birthDay}${String(made % 1000).padStart(3, '0')}`;
  return first17 + checkDigit(first17);
}

/** A case of a village of the demo's first town. */
export function buildDraft(change: Partial<CaseDraftInput> = {}): CaseDraftInput {
  made += 1;
  return {
    caseNumber: `测试〔2026〕${String(made).padStart(4, '0')}`,
    caseType: 'dibao',
    villageId: 'demo-village-1',
    address: '新城区东街街道光明路社区 9 号楼 303',
    phone: '13900001111',
    members: [{ id: 'm1', name: '欧阳明珠', relation: 'self', idNumber: buildIdNumber(), health: 'chronic', illness: '糖尿病' }],
    ...change,
  };
}
