import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PieceClaims, PiecesReport } from '../../../server/pieces/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { startPlatform } from '../../support/startPlatform.ts';
import { makePiece } from '../../recordings/makePiece.ts';
import { bringTo } from '../../support/visitActs.ts';

const TUS = { 'Tus-Resumable': '1.0.0' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what a phone recorded by itself', () => {
  let running: RunningPlatform;
  let investigator: Client;
  let folder: string;
  let bytes: Buffer;
  let sha256: string;
  const visitId = 'demo-visit-1';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'piece-'));
    await makePiece(join(folder, 'piece.mp4'), { seconds: 2 });
    bytes = await readFile(join(folder, 'piece.mp4'));
    sha256 = createHash('sha256').update(bytes).digest('hex');
    running = await startPlatform();
    investigator = await running.signIn('investigator');
    // An archive exists from the moment the visit is under way; here it has no live media at all.
    await bringTo({ first: investigator, second: await running.signIn('investigator2') }, visitId, 'arrived');
  });
  afterAll(async () => {
    await running.stop();
    await rm(folder, { recursive: true });
  });

  const claims = (told: Partial<PieceClaims> = {}): PieceClaims => ({
    sha256, deviceId: 'phone', deviceStartMs: Date.now() - 10_000, clockOffsetMs: 0, sources: { video: 'camera', audio: 'microphone' }, ...told,
  });

  /** Creates an upload and sends the whole file; the answer to the last byte, or the refusal before it. */
  async function send(told: Partial<PieceClaims> = {}, options: { to?: string; client?: Client } = {}): Promise<Response> {
    const { to = visitId, client = investigator } = options;
    const created = await client.fetch('/api/pieces/uploads', {
      method: 'POST',
      headers: { ...TUS, 'Upload-Length': String(bytes.length), 'Upload-Metadata': `visitId ${base64(to)},claims ${base64(JSON.stringify(claims(told)))}` },
    });
    if (created.status !== 201) return created;
    return client.fetch(created.headers.get('location') ?? '', {
      method: 'PATCH', headers: { ...TUS, 'Upload-Offset': '0', 'content-type': 'application/offset+octet-stream' }, body: new Uint8Array(bytes),
    });
  }
  const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { error: { code: string } }).error.code;
  const report = (): Promise<PiecesReport> => investigator.get(`/api/visits/${visitId}/pieces`);

  it('is announced, handed in and named by its digest; the same piece twice is one', async () => {
    const expected = [{ sha256, sources: ['camera', 'microphone'], startMs: Date.now() - 10_000, endMs: Date.now() - 8_000 }];
    expect((await investigator.post(`/api/visits/${visitId}/pieces/expected`, { pieces: expected })).status).toBe(200);
    expect(await report()).toMatchObject({ sealed: false, added: [], expected: [sha256] });
    for (let time = 0; time < 2; time += 1) {
      const answer = await send();
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ sha256 });
    }
    expect(await report()).toMatchObject({ added: [sha256], expected: [] });
  });

  it('is refused when its bytes are not those it was announced with, and nothing is kept', async () => {
    expect(await codeOf(await send({ sha256: 'a'.repeat(64) }))).toBe('evidence.wrongDigest');
    expect((await report()).added).toEqual([sha256]);
  });

  it('is refused for another’s visit, from whoever does not publish, and without a sign-in', async () => {
    expect(await codeOf(await send({}, { to: 'no-such-visit' }))).toBe('visit.unknown');
    expect(await codeOf(await send({}, { client: await running.signIn('supervisor') }))).toBe('access.denied');
    expect((await fetch(`${running.url}/api/visits/${visitId}/pieces`)).status).toBe(401);
  });

  it('that will never come is given up with a reason, and the trail has it', async () => {
    const lost = 'b'.repeat(64);
    await investigator.post(`/api/visits/${visitId}/pieces/expected`, { pieces: [{ sha256: lost, sources: ['camera'], startMs: 1, endMs: 2 }] });
    expect((await report()).expected).toEqual([lost]);
    expect((await investigator.post(`/api/visits/${visitId}/pieces/given-up`, { sha256s: [lost], reason: '手机丢失' })).status).toBe(200);
    expect((await report()).expected).toEqual([]);
    expect((await running.platform.trail.ofVisit(visitId)).map(({ act }) => act)).toEqual(
      expect.arrayContaining(['recording.piecesExpected', 'recording.pieceAdded', 'recording.piecesGivenUp']),
    );
  });
});
