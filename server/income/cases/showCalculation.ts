import { redactDeep } from '../../people/redact.ts';
import type { Calculation } from '../contract.ts';
import { CONDITION_NAMES } from '../labourConditions.ts';
import type { MemberCondition } from '../parameters/contract.ts';

/** What says no more of a person than their age and whether they learn. */
const ABOUT_NO_HEALTH: readonly MemberCondition[] = ['healthyWorkingAge', 'under16', 'student', 'overAge', 'preschoolChild'];

/** A derivation as it may be read: without the names of illnesses for who may not know them, and with people's names as the table has it. */
export function showCalculation(calculation: Calculation, seesDiagnosis: boolean, redact: ((text: string) => string) | undefined): Calculation {
  const { input, parameters, lines, ...figures } = calculation;
  if (seesDiagnosis && !redact) return calculation;
  const names = Object.entries(CONDITION_NAMES).filter(([condition]) => !ABOUT_NO_HEALTH.some((one) => one === condition)).flatMap(([, { zh, en }]) => [zh, en]);
  const rewrite = (text: string): string => {
    const shown = redact ? redact(text) : text;
    return seesDiagnosis ? shown : names.reduce((before, name) => before.replaceAll(name, '***'), shown);
  };
  return {
    ...figures,
    // The parameters are the district's, and say nothing of anybody.
    parameters,
    lines: redactDeep(lines, rewrite),
    input: seesDiagnosis ? redactDeep(input, rewrite) : {
      ...redactDeep(input, rewrite),
      members: input.members.map(({ birthDay: _birthDay, conditions: _conditions, ...member }) => ({ ...redactDeep(member, rewrite), conditions: [] })),
    },
  };
}
