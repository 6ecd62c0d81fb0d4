import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FormRevisions } from '../../../server/forms/contract.ts';
import type { MediaLink, ReplayView } from '../../../server/replay/contract.ts';
import { LINK_MS, RENEW_WITHIN_MS, WAVE_STEP_MS } from '../../../server/replay/contract.ts';
import { buildPastVisit } from '../../support/buildPastVisit.ts';
import type { PastVisit } from '../../support/buildPastVisit.ts';
import type { Client } from '../../support/startPlatform.ts';

const SECONDS = 40;
let past: PastVisit;
let reviewer: Client;
let replay: ReplayView;

beforeAll(async () => {
  past = await buildPastVisit(SECONDS);
  reviewer = await past.running.signIn('reviewer');
  replay = await reviewer.get<ReplayView>(`/api/visits/${past.visitId}/replay`);
}, 60_000);

afterAll(() => past.running.stop());

const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { error: { code: string } }).error.code;

describe('the media of a replay', () => {
  it('answers a range with just these bytes, and what lies beyond the end with 416', async () => {
    const { files } = await reviewer.get<{ files: string[] }>(replay.media.archiveUrl);
    const path = replay.media.archiveUrl + files.find((file) => file.endsWith('.m4s'))!;
    const whole = Buffer.from(await (await reviewer.fetch(path)).arrayBuffer());
    const part = await reviewer.fetch(path, { headers: { range: 'bytes=10-29' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-29/${whole.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 30));
    const last = await reviewer.fetch(path, { headers: { range: 'bytes=-5' } });
    expect(Buffer.from(await last.arrayBuffer())).toEqual(whole.subarray(-5));
    expect((await reviewer.fetch(path, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
  });

  it('gives nothing to another person who holds the address, whatever the other may do', async () => {
    const supervisor = await past.running.signIn('supervisor');
    for (const url of [replay.media.hlsUrl, `${replay.media.archiveUrl}manifest.json`, `${replay.media.waveformUrl}microphone`]) {
      const response = await supervisor.fetch(url, { headers: { range: 'bytes=0-9' } });
      expect([response.status, await codeOf(response)], url).toEqual([403, 'replay.linkExpired']);
    }
    const forged = replay.media.hlsUrl.replace(/media\/[^.]+/u, `media/${(replay.media.expiresAtMs + 1).toString(36)}`);
    expect((await reviewer.fetch(forged)).status).toBe(403);
  });

  it('runs out after minutes, and is renewed without another look for whoever held it', async () => {
    const link = replay.media.hlsUrl.split('/media/')[1]!.split('/')[0]!;
    const looks = async (): Promise<number> => (await past.running.platform.trail.ofVisit(past.visitId)).filter(({ act }) => act === 'replay.opened').length;
    const before = await looks();
    const trueNow = Date.now;
    const clock = vi.spyOn(Date, 'now');
    try {
      clock.mockImplementation(() => trueNow() + LINK_MS + 1_000);
      expect((await reviewer.fetch(replay.media.hlsUrl)).status).toBe(403);
      const fresh = (await (await reviewer.post(`/api/visits/${past.visitId}/replay/link`, { link })).json()) as MediaLink;
      expect((await reviewer.fetch(fresh.hlsUrl)).status).toBe(200);
      expect(await looks()).toBe(before);
      clock.mockImplementation(() => trueNow() + RENEW_WITHIN_MS + LINK_MS + 60_000);
      const late = await reviewer.post(`/api/visits/${past.visitId}/replay/link`, { link });
      expect(late.status).toBeGreaterThanOrEqual(401);
    } finally {
      clock.mockRestore();
    }
  });

  it('shows how loud the sound is, a byte for every tenth of a second, from the archive’s own segments', async () => {
    const levels = new Uint8Array(await (await reviewer.fetch(`${replay.media.waveformUrl}microphone`)).arrayBuffer());
    expect(Math.abs(levels.length - (SECONDS * 1_000) / WAVE_STEP_MS)).toBeLessThanOrEqual(1);
    expect(Math.max(...levels)).toBeGreaterThan(100);
    const again = new Uint8Array(await (await reviewer.fetch(`${replay.media.waveformUrl}microphone`)).arrayBuffer());
    expect(again).toEqual(levels);
  });

  it('keeps every answer that was given, the corrected ones too', async () => {
    const { answers } = await reviewer.get<FormRevisions>(`/api/visits/${past.visitId}/form/revisions`);
    expect(answers.filter(({ itemId }) => itemId === 'living.heating').map(({ revision, value }) => [revision, value])).toEqual([[1, 'coal'], [2, 'central']]);
    expect(answers.map(({ atMs }) => atMs)).toEqual(answers.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  });
});
