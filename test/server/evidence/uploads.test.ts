import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claims, EvidenceList, EvidenceView, Receipt } from '../../../server/evidence/contract.ts';
import { MAX_BYTES } from '../../../server/evidence/kinds/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { until } from '../../support/until.ts';
import { buildClaims, sendForm } from './buildEvidence.ts';
import { bringTo, done } from '../../support/visitActs.ts';

const VISIT = 'demo-visit-1';

describe('a resumable upload', () => {
  let running: RunningPlatform;
  let investigator: Client;
  let photo: Buffer;

  beforeAll(async () => {
    running = await startPlatform();
    investigator = await running.signIn('investigator');
    await bringTo({ first: investigator, second: await running.signIn('investigator2') }, VISIT, 'arrived');
    photo = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 120, sigma: 60 } } }).jpeg({ quality: 95 }).toBuffer();
    expect(photo.length).toBeGreaterThan(1_500_000);
  });
  afterAll(() => running.stop());

  const metadata = (claims: Claims, visitId = VISIT): string =>
    Object.entries({ visitId, claims: JSON.stringify(claims) }).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
  const TUS = { 'Tus-Resumable': '1.0.0' };
  const begin = (claims: Claims, bytes: number, options: { visitId?: string; client?: Client } = {}): Promise<Response> =>
    (options.client ?? investigator).fetch('/api/evidence/uploads', {
      method: 'POST',
      headers: { ...TUS, 'Upload-Length': String(bytes), 'Upload-Metadata': metadata(claims, options.visitId) },
    });
  const begun = async (claims: Claims, bytes: number): Promise<string> => {
    const response = await begin(claims, bytes);
    expect(response.status, await response.text()).toBe(201);
    return response.headers.get('location')!;
  };
  const patch = (url: string, bytes: Uint8Array, offset: number, client = investigator): Promise<Response> =>
    client.fetch(url, {
      method: 'PATCH',
      headers: { ...TUS, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
      body: new Uint8Array(bytes),
    });
  const head = (url: string, client = investigator): Promise<Response> => client.fetch(url, { method: 'HEAD', headers: TUS });
  /** Sends some of what it announces and then hangs up. */
  const breakOff = async (url: string, bytes: Buffer, offset: number, sent: number): Promise<void> => {
    await new Promise<void>((resolve) => {
      const call = request(running.url + url, {
        method: 'PATCH',
        headers: { ...TUS, cookie: investigator.cookie, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': offset, 'Content-Length': bytes.length - offset },
      });
      call.on('error', () => undefined).on('close', () => resolve());
      call.write(bytes.subarray(offset, offset + sent), () => setTimeout(() => call.destroy(), 50));
    });
  };
  const filesIn = async (folder: string): Promise<string[]> => readdir(join(running.dataDir, 'evidence', folder));
  const itemsOf = async (): Promise<readonly EvidenceView[]> => (await investigator.get<EvidenceList>(`/api/visits/${VISIT}/evidence`)).items;

  it('goes on where the line broke, and is answered with the digest of what is stored', async () => {
    const claims = buildClaims(photo);
    const url = await begun(claims, photo.length);
    await breakOff(url, photo, 0, 300_000);
    let offset = 0;
    await until(async () => (offset = Number((await head(url)).headers.get('upload-offset'))) > 0, 'the first part to be kept');
    expect(offset).toBeLessThanOrEqual(300_000);
    await breakOff(url, photo, offset, 500_000);
    await sleep(100);
    offset = Number((await head(url)).headers.get('upload-offset'));
    const answer = await patch(url, photo.subarray(offset), offset);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: claims.itemId, sha256: claims.sha256, bytes: photo.length, widthPx: 1600 });
    expect(await investigator.get<Receipt>(`/api/evidence/${claims.itemId}/receipt`)).toMatchObject({ sha256: claims.sha256 });
    expect((await head(url)).status).toBe(404);
    expect(await filesIn('uploads')).toEqual([]);
  });

  it('goes on after the server was started anew', async () => {
    const claims = buildClaims(photo);
    const url = await begun(claims, photo.length);
    expect((await patch(url, photo.subarray(0, 700_000), 0)).status).toBe(204);
    await running.stop({ keepData: true });
    running = await startPlatform({ dataDir: running.dataDir });
    investigator = await running.signIn('investigator');
    expect((await head(url)).headers.get('upload-offset')).toBe('700000');
    expect(await (await patch(url, photo.subarray(700_000), 700_000)).json()).toMatchObject({ sha256: claims.sha256 });
  });

  it('of the page’s own client ends in one item, also when a form brought the same item meanwhile', async () => {
    const claims = buildClaims(photo);
    const [, form] = await Promise.all([
      new Promise<void>((resolve, reject) => {
        new Upload(photo, {
          endpoint: `${running.url}/api/evidence/uploads`,
          metadata: { visitId: VISIT, claims: JSON.stringify(claims) },
          headers: { cookie: investigator.cookie },
          chunkSize: 400_000,
          onSuccess: ({ lastResponse }) => {
            expect((JSON.parse(lastResponse.getBody()) as EvidenceView).sha256).toBe(claims.sha256);
            resolve();
          },
          onError: reject,
        }).start();
      }),
      sendForm(investigator, VISIT, photo, claims),
    ]);
    expect(form.status).toBe(201);
    expect((await itemsOf()).filter(({ id }) => id === claims.itemId)).toHaveLength(1);
    expect(await filesIn('uploads')).toEqual([]);
  });

  it('is refused before its first byte when it is too large, foreign, or for a visit that is not open', async () => {
    const claims = buildClaims(photo);
    expect(await codeOf(await begin(claims, 200 * 1024 * 1024))).toBe('evidence.tooLarge');
    expect(await codeOf(await begin({ ...claims, kind: 'clip' }, MAX_BYTES.clip + 1))).toBe('evidence.tooLarge');
    expect(await codeOf(await begin(claims, 100, { visitId: 'demo-visit-2' }))).toBe('evidence.visitOver');
    expect(await codeOf(await begin(claims, 100, { visitId: 'none' }))).toBe('visit.unknown');
    expect(await codeOf(await begin(claims, 100, { client: await running.signIn('supervisor') }))).toBe('access.denied');
    expect(await codeOf(await begin({ ...claims, itemId: 'x' }, 100))).toBe('input.invalid');
    expect((await investigator.fetch('/api/evidence/uploads', { method: 'POST', headers: { ...TUS, 'Upload-Defer-Length': '1', 'Upload-Metadata': metadata(claims) } })).status).toBe(400);
    expect(await filesIn('uploads')).toEqual([]);
  });

  it('belongs to who began it', async () => {
    const url = await begun(buildClaims(photo), photo.length);
    const partner = await running.signIn('investigator2');
    expect((await head(url, partner)).status).toBe(404);
    expect(await codeOf(await patch(url, photo, 0, partner))).toBe('upload.unknown');
    expect((await investigator.fetch('/api/evidence/uploads/..%2F..%2Fkeys', { method: 'HEAD', headers: TUS })).status).toBe(404);
    expect((await investigator.fetch(url, { method: 'DELETE', headers: TUS })).status).toBe(204);
    expect(await filesIn('uploads')).toEqual([]);
  });

  it('with another digest, or of no picture, leaves nothing behind', async () => {
    const before = await filesIn('originals');
    const wrong = buildClaims(photo, { sha256: '0'.repeat(64) });
    const refused = await patch(await begun(wrong, photo.length), photo, 0);
    expect([refused.status, await codeOf(refused)]).toEqual([422, 'evidence.wrongDigest']);
    const text = Buffer.from('<svg>'.padEnd(5000, ' '));
    expect(await codeOf(await patch(await begun(buildClaims(text), text.length), text, 0))).toBe('evidence.activeContent');
    const half = photo.subarray(0, photo.length / 2);
    expect(await codeOf(await patch(await begun(buildClaims(half), half.length), half, 0))).toBe('evidence.truncated');
    expect(await filesIn('uploads')).toEqual([]);
    expect(await filesIn('originals')).toEqual(before);
  });

  it('takes no byte at another place than the one it has reached', async () => {
    const url = await begun(buildClaims(photo), photo.length);
    const wrong = await patch(url, photo.subarray(500), 500);
    expect([wrong.status, await codeOf(wrong)]).toEqual([409, 'upload.offset']);
  });

  it('ends with the visit: what is sealed takes no more', async () => {
    const url = await begun(buildClaims(photo), photo.length);
    await patch(url, photo.subarray(0, 1000), 0);
    await done(investigator, VISIT, { act: 'abort', reason: '突发疾病' });
    expect(await codeOf(await patch(url, photo.subarray(1000), 1000))).toBe('evidence.visitOver');
    expect(await codeOf(await sendForm(investigator, VISIT, photo))).toBe('evidence.visitOver');
  });
});
