import { describe, expect, it } from 'vitest';
import { ACTIONS, may, scopeOf } from '../../../server/people/abilities.ts';
import { ROLES } from '../../../server/people/contract.ts';

const visit = { organisationId: 'vendor', townId: 'town', investigatorIds: ['li', 'ba'] };
const person = (role: (typeof ROLES)[number], id = 'x', organisationId = 'elsewhere'): Parameters<typeof may>[0] => ({ id, role, organisationId });

describe('abilities', () => {
  it('let an investigator into the own visits and no others', () => {
    expect(may(person('investigator', 'li'), 'visit.publish', visit)).toBe(true);
    expect(may(person('investigator', 'wang', 'vendor'), 'visit.publish', visit)).toBe(false);
  });

  it('keep the field from watching and replaying', () => {
    for (const action of ['visit.watch', 'replay.open', 'visit.assign'] as const) {
      expect(scopeOf('investigator', action)).toBeUndefined();
    }
  });

  it('show an organisation’s administrator its visits but no content', () => {
    expect(may(person('orgAdmin', 'z', 'vendor'), 'visit.list', visit)).toBe(true);
    expect(may(person('orgAdmin', 'z', 'other'), 'visit.list', visit)).toBe(false);
    for (const action of ['visit.view', 'visit.watch', 'photo.view', 'replay.open'] as const) {
      expect(may(person('orgAdmin', 'z', 'vendor'), action, visit)).toBe(false);
    }
  });

  it('let nobody but investigators change a visit’s content', () => {
    for (const role of ROLES.filter((one) => one !== 'investigator')) {
      for (const action of ['visit.publish', 'form.answer', 'photo.add', 'gap.explain'] as const) {
        expect(may(person(role, 'li', 'vendor'), action, visit), `${role} ${action}`).toBe(false);
      }
    }
  });

  it('let a town’s officers see its own visits and cases and no other town’s', () => {
    for (const role of ['clerk', 'approver'] as const) {
      for (const action of ['visit.list', 'case.list', 'case.view'] as const) {
        expect(may(person(role, 'x', 'town'), action, visit), `${role} ${action}`).toBe(true);
        expect(may(person(role, 'x', 'othertown'), action, visit), `${role} ${action}`).toBe(false);
        expect(may(person(role, 'x', 'town'), action, { investigatorIds: [] }), `${role} ${action}`).toBe(false);
      }
    }
  });

  it('show who keeps the system running no case and no visit', () => {
    for (const action of ACTIONS.filter((one) => /^(case|visit|photo|replay|trail|report|calculation|interview|document)\./u.test(one))) {
      expect(scopeOf('systemAdmin', action), action).toBeUndefined();
    }
  });

  it('leave no action without somebody who may do it', () => {
    for (const action of ACTIONS) expect(ROLES.some((role) => scopeOf(role, action)), action).toBe(true);
  });
});
