import { randomUUID } from 'node:crypto';
import type { AnswerValue, FormView, SentAnswer } from '../../server/forms/contract.ts';
import type { VisitAct } from '../../server/rules/contract.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { noticeText } from '../../server/visits/notices/contract.ts';
import type { Ink } from '../../server/visits/record/contract.ts';
import type { Client } from './startPlatform.ts';

/** The smallest PNG there is: one transparent pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
export const INK: Ink = { widthPx: 320, heightPx: 160, strokes: [[[10, 20, 0, 500], [60, 80, 120, 700]]], png: PNG };
const NOTICE = noticeText('notice')?.version ?? '';

/** The two of the demo, each with a device of their own. */
export interface Pair {
  readonly first: Client;
  readonly second: Client;
}

export function act(client: Client, visitId: string, one: VisitAct, more: { ink?: Ink; actId?: string } = {}): Promise<Response> {
  return client.post(`/api/visits/${visitId}/acts`, { actId: randomUUID(), deviceAtMs: Date.now(), act: one, ...more });
}

export async function done(client: Client, visitId: string, one: VisitAct, more: { ink?: Ink } = {}): Promise<VisitDetail> {
  const response = await act(client, visitId, one, more);
  if (!response.ok) throw new Error(`${one.act}: ${response.status} ${await response.text()}`);
  return (await response.json()) as VisitDetail;
}

export const CONSENT: Extract<VisitAct, { act: 'recordConsent' }> = {
  act: 'recordConsent', kind: 'recording', outcome: 'given', personId: 'applicant', textVersion: NOTICE, language: 'zh-CN', means: 'signature',
};

/** The way from the office's dispatch to a state of a visit that goes well, in order. Each step ends in its state. */
const WAY: readonly (readonly [state: VisitDetail['state'], walk: (pair: Pair, visitId: string) => Promise<unknown>])[] = [
  ['appointed', async ({ first, second }, id) => {
    await done(first, id, { act: 'accept', conflict: 'none' });
    await done(second, id, { act: 'accept', conflict: 'none' });
  }],
  ['arrived', ({ first }, id) => done(first, id, { act: 'arrive', deviceId: 'phone-1' })],
  ['identified', ({ first }, id) => done(first, id, { act: 'identify' })],
  ['noticeGiven', ({ first }, id) => done(first, id, { act: 'giveNotice', textVersion: NOTICE, language: 'zh-CN' })],
  ['consentRecorded', ({ first }, id) => done(first, id, CONSENT, { ink: INK })],
  ['inProgress', async ({ first, second }, id) => {
    await done(second, id, { act: 'join', deviceId: 'phone-2' });
    await done(first, id, { act: 'start' });
  }],
  ['readBack', ({ first }, id) => done(first, id, { act: 'readBack', language: 'zh-CN', means: 'person' })],
  ['signed', async ({ first, second }, id) => {
    await done(first, id, { act: 'sign', signer: { as: 'investigator', accountId: 'demo-investigator' }, means: 'signature' }, { ink: INK });
    await done(second, id, { act: 'sign', signer: { as: 'investigator', accountId: 'demo-investigator2' }, means: 'signature' }, { ink: INK });
    const { registered } = await first.get<FormView>(`/api/visits/${id}/form`);
    await done(first, id, { act: 'sign', signer: { as: 'member', personId: registered.find((one) => one.relation === 'self')?.id ?? '' }, means: 'signature' }, { ink: INK });
  }],
];

/** Brings a freshly dispatched visit of the demo to this state by the acts of its two investigators. */
export async function bringTo(pair: Pair, visitId: string, wanted: VisitDetail['state']): Promise<void> {
  const last = WAY.findIndex(([state]) => state === wanted);
  if (last < 0) throw new Error(`${wanted} is not on the way`);
  const { state } = await pair.first.get<VisitDetail>(`/api/visits/${visitId}`);
  const begin = WAY.findIndex(([one]) => one === state) + 1;
  for (const [, walk] of WAY.slice(begin, last + 1)) await walk(pair, visitId);
}

/** One answer as a device would send it. */
export function answer(itemId: string, value: AnswerValue, more: Partial<SentAnswer> = {}): SentAnswer {
  return { answerId: randomUUID(), itemId, value, source: 'stated', basedOn: 0, deviceId: 'phone-1', deviceAtMs: Date.now(), ...more };
}

/** Brings a visit that nobody recorded to its seal, with the reason why. */
export async function sealVisit(pair: Pair, visitId: string): Promise<void> {
  await bringTo(pair, visitId, 'signed');
  await done(pair.first, visitId, { act: 'close' });
  await done(pair.first, visitId, { act: 'explainNoRecording', reason: '设备故障，改用纸质记录' });
}
