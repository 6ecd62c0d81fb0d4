import { describe, expect, expectTypeOf, it } from 'vitest';
import { actOnNeed } from '../../../server/classification/actOnNeed.ts';
import { needActSchema, needSchema } from '../../../server/classification/contract.ts';
import type { Need, NeedAct, NeedIn, NeedState } from '../../../server/classification/contract.ts';
import { confirmNeed, rejectNeed } from '../../../server/classification/decideNeed.ts';
import { FIRST_CLASSIFICATION_TABLE } from '../../../server/classification/firstClassificationTable.ts';
import { acceptReferral, deliverService, giveFeedback, referNeed } from '../../../server/classification/followNeed.ts';
import { suggestNeeds } from '../../../server/classification/suggestNeeds.ts';
import type { Day } from '../../../server/rules/contract.ts';
import { DOMAIN_ROLES } from '../../../server/rules/contract.ts';

const officer = { id: 'zhao', name: '赵敏', role: 'clerk' } as const;
const [suggested] = suggestNeeds({ facts: {}, members: [{ id: 'm', facts: { ageYears: 81 } }] }, FIRST_CLASSIFICATION_TABLE, '2026-11-24' as Day).needs.slice(1);
if (!suggested) throw new Error('the table suggests nothing for somebody of 81');

const confirmed = confirmNeed(suggested, officer, 1);
const referred = referNeed(confirmed, officer, 2, '社区养老服务中心');
const accepted = acceptReferral(referred, '李站长', 3);
const delivered = deliverService(accepted, 4, '每日一餐');
const done = giveFeedback(delivered, 5, 5, '很好');
const rejected = rejectNeed(suggested, officer, 1, '子女同住照料');
const NEEDS: Record<NeedState, Need> = { suggested, confirmed, rejected, referred, accepted, delivered, feedback: done };

const ACTS: Record<NeedAct['act'], { readonly act: NeedAct; readonly from: NeedState; readonly to: NeedState }> = {
  confirm: { act: { act: 'confirm' }, from: 'suggested', to: 'confirmed' },
  reject: { act: { act: 'reject', reason: '子女同住照料' }, from: 'suggested', to: 'rejected' },
  refer: { act: { act: 'refer', to: '社区养老服务中心' }, from: 'confirmed', to: 'referred' },
  accept: { act: { act: 'accept', by: '李站长' }, from: 'referred', to: 'accepted' },
  deliver: { act: { act: 'deliver', what: '每日一餐' }, from: 'accepted', to: 'delivered' },
  giveFeedback: { act: { act: 'giveFeedback', satisfaction: 5, words: '很好' }, from: 'delivered', to: 'feedback' },
};

describe('a need', () => {
  it('goes from the suggestion to the feedback, and is kept as JSON in every state', () => {
    for (const need of Object.values(NEEDS)) expect(needSchema.parse(JSON.parse(JSON.stringify(need)))).toEqual(need);
    expect(done).toMatchObject({ confirmedBy: officer, referredTo: '社区养老服务中心', acceptedBy: '李站长', delivered: '每日一餐', satisfaction: 5 });
  });

  it('has its state in its type: only a suggestion is confirmed, only a confirmed need is referred', () => {
    expectTypeOf(confirmNeed).parameter(0).toEqualTypeOf<NeedIn<'suggested'>>();
    expectTypeOf(referNeed).parameter(0).toEqualTypeOf<NeedIn<'confirmed'>>();
    expectTypeOf<NeedIn<'suggested'>>().not.toExtend<NeedIn<'confirmed'>>();
    expectTypeOf<NeedIn<'rejected'>>().not.toExtend<Parameters<typeof referNeed>[0]>();
  });

  it('moves from one state by each act and from no other', () => {
    for (const [name, { act, from, to }] of Object.entries(ACTS)) {
      for (const [state, need] of Object.entries(NEEDS)) {
        const step = actOnNeed(need, needActSchema.parse(act), officer, 9);
        if (state === from) expect(step, `${name} from ${state}`).toMatchObject({ ok: true, need: { state: to } });
        else expect(step, `${name} from ${state}`).toMatchObject({ ok: false, violation: { code: 'need.notInThisState' } });
      }
    }
  });

  it('is decided by officers only; a household may give its own feedback', () => {
    for (const role of DOMAIN_ROLES) {
      for (const [name, { act, from, to }] of Object.entries(ACTS)) {
        const step = actOnNeed(NEEDS[from], act, { ...officer, role }, 9);
        const may = role === 'clerk' || role === 'approver' || (role === 'householdMember' && name === 'giveFeedback');
        if (may) expect(step, `${role} ${name}`).toMatchObject({ ok: true, need: { state: to } });
        else expect(step, `${role} ${name}`).toMatchObject({ ok: false, violation: { code: 'need.officersOnly' } });
      }
    }
  });

  it('is confirmed for some of its services, none of them invented', () => {
    expect(actOnNeed(suggested, { act: 'confirm', serviceIds: ['meals'] }, officer, 9)).toMatchObject({ ok: true, need: { confirmedServiceIds: ['meals'] } });
    expect(actOnNeed(suggested, { act: 'confirm', serviceIds: ['housing'] }, officer, 9)).toMatchObject({ ok: false, violation: { code: 'need.serviceNotSuggested' } });
  });
});
