import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import type { ArchiveId, Gap, GapId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { Database } from '../../server/store/Database.ts';
import type { ExchangeRequests } from '../../server/supervision/contract.ts';
import type { VisitId } from '../../server/visits/contract.ts';
import { VisitStore } from '../../server/visits/store.ts';
import { buildPhoto, sendForm } from '../server/evidence/buildEvidence.ts';
import { writePlayableArchive } from './playableArchive.ts';
import type { Client, RunningPlatform } from './startPlatform.ts';
import { startPlatform } from './startPlatform.ts';
import { answer, bringTo, done } from './visitActs.ts';

export interface PastVisit {
  readonly running: RunningPlatform;
  readonly visitId: VisitId;
  /** Of the recording, ms since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
}

export const PAST_VISIT = 'demo-visit-1' as VisitId;
/** The part of the visit that the picture is missing, as shares of its length. */
const GAP_SHARES = [0.6, 0.62] as const;

/** What is answered when, as shares of the visit's length. */
const ANSWERS = [
  [0.08, 'household.caseType', 'dibao'], [0.1, 'household.residence', 'registered'],
  [0.2, 'rooms.r1.kind', 'living'], [0.21, 'rooms.r1.outcome', 'entered'], [0.26, 'living.food', 'plain'],
  [0.3, 'living.heating', 'coal'], [0.34, 'living.heating', 'central'], [0.4, 'rooms.r2.kind', 'kitchen'], [0.41, 'rooms.r2.outcome', 'entered'],
  [0.45, 'housing.ownership', 'owned'], [0.48, 'housing.area', 62], [0.66, 'rooms.r3.kind', 'bedroom'], [0.67, 'rooms.r3.outcome', 'refused'],
  [0.7, 'closing.facts', '家中陈设简单，冰箱与电视为旧物，主要支出为常年用药。'],
] as const;

/**
 * A platform with a visit of a while ago: recorded, with answers, photos, prompts, a privacy pause, positions, a gap and
 * its explanation, and sealed. Everything happened by the platform's own acts while its clock was moved on; only the media
 * were written for it.
 */
export async function buildPastVisit(seconds: number, options: Parameters<typeof startPlatform>[0] & { readonly kbps?: number } = {}): Promise<PastVisit> {
  const { kbps, ...starting } = options;
  const trueNow = Date.now;
  const startMs = trueNow() - seconds * 1_000 - 60_000;
  let shownMs = startMs - 60_000;
  // What starts meanwhile keeps this function: it tells the true time once everything has happened.
  let isPast = true;
  Date.now = () => (isPast ? shownMs : globalThis.Date.now());
  try {
    const atShare = (share: number): void => { shownMs = Math.max(shownMs + 1, startMs + share * seconds * 1_000); };
    let running = await startPlatform(starting);
    const pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
    const office = await running.signIn('supervisor');
    await bringTo(pair, PAST_VISIT, 'appointed');
    shownMs = startMs;
    await bringTo(pair, PAST_VISIT, 'arrived');
    // A line of its own for each: a clock that leaps looks to an open one like a long silence.
    const ask = async <E extends keyof ExchangeRequests>(who: Client, event: E, request: ExchangeRequests[E]): Promise<void> => {
      const socket = running.connect(who);
      try {
        const reply = (await socket.timeout(10_000).emitWithAck(event, request)) as { readonly ok: boolean };
        if (!reply.ok) throw new Error(`${event}: ${JSON.stringify(reply)}`);
      } finally {
        socket.close();
      }
    };
    atShare(0.02);
    await bringTo(pair, PAST_VISIT, 'inProgress');

    const prompt = randomUUID();
    const acts: [share: number, act: () => Promise<unknown>][] = [
      ...ANSWERS.map(([share, itemId, value]): [number, () => Promise<unknown>] => [share, async () => {
        const revisions = ANSWERS.filter(([before, id]) => id === itemId && before < share).length;
        const response = await pair.first.post(`/api/visits/${PAST_VISIT}/answers`, { answers: [answer(itemId, value, { basedOn: revisions, deviceAtMs: shownMs })] });
        if (!response.ok) throw new Error(`${itemId}: ${await response.text()}`);
      }]),
      ...[0.22, 0.42, 0.5].map((share, i): [number, () => Promise<unknown>] => [share, async () => sendForm(pair.first, PAST_VISIT, await buildPhoto(i + 1), {
        takenAtDeviceMs: shownMs, description: { type: 'living', caption: ['客厅全景', '厨房灶台', '药品'][i]!, room: ['客厅', '厨房', '卧室'][i]! },
      })]),
      [0.24, () => ask(office, 'exchange:act', { visitId: PAST_VISIT, itemId: prompt, act: { kind: 'prompt', text: '请拍一下冰箱里面' } })],
      [0.245, () => ask(pair.first, 'exchange:answer', { visitId: PAST_VISIT, itemId: prompt, answer: 'acknowledged' })],
      [0.31, () => ask(office, 'exchange:act', { visitId: PAST_VISIT, itemId: randomUUID(), act: { kind: 'bookmark', text: '燃煤取暖，与申请表不符' } })],
      [0.52, () => ask(pair.first, 'exchange:pause', { visitId: PAST_VISIT, on: true })],
      [0.54, () => ask(pair.first, 'exchange:pause', { visitId: PAST_VISIT, on: false })],
      ...Array.from({ length: 30 }, (_, i): [number, () => Promise<unknown>] => [0.03 + i * 0.03, () => ask(pair.first, 'exchange:report', {
        visitId: PAST_VISIT,
        report: {
          atDeviceMs: shownMs, earpiece: false, hidden: false, battery: { level: 0.9 - i * 0.02, charging: false },
          position: { latitude: 40.8581 + Math.sin(i / 5) * 0.0004, longitude: 111.6612 + i * 0.00003, accuracyM: 8 + (i % 5) },
        },
      })]),
      [0.75, () => done(pair.second, PAST_VISIT, { act: 'leave', accountId: 'demo-investigator2' })],
      [0.8, () => done(pair.second, PAST_VISIT, { act: 'join', deviceId: 'phone-2' })],
    ];
    for (const [share, act] of acts.toSorted(([a], [b]) => a - b)) {
      atShare(share);
      await act();
    }
    atShare(0.95);
    await bringTo(pair, PAST_VISIT, 'signed');
    await running.stop({ keepData: true });

    const gap: Gap = {
      id: 'gap-camera-1' as GapId, source: 'camera', kind: 'video', cause: 'network', detectedBy: 'timeout',
      startMs: startMs + Math.round(GAP_SHARES[0] * seconds / 2) * 2_000, endMs: startMs + Math.round(GAP_SHARES[1] * seconds / 2) * 2_000,
    };
    await giveMedia(running.dataDir, { seconds, epochMs: startMs, gaps: gap.endMs! > gap.startMs ? [gap] : [], ...(kbps !== undefined && { kbps }) });
    atShare(1);
    running = await startPlatform({ ...starting, dataDir: running.dataDir });
    pair.first = await running.signIn('investigator');
    await done(pair.first, PAST_VISIT, { act: 'close' });
    if (gap.endMs! > gap.startMs) {
      await done(pair.first, PAST_VISIT, { act: 'explainGap', gapId: gap.id, explanation: '楼道里信号中断，重新连接后继续' });
      await (await running.signIn('supervisor')).post(`/api/visits/${PAST_VISIT}/gaps/${gap.id}/ruling`, { ruling: 'accepted' });
    }
    return { running, visitId: PAST_VISIT, startMs, endMs: startMs + seconds * 1_000 };
  } finally {
    isPast = false;
    Date.now = trueNow;
  }
}

/** In the place of what the recorder began, which heard nothing. */
async function giveMedia(dataDir: string, shape: Parameters<typeof writePlayableArchive>[2]): Promise<void> {
  const recordings = join(dataDir, 'recordings');
  await rm(join(recordings, PAST_VISIT), { recursive: true, force: true });
  const vault = await FileVault.create(recordings);
  const status = await writePlayableArchive(vault, PAST_VISIT as string as ArchiveId, shape);
  const database = await Database.create({ dataDir, log: pino({ level: 'error' }) });
  try {
    await new VisitStore(database.connection).keepRecording(PAST_VISIT, status);
  } finally {
    await database.close();
  }
}
