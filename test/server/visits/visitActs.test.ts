import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { NOTICE_TEXTS } from '../../../server/visits/notices/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { ask, codeOf, startPlatform } from '../../support/startPlatform.ts';
import { act, answer, bringTo, CONSENT, done, INK } from '../../support/visitActs.ts';
import type { Pair } from '../../support/visitActs.ts';

let running: RunningPlatform;
let pair: Pair;
let orgAdmin: Client;
let supervisor: Client;

beforeAll(async () => {
  running = await startPlatform({ env: { PRESENCE_GRACE_SECONDS: '600' } });
  pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
  orgAdmin = await running.signIn('orgadmin');
  supervisor = await running.signIn('supervisor');
});
afterAll(() => running.stop());

async function newVisit(): Promise<string> {
  const response = await orgAdmin.post('/api/visits', {
    householdId: 'demo-household-1', investigatorIds: ['demo-investigator', 'demo-investigator2'], appointedAtMs: Date.now(),
  });
  return ((await response.json()) as VisitDetail).id;
}
const detail = (id: string): Promise<VisitDetail> => pair.first.get(`/api/visits/${id}`);
const refusal = async (response: Response): Promise<[number, string]> => [response.status, await codeOf(response)];
const actsOf = async (id: string): Promise<string[]> => (await running.platform.trail.ofVisit(id)).map((entry) => entry.act);

describe('a visit that goes well', () => {
  test('goes through every state, each a step in the trail, and is sealed', async () => {
    const id = await newVisit();
    expect(await detail(id)).toMatchObject({ state: 'dispatched', acceptedBy: [] });
    await bringTo(pair, id, 'signed');
    const signed = await detail(id);
    expect(signed.signatures.map((one) => one.as)).toEqual(['investigator', 'investigator', 'member']);
    expect(new Set(signed.signatures.map((one) => one.digest))).toEqual(new Set([signed.signedDigest]));
    // Nothing was streamed here, so the seal waits for the reason.
    expect((await done(pair.first, id, { act: 'close' })).state).toBe('uploaded');
    const sealed = await done(pair.first, id, { act: 'explainNoRecording', reason: '设备故障，改用纸质记录' });
    expect(sealed).toMatchObject({ state: 'sealed', sealedAtMs: expect.any(Number) as unknown });
    expect(await actsOf(id)).toEqual(expect.arrayContaining([
      'visit.assigned', 'visit.dispatched', 'visit.accepted', 'visit.appointed', 'visit.arrived', 'visit.identified', 'visit.noticeGiven', 'visit.consentRecorded',
      'visit.joined', 'visit.started', 'form.readBack', 'form.signed', 'visit.closed', 'visit.uploaded', 'visit.sealed',
    ]));
  });

  test('an act that is sent again is done once', async () => {
    const id = await newVisit();
    const once = { actId: 'accept-me-once' };
    expect((await act(pair.first, id, { act: 'accept', conflict: 'none' }, once)).status).toBe(200);
    expect((await act(pair.first, id, { act: 'accept', conflict: 'none' }, once)).status).toBe(200);
    expect((await actsOf(id)).filter((one) => one === 'visit.accepted')).toHaveLength(1);
  });
});

test('a phone’s look at itself is kept with the visit, before the door and at it, and forbids nothing', async () => {
  const id = await newVisit();
  const found = { camera: 'good', microphone: 'poor', peakDb: -51, network: 'bad', clockOffsetMs: -812, clockUncertaintyMs: 14 } as const;
  const checked = await done(pair.first, id, { act: 'check', found });
  expect(checked).toMatchObject({ state: 'dispatched', checks: [{ by: 'demo-investigator', found }] });
  await bringTo(pair, id, 'arrived');
  expect((await done(pair.second, id, { act: 'check', found: {} })).checks.map(({ by }) => by)).toEqual(['demo-investigator', 'demo-investigator2']);
  const [entry] = (await running.platform.trail.ofVisit(id)).filter((one) => one.act === 'visit.checked');
  expect(entry?.details).toMatchObject(found);
  expect((await act(pair.first, id, { act: 'check', found: { camera: 'splendid' } } as never)).status).toBe(400);
  expect(await refusal(await act(supervisor, id, { act: 'check', found }))).toEqual([403, expect.any(String)]);
});

test('how much a line carries is measured with bytes that nobody can make fewer', async () => {
  const down = await pair.first.fetch('/api/line-check');
  expect((await down.arrayBuffer()).byteLength).toBeGreaterThan(300_000);
  expect(down.headers.get('content-encoding')).toBeNull();
  const up = (bytes: number): Promise<Response> => pair.first.fetch('/api/line-check', { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(bytes) });
  expect((await up(200_000)).status).toBe(204);
  expect((await up(2_000_000)).status).toBe(413);
});

