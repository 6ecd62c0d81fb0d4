import { createHash, randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  BoardView, ExchangeReplies, ExchangeRequests, ExchangeView, ItemView, SpotCheckView,
} from '../../../server/supervision/contract.ts';
import type { TrailPage } from '../../../server/trail/contract.ts';
import type { Reply, VisitList } from '../../../server/visits/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { until } from '../../support/until.ts';
import { bringTo, done } from '../../support/visitActs.ts';

function ask<E extends keyof ExchangeRequests>(socket: Socket, event: E, request: unknown): Promise<Reply<ExchangeReplies[E]>> {
  return socket.timeout(10_000).emitWithAck(event, request) as Promise<Reply<ExchangeReplies[E]>>;
}

function valueOf<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`refused: ${reply.error.code}`);
  return reply.value;
}

const REPORT = { atDeviceMs: 1, earpiece: false, hidden: false };

describe('the exchange between the officer and the field', () => {
  let running: RunningPlatform;
  let office: Client;
  let field: Client;
  let desk: Socket;
  let phone: Socket;
  let seenByPhone: ItemView[];
  let seenByDesk: ItemView[];
  const visitId = 'demo-visit-1';

  beforeAll(async () => {
    running = await startPlatform();
    office = await running.signIn('supervisor');
    field = await running.signIn('investigator');
    await bringTo({ first: field, second: await running.signIn('investigator2') }, visitId, 'arrived');
    desk = running.connect(office);
    phone = running.connect(field);
    seenByPhone = [];
    seenByDesk = [];
    phone.on('exchange:item', ({ item }: { item: ItemView }) => seenByPhone.push(item));
    desk.on('exchange:item', ({ item }: { item: ItemView }) => seenByDesk.push(item));
    await until(() => desk.connected && phone.connected, 'both lines');
  });

  afterAll(async () => {
    desk.close();
    phone.close();
    await running.stop();
  });

  const prompt = (itemId: string, text = '请拍摄厨房') => ask(desk, 'exchange:act', { visitId, itemId, act: { kind: 'prompt', text } });
  const actsOf = async () => (await running.platform.trail.ofVisit(visitId)).map(({ act, details }) => ({ act, ...details }));

  it('brings a prompt to the phone, keeps it once however often it is sent, and tells the officer that it was read', async () => {
    const itemId = randomUUID();
    const first = valueOf(await prompt(itemId));
    expect(valueOf(await prompt(itemId))).toEqual(first);
    await until(() => seenByPhone.some(({ id }) => id === itemId), 'the prompt on the phone');
    expect(seenByPhone.filter(({ id }) => id === itemId)).toHaveLength(1);
    for (const answer of ['delivered', 'acknowledged', 'acknowledged', 'delivered']) {
      valueOf(await ask(phone, 'exchange:answer', { visitId, itemId, answer }));
    }
    await until(() => seenByDesk.at(-1)?.state === 'acknowledged', 'the answer at the desk');
    const { items } = await office.get<ExchangeView>(`/api/visits/${visitId}/exchange`);
    expect(items.find(({ id }) => id === itemId)).toMatchObject({ state: 'acknowledged', answeredBy: '李秀英', text: '请拍摄厨房' });
    const acts = (await actsOf()).filter(({ act }) => act.startsWith('exchange.'));
    expect(acts.map(({ act }) => act)).toEqual(['exchange.sent', 'exchange.answered', 'exchange.answered']);
    // Words can be forgotten, entries not.
    expect(JSON.stringify(await running.platform.trail.ofVisit(visitId))).not.toContain('厨房');
  });

  it('gives a phone that was away everything that was meant for it', async () => {
    phone.disconnect();
    const itemId = randomUUID();
    valueOf(await prompt(itemId, '请核对药盒'));
    const { items, may } = await field.get<ExchangeView>(`/api/visits/${visitId}/exchange`);
    expect(items.find(({ id }) => id === itemId)).toMatchObject({ state: 'sent', text: '请核对药盒' });
    expect(may).toEqual({ instruct: false, answer: true, pause: true, score: false });
    phone.connect();
    await until(() => phone.connected, 'the line');
  });

  it('keeps an officer’s bookmark from the field', async () => {
    const itemId = randomUUID();
    valueOf(await ask(desk, 'exchange:act', { visitId, itemId, act: { kind: 'bookmark', text: '药盒日期不清' } }));
    await until(() => seenByDesk.some(({ id }) => id === itemId), 'the bookmark at the desk');
    expect((await field.get<ExchangeView>(`/api/visits/${visitId}/exchange`)).items.map(({ kind }) => kind)).not.toContain('bookmark');
    expect(seenByPhone.map(({ kind }) => kind)).not.toContain('bookmark');
    expect(await ask(phone, 'exchange:answer', { visitId, itemId, answer: 'declined' })).toMatchObject({ ok: false, error: { code: 'exchange.unknown' } });
  });

  it('refuses what somebody may not do, what does not belong together, and what the device can’t', async () => {
    const act = { kind: 'prompt', text: '请拍摄厨房' };
    expect(await ask(phone, 'exchange:act', { visitId, itemId: randomUUID(), act })).toMatchObject({ ok: false, error: { code: 'access.denied' } });
    expect(await ask(desk, 'exchange:emergency', { visitId, itemId: randomUUID() })).toMatchObject({ ok: false, error: { code: 'access.denied' } });
    expect(await ask(desk, 'exchange:act', { visitId: 'demo-visit-2', itemId: randomUUID(), act })).toMatchObject({ ok: false, error: { code: 'visit.wrongState' } });
    const itemId = randomUUID();
    valueOf(await prompt(itemId));
    expect(await ask(phone, 'exchange:answer', { visitId: 'demo-visit-2', itemId, answer: 'acknowledged' })).toMatchObject({ ok: false, error: { code: 'exchange.unknown' } });
    for (const bad of [{ kind: 'point', x: 2, y: 0 }, { kind: 'drawing', points: [[0, 0]] }, { kind: 'prompt', text: ' ' }, { kind: 'format' }]) {
      expect(await ask(desk, 'exchange:act', { visitId, itemId: randomUUID(), act: bad })).toMatchObject({ ok: false, error: { code: 'input.invalid' } });
    }
    valueOf(await ask(phone, 'exchange:report', { visitId, report: { ...REPORT, camera: { cameras: 1, torch: false } } }));
    expect(await ask(desk, 'exchange:act', { visitId, itemId: randomUUID(), act: { kind: 'control', control: 'torch', value: 1 } }))
      .toMatchObject({ ok: false, error: { code: 'exchange.notPossible' } });
  });

  it('calls every officer on duty in an emergency, and tells the field that one has heard', async () => {
    const itemId = randomUUID();
    expect(valueOf(await ask(phone, 'exchange:emergency', { visitId, itemId }))).toMatchObject({ reached: 1, item: { state: 'sent' } });
    await until(() => seenByDesk.some(({ id }) => id === itemId), 'the call at the desk');
    expect((await office.get<BoardView>('/api/supervision/board')).visits).toMatchObject([{ visitId, emergency: { id: itemId } }]);
    valueOf(await ask(desk, 'exchange:answer', { visitId, itemId, answer: 'acknowledged' }));
    await until(() => seenByPhone.at(-1)?.state === 'acknowledged', 'the answer on the phone');
    expect((await office.get<BoardView>('/api/supervision/board')).visits[0]).not.toHaveProperty('emergency');
  });

  it('shows a privacy pause on every page, from either side, and once', async () => {
    valueOf(await ask(phone, 'exchange:pause', { visitId, on: true }));
    valueOf(await ask(desk, 'exchange:pause', { visitId, on: true }));
    const { visits } = await office.get<VisitList>('/api/visits');
    expect(visits.find(({ id }) => id === visitId)?.privacySinceMs).toBeGreaterThan(0);
    valueOf(await ask(desk, 'exchange:pause', { visitId, on: false }));
    expect((await office.get<VisitList>('/api/visits')).visits.find(({ id }) => id === visitId)).not.toHaveProperty('privacySinceMs');
    expect((await actsOf()).filter(({ act }) => act.startsWith('privacy.')).map(({ act }) => act)).toEqual(['privacy.paused', 'privacy.resumed']);
    const { items } = await field.get<ExchangeView>(`/api/visits/${visitId}/exchange`);
    expect(items.findLast(({ kind }) => kind === 'privacyPause')?.endedAtMs).toBeGreaterThan(0);
  });

  it('lets an officer take charge, and another page see who has it', async () => {
    expect(((await (await office.post(`/api/visits/${visitId}/lead`)).json()) as ExchangeView).lead).toMatchObject({ name: '王建国' });
    await office.post(`/api/visits/${visitId}/lead`);
    expect((await field.get<ExchangeView>(`/api/visits/${visitId}/exchange`)).lead).toMatchObject({ name: '王建国' });
    expect((await actsOf()).filter(({ act }) => act === 'watch.leadTaken')).toHaveLength(1);
    expect(await codeOf(await field.post(`/api/visits/${visitId}/lead`))).toBe('access.denied');
  });

  it('scores a visit that is over and no other, and draws samples that anybody can repeat', async () => {
    const marks = { manner: 5, completeness: 4, evidence: 3, truthfulness: 5, recording: 4 };
    expect(await codeOf(await office.post(`/api/visits/${visitId}/score`, { marks }))).toBe('visit.wrongState');
    expect(await codeOf(await office.post('/api/supervision/draw'))).toBe('supervision.nothingLive');
    await done(field, visitId, { act: 'abort', reason: '突发情况' });
    expect(await (await office.post(`/api/visits/${visitId}/score`, { marks, note: '细致' })).json()).toMatchObject({ marks, by: '王建国' });
    expect(await codeOf(await office.post(`/api/visits/${visitId}/score`, { marks: { ...marks, manner: 6 } }))).toBe('input.invalid');

    const check = (await (await office.post('/api/supervision/spot-checks', { percent: 10, fromMs: 0, toMs: Date.now() + 1 })).json()) as SpotCheckView;
    expect(check).toMatchObject({ candidates: [visitId], picked: [visitId] });
    const [drawn] = (await office.get<TrailPage>('/api/trail/entries?act=spotCheck.drawn')).entries;
    expect(drawn?.entry.details).toMatchObject({
      seed: check.seed, percent: 10, candidates: 1, picked: 1, candidatesSha256: createHash('sha256').update(visitId).digest('hex'),
    });
    expect(await codeOf(await field.post('/api/supervision/spot-checks', { percent: 10, fromMs: 0, toMs: 1 }))).toBe('access.denied');
  });
});
