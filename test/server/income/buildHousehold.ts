import { FIRST_INCOME_PARAMETERS } from '../../../server/income/parameters/firstIncomeParameters.ts';
import { incomeInputSchema } from '../../../server/income/contract.ts';
import type { IncomeDraft, IncomeInput } from '../../../server/income/contract.ts';
import type { IncomeParameters } from '../../../server/income/parameters/contract.ts';

/** The worked example of the field: father, mother, son and grandmother, and the grandmother's daughter outside. */
export function buildHousehold(changes: Partial<IncomeDraft> = {}): IncomeInput {
  return incomeInputSchema.parse({
    on: '2026-11-24',
    members: [
      { id: 'father', label: '父亲', birthDay: '1980-03-01', sex: 'male', conditions: ['chronicIllness'] },
      { id: 'mother', label: '母亲', birthDay: '1982-05-01', sex: 'female', conditions: ['healthyWorkingAge'] },
      { id: 'son', label: '儿子', birthDay: '2010-01-01', sex: 'male', conditions: ['student'] },
      { id: 'grandmother', label: '祖母', birthDay: '1955-01-01', sex: 'female', conditions: [] },
    ],
    items: [{ id: 'wage', memberId: 'mother', kind: 'wage', label: '超市工资', amountFen: 150_000, costFen: 10_000, evidenceIds: ['payslip'] }],
    obligors: [
      { id: 'daughter', label: '女儿家庭', supportsMemberId: 'grandmother', consented: true, householdIncomeFen: 600_000, householdSize: 3 },
    ],
    rigidExpenses: [{ id: 'medicine', memberId: 'father', kind: 'medical', label: '药费', amountFen: 30_000, evidenceIds: ['receipt'] }],
    ...changes,
  });
}

export function withMember(input: IncomeInput, id: string, changes: Partial<IncomeInput['members'][number]>): IncomeInput {
  return { ...input, members: input.members.map((member) => (member.id === id ? { ...member, ...changes } : member)) };
}

export function parameters(changes: Partial<IncomeParameters> = {}): IncomeParameters {
  return { ...FIRST_INCOME_PARAMETERS, ...changes };
}