describe('what the field’s list forbids is refused by the name of the rule', () => {
  test('1 · no start with one investigator, with one device, or before notice and consent', async () => {
    const id = await newVisit();
    await bringTo(pair, id, 'noticeGiven');
    await done(pair.second, id, { act: 'join', deviceId: 'phone-1' });
    expect(await refusal(await act(pair.first, id, { act: 'start' }))).toEqual([409, 'visit.noticeAndConsentFirst']);
    await done(pair.first, id, CONSENT, { ink: INK });
    expect(await refusal(await act(pair.first, id, { act: 'start' }))).toEqual([409, 'visit.twoPresent']);
    await done(pair.second, id, { act: 'leave' });
    const alone = await act(pair.first, id, { act: 'start' });
    expect(((await alone.json()) as { error: { message: string } }).error.message).toContain('须有两名调查员用各自账号和各自设备同时到场');
    await done(pair.second, id, { act: 'join', deviceId: 'phone-2' });
    expect((await done(pair.first, id, { act: 'start' })).state).toBe('inProgress');
  });

  test('2 · no signature before the read-back, for another person, or without ink; no edit after it', async () => {
    const id = await newVisit();
    await bringTo(pair, id, 'inProgress');
    const sign = { act: 'sign', signer: { as: 'investigator', accountId: 'demo-investigator' }, means: 'signature' } as const;
    expect(await refusal(await act(pair.first, id, sign, { ink: INK }))).toEqual([409, 'visit.readBackBeforeSigning']);
    await done(pair.first, id, { act: 'readBack', language: 'zh-CN', means: 'speech' });
    expect(await refusal(await act(pair.second, id, sign, { ink: INK }))).toEqual([403, 'visit.signForYourselfOnly']);
    expect(await refusal(await act(pair.first, id, sign))).toEqual([400, 'visit.inkMissing']);
    expect(await refusal(await act(pair.first, id, { act: 'sign', signer: { as: 'member', personId: 'stranger' }, means: 'signature' }, { ink: INK }))).toEqual([409, 'visit.signerNotAdultMember']);
    const sent = async (value: string): Promise<unknown> =>
      ((await (await pair.first.post(`/api/visits/${id}/answers`, { answers: [answer('closing.comments', value)] })).json()) as { outcomes: unknown[] }).outcomes[0];
    expect(await sent('无意见')).toMatchObject({ outcome: 'kept' });
    expect((await detail(id)).state, 'an answer after the read-back opens the form again').toBe('inProgress');
    await done(pair.first, id, { act: 'readBack', language: 'zh-CN', means: 'person' });
    await done(pair.first, id, sign, { ink: INK });
    expect(await sent('改一下')).toMatchObject({ outcome: 'refused', code: 'visit.formIsFrozen', message: '调查表已有签字，不能再修改。' });
  });

  test('10 · refusing the picture is a consent outcome with a fallback, refusing the visit an end', async () => {
    const id = await newVisit();
    await bringTo(pair, id, 'identified');
    const refuse = { act: 'recordRefusal', refused: 'recordingOnly', reason: '不愿意录像' } as const;
    expect(await refusal(await act(pair.first, id, refuse))).toEqual([409, 'visit.recordingRefusalIsNotVisitRefusal']);
    await bringTo(pair, id, 'noticeGiven');
    expect(await done(pair.first, id, refuse)).toMatchObject({ state: 'consentRecorded', recordingRefused: true, may: { publish: false } });
    const socket = running.connect(pair.first);
    expect(await ask(socket, 'live:join', { visitId: id, as: 'publisher' })).toMatchObject({ ok: false, error: { code: 'visit.recordingRefused' } });
    socket.close();
    await bringTo(pair, id, 'signed');
    expect((await detail(id)).state, 'without a village witness the signatures are not complete').toBe('readBack');
    await done(pair.first, id, { act: 'sign', signer: { as: 'witness', personId: 'witness-1', name: '乌兰' }, means: 'signature' }, { ink: INK });
    expect((await done(pair.first, id, { act: 'close' })).state).toBe('sealed');

    const other = await newVisit();
    await bringTo(pair, other, 'arrived');
    expect(await done(pair.first, other, { act: 'recordRefusal', refused: 'visit', reason: '拒绝入户' })).toMatchObject({ state: 'visitRefused', exitReason: '拒绝入户', sealedAtMs: expect.any(Number) as unknown });
  });

  test('an organisation, a supervisor and a stranger have no part in the field’s acts', async () => {
    const id = await newVisit();
    await bringTo(pair, id, 'arrived');
    expect(await refusal(await act(orgAdmin, id, { act: 'identify' }))).toEqual([403, 'visit.roleMayNot']);
    expect(await refusal(await act(supervisor, id, { act: 'identify' }))).toEqual([403, 'visit.roleMayNot']);
    expect(await refusal(await act(await running.signIn('reviewer'), id, { act: 'identify' }))).toEqual([403, 'access.denied']);
    expect(await refusal(await act(pair.first, id, { act: 'seal' }))).toEqual([409, 'visit.notInThisState']);
    expect(await refusal(await act(pair.first, id, { act: 'countSegments', made: 0, received: 9 }))).toEqual([409, 'visit.notInThisState']);
  });

  test('a consent names a text that exists, carries ink or a running recording, and is hashed into the trail', async () => {
    const id = await newVisit();
    await bringTo(pair, id, 'noticeGiven');
    expect(await refusal(await act(pair.first, id, { ...CONSENT, language: 'mn-Mong' }, { ink: INK }))).toEqual([400, 'notice.textUnknown']);
    expect(await refusal(await act(pair.first, id, CONSENT))).toEqual([400, 'visit.inkMissing']);
    expect(await refusal(await act(pair.first, id, { ...CONSENT, means: 'spoken' }))).toEqual([409, 'visit.notOnRecord']);
    const { consents } = await done(pair.first, id, CONSENT, { ink: INK });
    expect(consents).toMatchObject([{ kind: 'recording', outcome: 'given', textVersion: NOTICE_TEXTS[0]?.version, recordedBy: 'demo-investigator' }]);
    const entry = (await running.platform.trail.ofVisit(id)).find((one) => one.act === 'visit.consentRecorded');
    expect(entry?.details).toMatchObject({ kind: 'recording', strokesSha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as unknown, pngSha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as unknown });
    const path = `/api/visits/${id}/ink/${consents[0]?.inkId}`;
    expect((await pair.second.fetch(path)).headers.get('content-type')).toBe('image/png');
    expect((await (await running.signIn('reviewer')).fetch(path)).status, 'signatures are hidden from a reviewer').toBe(404);
    expect((await orgAdmin.fetch(path)).status).toBe(403);
  });
});
