import { describe, expect, it } from 'vitest';
import { consentOutcomes, signedPlaces } from '../../../server/documents/compose/handsOf.ts';
import type { AccountView } from '../../../server/people/contract.ts';
import type { ConsentView, SignatureView } from '../../../server/visits/record/contract.ts';
import { buildForm, WORKED_EXAMPLE } from '../forms/buildForm.ts';

const form = buildForm(WORKED_EXAMPLE);
const png = async (id: string): Promise<string | undefined> => (id === 'gone' ? undefined : `png-${id}`);
const atMs = Date.parse('2026-11-24T02:00:00Z');

describe('hands on paper', () => {
  it('name who consented and how, the last word of each person', async () => {
    const consent = (outcome: 'given' | 'refused', changes: object = {}): ConsentView =>
      ({ kind: 'recording', outcome, personId: 'father', textVersion: '2026-11', language: 'zh-CN', means: 'spoken', atMs, recordedBy: 'li', ...changes }) as ConsentView;
    expect(await consentOutcomes([consent('refused'), consent('given', { means: 'signature', inkId: 'i1' })], { form, png })).toEqual([
      { kind: 'recording', given: true, personName: '张建国', on: '2026年11月24日', means: '签字', textVersion: '2026-11', png: 'png-i1' },
    ]);
  });

  it('name both investigators, the member and the witness, and tell a fingerprint', async () => {
    const signature = (as: SignatureView['as'], signerId: string, changes: object = {}): SignatureView =>
      ({ as, signerId, means: 'signature', atMs, recordedBy: 'li', digest: 'd', inkId: 'gone', ...changes }) as SignatureView;
    const accounts = [{ id: 'li', name: '李秀英' }] as unknown as AccountView[];
    const places = await signedPlaces(
      [signature('investigator', 'li', { inkId: 'i2' }), signature('member', 'mother', { means: 'fingerprint' }), signature('witness', 'w', { name: '赵主任' })],
      { form, accounts, png },
    );
    expect(places).toEqual([
      { label: '调查员', name: '李秀英', on: '2026年11月24日', png: 'png-i2' },
      { label: '被调查人', name: '李秀兰', on: '2026年11月24日', means: '（指印）' },
      { label: '见证人', name: '赵主任', on: '2026年11月24日' },
    ]);
  });
});
