import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswersReply, FormView, LineHistory, SentAnswer } from '../../../server/forms/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { startPlatform } from '../../support/startPlatform.ts';
import { answer, bringTo } from '../../support/visitActs.ts';
import type { Pair } from '../../support/visitActs.ts';

const VISIT = 'demo-visit-1';
let running: RunningPlatform;
let pair: Pair;

beforeAll(async () => {
  running = await startPlatform();
  pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
  await bringTo(pair, VISIT, 'inProgress');
});
afterAll(() => running.stop());

async function send(client: Client, ...answers: SentAnswer[]): Promise<AnswersReply> {
  const response = await client.post(`/api/visits/${VISIT}/answers`, { answers });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as AnswersReply;
}
const outcome = async (sent: SentAnswer): Promise<unknown> => (await send(pair.first, sent)).outcomes[0];

describe('answers', () => {
  test('an answer sent again is kept once, a new one is a new revision with the old value beside it', async () => {
    const first = answer('living.utilities', 12_000);
    expect((await send(pair.first, first, first)).outcomes).toMatchObject([{ outcome: 'kept', revision: 1 }, { outcome: 'kept', revision: 1 }]);
    await send(pair.first, answer('living.utilities', 15_000, { basedOn: 1 }));
    const { answers } = await pair.first.get<LineHistory>(`/api/visits/${VISIT}/form/history?itemId=living.utilities`);
    expect(answers).toMatchObject([{ revision: 1, value: 12_000 }, { revision: 2, value: 15_000, previous: 12_000 }]);
    const entries = (await running.platform.trail.ofVisit(VISIT)).filter((entry) => entry.act === 'form.answered' && entry.details['item'] === 'living.utilities');
    expect(entries.at(-1)).toMatchObject({ details: { revision: 2 }, deviceAtMs: expect.any(Number) as unknown, withheld: { value: expect.any(String) as unknown, previous: expect.any(String) as unknown } });
  });

  test('two devices that had not seen each other are both kept and shown, until somebody chooses', async () => {
    await send(pair.first, answer('housing.ownership', 'owned'));
    const clash = await send(pair.second, answer('housing.ownership', 'rented', { deviceId: 'phone-2' }));
    expect(clash.outcomes).toMatchObject([{ outcome: 'conflict', revision: 2 }]);
    const line = clash.form.lines.find((one) => one.itemId === 'housing.ownership');
    expect(line).toMatchObject({ value: 'rented', by: 'demo-investigator2', against: [{ value: 'owned', by: 'demo-investigator' }] });
    expect(clash.form.hints).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'form.conflict', itemId: 'housing.ownership' }) as unknown]));
    const settled = await send(pair.first, answer('housing.ownership', 'owned', { basedOn: 2 }));
    expect(settled.outcomes).toMatchObject([{ outcome: 'kept', revision: 3 }]);
    expect(settled.form.lines.find((one) => one.itemId === 'housing.ownership')?.against).toEqual([]);
  });

  test('the same device’s queue never contradicts itself', async () => {
    const reply = await send(pair.first, answer('living.food', 'plain'), answer('living.food', 'lacking'));
    expect(reply.outcomes).toMatchObject([{ outcome: 'kept' }, { outcome: 'kept', revision: 2 }]);
  });

  test.each([
    ['living.utilities', -1, 'form.negativeMoney'], ['living.utilities', 1.5, 'form.notWholeFen'], ['living.utilities', 'viel', 'form.wrongKind'],
    ['members.m1.birthDay', '1899-12-31', 'form.before1900'], ['members.m1.birthDay', '2026-02-30', 'form.notADate'], ['members.m1.birthDay', '2999-01-01', 'form.inTheFuture'],
    ['members.m1.idNumber', '150102198003011234', 'form.idNumberDoubtful'], ['living.heating', 'dragon', 'form.notAnOption'],
    ['obligors.o1.income', 5, 'form.obligorConsentFirst'], ['nothing.here', 'x', 'form.lineUnknown'], ['members.m1.failedAdls', 7, 'form.outOfRange'],
  ] as const)('%s = %s is refused as %s, in Chinese, and holds nothing else up', async (itemId, value, code) => {
    const reply = await send(pair.first, answer(itemId, value), answer('closing.facts', `事实 ${itemId}`, { basedOn: 99 }));
    expect(reply.outcomes[0]).toMatchObject({ outcome: 'refused', code, message: expect.stringMatching(/[一-龥]/u) as unknown });
    expect(reply.outcomes[1]).toMatchObject({ outcome: 'kept' });
  });

  test('a doubtful ID number is kept with a reason', async () => {
    expect(await outcome(answer('members.m1.idNumber', '150102198003011234', { reason: '证件如此，已核对' }))).toMatchObject({ outcome: 'kept' });
  });

  test('a paste of 10 MB and an answer of no kind are refused whole', async () => {
    const huge = await pair.first.post(`/api/visits/${VISIT}/answers`, { answers: [answer('closing.facts', 'x'.repeat(10_000_000))] });
    expect(huge.status).toBe(413);
    expect((await pair.first.post(`/api/visits/${VISIT}/answers`, { answers: [{ ...answer('closing.facts', 'x'), value: { a: 1 } }] })).status).toBe(400);
  });
});

describe('who sees the form', () => {
  test('the supervisor sees answers but no diagnosis and no whole ID number, the reviewer masked names, the office nothing', async () => {
    await send(pair.first, answer('members.m2.name', '张建国'), answer('members.m2.health', 'chronic'), answer('members.m2.idNumber', '11010519491231002X'));
    const see = async (user: 'supervisor' | 'reviewer'): Promise<Map<string, unknown>> =>
      new Map((await (await running.signIn(user)).get<FormView>(`/api/visits/${VISIT}/form`)).lines.map((one) => [one.itemId, one.value]));
    const supervisor = await see('supervisor');
    expect([supervisor.get('members.m2.name'), supervisor.get('members.m2.idNumber'), supervisor.has('members.m2.health')]).toEqual(['张建国', '110***********002X', false]);
    expect((await see('reviewer')).get('members.m2.name')).not.toBe('张建国');
    expect((await (await running.signIn('orgadmin')).fetch(`/api/visits/${VISIT}/form`)).status).toBe(403);
  });
});
