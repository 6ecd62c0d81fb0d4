import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhotoView } from '../../../server/evidence/contract.ts';
import { MAX_PHOTO_BYTES } from '../../../server/evidence/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { until } from '../../support/until.ts';

async function buildPhoto(): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 480, channels: 3, background: '#2b6f77', noise: { type: 'gaussian', mean: 120, sigma: 40 } } })
    .jpeg({ quality: 90 })
    .withExif({ IFD0: { Model: 'Test phone' } })
    .toBuffer();
}

describe('photos', () => {
  let running: RunningPlatform;
  let investigator: Client;

  beforeAll(async () => {
    running = await startPlatform();
    investigator = await running.signIn('investigator');
    expect((await investigator.post('/api/visits/demo-visit-1/start')).status).toBe(200);
  });
  afterAll(() => running.stop());

  const send = (bytes: Buffer | Uint8Array<ArrayBuffer>, options: { itemId?: string; visitId?: string; field?: string; client?: Client } = {}): Promise<Response> => {
    const form = new FormData();
    form.append('itemId', options.itemId ?? randomUUID());
    form.append('takenAtDeviceMs', '1760000000000');
    form.append(options.field ?? 'photo', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), '../../evil name.jpg');
    return (options.client ?? investigator).fetch(`/api/visits/${options.visitId ?? 'demo-visit-1'}/photos`, { method: 'POST', body: form });
  };
  /** The answer may be out a moment before the half file is gone. */
  const nothingLeft = (): Promise<void> =>
    until(async () => (await readdir(join(running.dataDir, 'evidence', 'incoming'))).length === 0, 'the last incoming file to go');

  it('keep their bytes, and are hashed, bound to the visit and in the trail', async () => {
    const bytes = await buildPhoto();
    const response = await send(bytes);
    expect(response.status).toBe(201);
    const photo = (await response.json()) as PhotoView;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(photo).toMatchObject({ sha256, bytes: bytes.length, mimeType: 'image/jpeg', widthPx: 640, heightPx: 480, takenAtDeviceMs: 1_760_000_000_000 });
    const original = Buffer.from(await (await investigator.fetch(photo.originalUrl)).arrayBuffer());
    expect(original.equals(bytes)).toBe(true);
    const thumbnail = await sharp(Buffer.from(await (await investigator.fetch(photo.thumbnailUrl)).arrayBuffer())).metadata();
    expect(thumbnail).toMatchObject({ format: 'jpeg', width: 480 });
    const added = (await running.platform.trail.ofVisit('demo-visit-1')).find(({ object }) => object?.id === photo.id);
    expect(added).toMatchObject({ act: 'evidence.photoAdded', details: { sha256 } });
    await nothingLeft();
  });

  it('are stored once however often they are sent', async () => {
    const bytes = await buildPhoto();
    const itemId = randomUUID();
    const [first, again] = [await send(bytes, { itemId }), await send(bytes, { itemId })];
    expect((await first.json())).toEqual(await again.json());
    const other = await send(await buildPhoto(), { itemId });
    expect(other.status).toBe(409);
  });

  it('never replace an original that a crash left without its record', async () => {
    const itemId = randomUUID();
    const original = join(running.dataDir, 'evidence', 'originals', itemId);
    const left = await buildPhoto();
    await writeFile(original, left);
    const refused = await send(await buildPhoto(), { itemId });
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'photo.otherVisit']);
    expect((await readFile(original)).equals(left)).toBe(true);
    expect((await send(left, { itemId })).status).toBe(201);
  });

  it('must be pictures that can be decoded to the end', async () => {
    const whole = await buildPhoto();
    for (const wrong of [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), Buffer.from('hello'), Buffer.alloc(0), whole.subarray(0, whole.length / 2)]) {
      const response = await send(wrong);
      expect([response.status, await codeOf(response)]).toEqual([415, 'photo.notPicture']);
    }
    await nothingLeft();
  });

  it('over the limit are refused while they arrive, and nothing is left', async () => {
    const response = await send(new Uint8Array(MAX_PHOTO_BYTES + 1));
    expect([response.status, await codeOf(response)]).toEqual([413, 'photo.tooLarge']);
    await nothingLeft();
  });

  it('need the right fields', async () => {
    expect(await codeOf(await send(await buildPhoto(), { field: 'file' }))).toBe('input.invalid');
    expect(await codeOf(await send(await buildPhoto(), { itemId: '../../etc/passwd' }))).toBe('input.invalid');
    expect(await codeOf(await investigator.post('/api/visits/demo-visit-1/photos', { photo: 'x' }))).toBe('photo.missing');
    const broken = await investigator.fetch('/api/visits/demo-visit-1/photos', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\nhalf',
    });
    expect([broken.status, await codeOf(broken)]).toEqual([400, 'input.invalid']);
    await nothingLeft();
  });

  it('are taken only in a visit of one’s own that is in progress', async () => {
    expect(await codeOf(await send(await buildPhoto(), { visitId: 'demo-visit-2' }))).toBe('visit.wrongState');
    expect(await codeOf(await send(await buildPhoto(), { visitId: 'none' }))).toBe('visit.unknown');
    expect(await codeOf(await send(await buildPhoto(), { client: await running.signIn('supervisor') }))).toBe('access.denied');
  });

  it('are shown to who may see them, and each look at an original is in the trail', async () => {
    const photo = (await (await send(await buildPhoto())).json()) as PhotoView;
    const orgAdmin = await running.signIn('orgadmin');
    expect((await orgAdmin.fetch(photo.originalUrl)).status).toBe(403);
    const supervisor = await running.signIn('supervisor');
    expect((await supervisor.fetch(photo.originalUrl)).headers.get('content-type')).toBe('image/jpeg');
    const looks = (await running.platform.trail.ofVisit('demo-visit-1')).filter(({ act, object }) => act === 'evidence.viewed' && object?.id === photo.id);
    const [look] = await running.platform.trail.disclose(looks);
    expect(look?.disclosures.map(({ name, text }) => [name, text])).toEqual([['actorName', '王建国']]);
    expect(looks).toHaveLength(1);
  });
});
