import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PiecesReport } from '../../../server/pieces/contract.ts';
import type { VisitAct } from '../../../server/rules/contract.ts';
import type { VisitDetail } from '../../../server/visits/contract.ts';
import { noticeText } from '../../../server/visits/notices/contract.ts';
import type { Ink } from '../../../server/visits/record/contract.ts';
import { makePiece } from '../../recordings/makePiece.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { bringTo, CONSENT, done } from '../../support/visitActs.ts';
import type { Pair } from '../../support/visitActs.ts';

const HOUR_MS = 3_600_000;
const TUS = { 'Tus-Resumable': '1.0.0' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The phone's clock is an hour slow, and its last check knew it. */
const OFFSET_MS = HOUR_MS;

let running: RunningPlatform;
let pair: Pair;
let folder: string;
const visitId = 'demo-visit-1';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'later-'));
  // Nobody waits for a connection in this test; a false absence would come within the test.
  running = await startPlatform({ env: { PRESENCE_GRACE_SECONDS: '0.1' } });
  pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
  await bringTo(pair, visitId, 'appointed');
});
afterAll(async () => {
  await running.stop();
  await rm(folder, { recursive: true });
});

/** Tells an act that was done at this time by the server's clock. */
async function tell(client: Client, act: VisitAct, atMs: number, more: { ink?: Ink; clockOffsetMs?: number } = {}): Promise<Response> {
  const { clockOffsetMs = OFFSET_MS, ...rest } = more;
  return client.post(`/api/visits/${visitId}/acts`, {
    actId: randomUUID(), act, deviceAtMs: Math.round(atMs - clockOffsetMs), sentLater: { clockOffsetMs, clockUncertaintyMs: 40 }, ...rest,
  });
}
async function told(client: Client, act: VisitAct, atMs: number, more: { ink?: Ink } = {}): Promise<VisitDetail> {
  const response = await tell(client, act, atMs, more);
  if (!response.ok) throw new Error(`${act.act}: ${await response.text()}`);
  return (await response.json()) as VisitDetail;
}

describe('a visit that was done without a network and is told in the evening', () => {
  const doneAtMs = Date.now() - 2 * HOUR_MS;
  const notice = noticeText('notice')?.version ?? '';

  test('has the times of the phone’s clock, corrected by that clock’s last check', async () => {
    expect(await told(pair.first, { act: 'arrive', deviceId: 'phone-1' }, doneAtMs)).toMatchObject({ state: 'arrived', begunOffline: true, startedAtMs: doneAtMs });
    const entry = (await running.platform.trail.ofVisit(visitId)).find(({ act }) => act === 'visit.arrived');
    expect(entry).toMatchObject({ deviceAtMs: doneAtMs - OFFSET_MS, details: { sentLater: true, clockOffsetMs: OFFSET_MS, placedAtMs: doneAtMs } });
  });

  test('takes the other phone’s arrival as joining it', async () => {
    const { presence, state, startedAtMs } = await told(pair.second, { act: 'arrive', deviceId: 'phone-2' }, doneAtMs + 5_000);
    expect({ state, startedAtMs }).toEqual({ state: 'arrived', startedAtMs: doneAtMs });
    expect(presence.present.map(({ deviceId }) => deviceId)).toEqual(['phone-1', 'phone-2']);
  });

  test('never lies in the future or before its begin, whatever a clock says', async () => {
    const { consents } = await (async () => {
      await told(pair.first, { act: 'identify' }, doneAtMs + 60_000);
      await told(pair.first, { act: 'giveNotice', textVersion: notice, language: 'zh-CN' }, doneAtMs + 90_000);
      return told(pair.first, { ...CONSENT, means: 'spoken' }, doneAtMs - 9 * HOUR_MS);
    })();
    expect(consents[0]?.atMs).toBe(doneAtMs);
  });

  test('takes only what the field does by itself', async () => {
    expect(await codeOf(await tell(pair.first, { act: 'explainGap', gapId: 'g1', explanation: '没有信号' }, doneAtMs))).toBe('input.invalid');
  });

  test('waits in order: whoever tells a later step first is refused by the step’s own rule', async () => {
    expect(await codeOf(await tell(pair.first, { act: 'readBack', language: 'zh-CN', means: 'person' }, doneAtMs + 200_000))).toBe('visit.notInThisState');
    // Nobody was taken for absent because their phone only tells of it now.
    expect((await told(pair.first, { act: 'start' }, doneAtMs + 120_000)).state).toBe('inProgress');
  });

  test('is recorded by what the phones hand in, from the begin to the end they tell', async () => {
    const report = (): Promise<PiecesReport> => pair.first.get(`/api/visits/${visitId}/pieces`);
    expect((await report()).lacking).toMatchObject([{ source: 'camera', startMs: doneAtMs, cause: 'network' }, { source: 'microphone', startMs: doneAtMs, cause: 'network' }]);
    await makePiece(join(folder, 'piece.mp4'), { seconds: 4 });
    const bytes = await readFile(join(folder, 'piece.mp4'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await pair.first.post(`/api/visits/${visitId}/pieces/expected`, { pieces: [{ sha256, sources: ['camera', 'microphone'], startMs: doneAtMs, endMs: doneAtMs + 4_000 }] });

    await bringTo(pair, visitId, 'signed');
    const closed = await told(pair.first, { act: 'close' }, doneAtMs + 4_000);
    expect(closed.closedAtMs).toBe(doneAtMs + 4_000);
    for (const { id, endMs } of closed.recording?.gaps ?? []) {
      expect(endMs).toBe(doneAtMs + 4_000);
      await done(pair.first, visitId, { act: 'explainGap', gapId: id, explanation: '山里没有信号' });
    }
    expect((await pair.first.get<VisitDetail>(`/api/visits/${visitId}`)).state, 'the seal waits for what the phone still has').toBe('uploaded');

    const claims = { sha256, deviceId: 'phone-1', deviceStartMs: doneAtMs - OFFSET_MS, clockOffsetMs: OFFSET_MS, sources: { video: 'camera', audio: 'microphone' } };
    const created = await pair.first.fetch('/api/pieces/uploads', {
      method: 'POST', headers: { ...TUS, 'Upload-Length': String(bytes.length), 'Upload-Metadata': `visitId ${base64(visitId)},claims ${base64(JSON.stringify(claims))}` },
    });
    const sent = await pair.first.fetch(created.headers.get('location') ?? '', {
      method: 'PATCH', headers: { ...TUS, 'Upload-Offset': '0', 'content-type': 'application/offset+octet-stream' }, body: new Uint8Array(bytes),
    });
    expect(sent.status).toBe(200);
    const sealed = await pair.first.get<VisitDetail>(`/api/visits/${visitId}`);
    expect(sealed.state).toBe('sealed');
    expect(sealed.recording?.gaps.map(({ source, filling }) => [source, filling])).toEqual([['camera', 'wholly'], ['microphone', 'wholly']]);
    expect(sealed.recording?.startMs).toBeCloseTo(doneAtMs, -2);
  });
});
