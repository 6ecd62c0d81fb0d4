import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvidenceList, EvidenceView, Receipt } from '../../../server/evidence/contract.ts';
import { MAX_BYTES } from '../../../server/evidence/kinds/contract.ts';
import type { FlagList } from '../../../server/flags/contract.ts';
import type { Client, RunningPlatform } from '../../support/startPlatform.ts';
import { codeOf, startPlatform } from '../../support/startPlatform.ts';
import { until } from '../../support/until.ts';
import { buildClaims, buildPdf, buildPhoto, buildPicture, sendForm, sha256Of } from './buildEvidence.ts';
import { bringTo } from '../../support/visitActs.ts';

const VISIT = 'demo-visit-1';

describe('evidence', () => {
  let running: RunningPlatform;
  let investigator: Client;
  let supervisor: Client;

  beforeAll(async () => {
    running = await startPlatform();
    [investigator, supervisor] = await Promise.all([running.signIn('investigator'), running.signIn('supervisor')]);
    for (const visit of [VISIT, 'demo-visit-3']) await bringTo({ first: investigator, second: await running.signIn('investigator2') }, visit, 'arrived');
  });
  afterAll(() => running.stop());

  const send = (bytes: Uint8Array, claims = {}, field?: string): Promise<Response> => sendForm(investigator, VISIT, bytes, claims, field);
  const added = async (bytes: Uint8Array, claims = {}, visit = VISIT): Promise<EvidenceView> => {
    const response = await sendForm(investigator, visit, bytes, claims);
    expect(response.status, await response.clone().text()).toBe(201);
    return (await response.json()) as EvidenceView;
  };
  /** The item once what takes time has been found out. */
  const settled = async (id: string, visit = VISIT): Promise<EvidenceView> => {
    let found: EvidenceView | undefined;
    await until(async () => {
      found = (await supervisor.get<EvidenceList>(`/api/visits/${visit}/evidence`)).items.find((item) => item.id === id);
      return found?.sm3 !== undefined;
    }, 'the item to settle');
    return found!;
  };
  const flagsOf = async (id: string, visit = VISIT) =>
    (await supervisor.get<FlagList>(`/api/visits/${visit}/flags`)).flags.filter(({ subject }) => subject === id);
  /** The answer may be out a moment before the half file is gone. */
  const nothingLeft = (): Promise<void> =>
    until(async () => (await readdir(join(running.dataDir, 'evidence', 'incoming'))).length === 0, 'the last incoming file to go');

  it('keeps its bytes, is hashed twice, bound to the visit and in the trail', async () => {
    const bytes = await buildPhoto();
    const takenAtDeviceMs = Date.now() - 60_000;
    const item = await added(bytes, {
      takenAtDeviceMs, clockOffsetMs: 5_000, position: { latitude: 40.84, longitude: 111.75, accuracyM: 12 }, device: 'Phone',
      description: { type: 'living', caption: '厨房灶台', room: '厨房' },
    });
    expect(item).toMatchObject({
      kind: 'photo', sha256: sha256Of(bytes), bytes: bytes.length, mimeType: 'image/jpeg', widthPx: 640, heightPx: 480,
      takenAtDeviceMs, takenAtMs: takenAtDeviceMs + 5_000, caption: '厨房灶台', room: '厨房', type: 'living', takenBy: '李秀英',
    });
    const original = Buffer.from(await (await investigator.fetch(item.originalUrl)).arrayBuffer());
    expect(original.equals(bytes)).toBe(true);
    expect(await settled(item.id)).toMatchObject({ sm3: createHash('sm3').update(bytes).digest('hex'), exif: { camera: 'Test Phone' } });
    const entry = (await running.platform.trail.ofVisit(VISIT)).find(({ object, act }) => object?.id === item.id && act === 'evidence.added');
    expect(entry).toMatchObject({ details: { sha256: item.sha256, clockOffsetMs: 5_000 } });
    expect(JSON.stringify(entry)).not.toContain('40.84');
    expect(await investigator.get<Receipt>(`/api/evidence/${item.id}/receipt`)).toMatchObject({ id: item.id, sha256: item.sha256, bytes: bytes.length });
    await nothingLeft();
  });

  it('is stored once however often it is sent', async () => {
    const bytes = await buildPhoto(2);
    const itemId = randomUUID();
    const answers = await Promise.all([send(bytes, { itemId }), send(bytes, { itemId }), send(bytes, { itemId })]);
    const views = (await Promise.all(answers.map((answer) => answer.json()))) as EvidenceView[];
    const [{ id, sha256, receivedAtMs }] = views as [EvidenceView];
    expect(id).toBe(itemId);
    for (const view of views) expect(view).toMatchObject({ id, sha256, receivedAtMs });
    const stored = (await supervisor.get<EvidenceList>(`/api/visits/${VISIT}/evidence`)).items.filter((item) => item.id === itemId);
    expect(stored).toHaveLength(1);
    expect(await codeOf(await send(await buildPhoto(3), { itemId }))).toBe('evidence.otherItem');
  });

  it('never replaces an original that a crash left without its record', async () => {
    const itemId = randomUUID();
    const original = join(running.dataDir, 'evidence', 'originals', itemId);
    const left = await buildPhoto(4);
    await writeFile(original, left);
    expect(await codeOf(await send(await buildPhoto(5), { itemId }))).toBe('evidence.otherItem');
    expect((await readFile(original)).equals(left)).toBe(true);
    expect((await send(left, { itemId })).status).toBe(201);
  });

  it('must arrive as the device hashed it', async () => {
    expect(await codeOf(await send(await buildPhoto(6), { sha256: '0'.repeat(64) }))).toBe('evidence.wrongDigest');
    await nothingLeft();
  });

  it('over the limit is refused while it arrives, and nothing is left', async () => {
    const response = await send(new Uint8Array(MAX_BYTES.photo + 1));
    expect([response.status, await codeOf(response)]).toEqual([413, 'evidence.tooLarge']);
    await nothingLeft();
  });

  it('needs the right fields', async () => {
    const bytes = await buildPhoto(7);
    expect(await codeOf(await send(bytes, {}, 'photo'))).toBe('input.invalid');
    expect(await codeOf(await send(bytes, { itemId: '../../etc/passwd' }))).toBe('input.invalid');
    expect(await codeOf(await send(bytes, { position: { latitude: 91, longitude: 0, accuracyM: 1 } }))).toBe('input.invalid');
    expect(await codeOf(await investigator.post(`/api/visits/${VISIT}/evidence`, { photo: 'x' }))).toBe('evidence.missing');
    const broken = await investigator.fetch(`/api/visits/${VISIT}/evidence`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
    });
    expect([broken.status, await codeOf(broken)]).toEqual([400, 'input.invalid']);
    await nothingLeft();
  });

  it('is taken only in a visit of one’s own that is under way', async () => {
    const bytes = await buildPhoto(8);
    expect(await codeOf(await sendForm(investigator, 'demo-visit-2', bytes))).toBe('evidence.visitOver');
    expect(await codeOf(await sendForm(investigator, 'none', bytes))).toBe('visit.unknown');
    expect(await codeOf(await sendForm(supervisor, VISIT, bytes))).toBe('access.denied');
  });

  it('is described afterwards, and each saying is in the trail without its words', async () => {
    const item = await added(await buildPhoto(9));
    const described = await investigator.post(`/api/evidence/${item.id}/description`, { caption: '药盒', room: '卧室', type: 'medical' });
    expect(await described.json()).toMatchObject({ id: item.id, caption: '药盒', room: '卧室', type: 'medical' });
    const again = await investigator.post(`/api/evidence/${item.id}/description`, { caption: '', type: 'medical' });
    expect((await again.json()) as EvidenceView).not.toHaveProperty('caption');
    expect(await codeOf(await supervisor.post(`/api/evidence/${item.id}/description`, { caption: 'x' }))).toBe('access.denied');
    const entries = (await running.platform.trail.ofVisit(VISIT)).filter(({ act, object }) => act === 'evidence.described' && object?.id === item.id);
    expect(entries).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain('药盒');
  });

  it('tells a duplicate, and flags the same file and the same picture in another visit, once', async () => {
    const bytes = await buildPhoto(20);
    const first = await added(bytes);
    const second = await added(bytes);
    expect(second.duplicateOf).toBe(first.id);
    const copy = await added(bytes, {}, 'demo-visit-3');
    expect(copy).not.toHaveProperty('duplicateOf');
    await settled(copy.id, 'demo-visit-3');
    const flags = await flagsOf(copy.id, 'demo-visit-3');
    expect(flags).toMatchObject([{ kind: 'evidence.duplicate', evidence: { otherItemId: first.id, otherVisitId: VISIT } }]);

    const smaller = await sharp(await (await buildPicture(20)).toBuffer()).resize(400).modulate({ brightness: 1.1 }).jpeg({ quality: 60 }).toBuffer();
    const again = await added(smaller, {}, 'demo-visit-3');
    await settled(again.id, 'demo-visit-3');
    expect(await flagsOf(again.id, 'demo-visit-3')).toMatchObject([{ kind: 'evidence.reused', evidence: { otherVisitId: VISIT } }]);
    const other = await added(await buildPhoto(21), {}, 'demo-visit-3');
    await settled(other.id, 'demo-visit-3');
    expect(await flagsOf(other.id, 'demo-visit-3')).toEqual([]);
  });

  it('whose EXIF contradicts its claims is kept and flagged', async () => {
    const at = new Date(Date.now() - 30 * 60_000 + 8 * 3_600_000).toISOString();
    const time = (iso: string): string => iso.slice(0, 19).replaceAll('-', ':').replace('T', ' ');
    const exif = (taken: string, gps = {}) => ({ IFD2: { DateTimeOriginal: taken }, ...gps });
    const place = { latitude: 40.84, longitude: 111.75, accuracyM: 20 };
    const fits = await added(await buildPhoto(30, exif(time(at))), { takenAtDeviceMs: Date.now() - 30 * 60_000 });
    const old = await added(await buildPhoto(31, exif('2024:05:01 10:00:00')));
    const future = await added(await buildPhoto(32, exif('2099:05:01 10:00:00')));
    const elsewhere = await added(await buildPhoto(33, {
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 54/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '116/1 24/1 0/1' },
    }), { position: place });
    const claimed = await added(await buildPhoto(34), { takenAtDeviceMs: Date.now() + 3_600_000 });
    for (const { id } of [fits, old, future, elsewhere, claimed]) await settled(id);
    const kinds = async (item: EvidenceView) => (await flagsOf(item.id)).map(({ kind }) => kind);
    expect(await kinds(fits)).toEqual([]);
    expect(await kinds(old)).toEqual(['evidence.exifTime']);
    expect(await kinds(future)).toEqual(['evidence.exifFuture']);
    expect(await kinds(elsewhere)).toEqual(['evidence.exifPlace']);
    expect(await kinds(claimed)).toEqual(['evidence.claimedFuture']);
  });

  it('raises flags that only a supervisor rules on, and both are in the trail', async () => {
    const item = await added(await buildPhoto(40, { IFD2: { DateTimeOriginal: '2024:05:01 10:00:00' } }));
    await settled(item.id);
    const [flag] = await flagsOf(item.id);
    const reviewer = await running.signIn('reviewer');
    expect((await reviewer.get<FlagList>(`/api/visits/${VISIT}/flags`)).mayRule).toBe(false);
    expect(await codeOf(await reviewer.post(`/api/flags/${flag!.id}/ruling`, { ruling: 'dismissed' }))).toBe('access.denied');
    expect(await codeOf(await supervisor.post('/api/flags/none/ruling', { ruling: 'dismissed' }))).toBe('flag.unknown');
    expect(await codeOf(await investigator.fetch(`/api/visits/${VISIT}/flags`))).toBe('access.denied');
    const ruled = await supervisor.post(`/api/flags/${flag!.id}/ruling`, { ruling: 'dismissed', note: '手机时间未校准' });
    expect(await ruled.json()).toMatchObject({ ruling: 'dismissed', note: '手机时间未校准', ruledBy: '王建国' });
    const acts = (await running.platform.trail.ofVisit(VISIT)).filter(({ object }) => object?.id === flag!.id).map(({ act }) => act);
    expect(acts).toEqual(['flag.raised', 'flag.ruled']);
  });

  it('is served so that it can do nothing, to who may see it, and each look is in the trail', async () => {
    const photo = await added(await buildPhoto(50));
    const document = await added(buildPdf(), { kind: 'document' });
    const orgAdmin = await running.signIn('orgadmin');
    expect((await orgAdmin.fetch(photo.originalUrl)).status).toBe(403);
    for (const url of [photo.originalUrl, photo.thumbnailUrl!, photo.watermarkedUrl!, document.originalUrl]) {
      const { headers } = await supervisor.fetch(url);
      expect(headers.get('content-type'), url).toBe(url === document.originalUrl ? 'application/pdf' : 'image/jpeg');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*sandbox$/u);
      expect(headers.get('content-disposition')).toMatch(url === document.originalUrl ? /^attachment; filename="[\w-]+\.pdf"$/u : /^inline; filename="[\w-]+\.jpg"$/u);
    }
    const looks = (await running.platform.trail.ofVisit(VISIT)).filter(({ act, object }) => act === 'evidence.viewed' && object?.id === photo.id);
    expect(looks.map(({ details }) => details['what'])).toEqual(['original', 'watermarked']);
    const [look] = await running.platform.trail.disclose(looks);
    expect(look?.disclosures.map(({ name, text }) => [name, text])).toEqual([['actorName', '王建国']]);
  });

  it('has a rendition with its moment, place and digest, and the original stays as it was', async () => {
    const bytes = await buildPhoto(60);
    const item = await added(bytes, { position: { latitude: 40.84, longitude: 111.75, accuracyM: 12 } });
    const rendition = Buffer.from(await (await supervisor.fetch(item.watermarkedUrl!)).arrayBuffer());
    const bandOf = async (picture: Buffer) => (await sharp(picture).extract({ left: 0, top: 400, width: 640, height: 75 }).stats()).channels.map(({ max, mean }) => [max, mean]);
    const [before, after] = [await bandOf(bytes), await bandOf(rendition)];
    expect(await sharp(rendition).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 480 });
    expect(after[0]![1]!).toBeLessThan(before[0]![1]! * 0.95);
    for (const [max] of after) expect(max).toBeGreaterThan(220);
    expect(Buffer.from(await (await supervisor.fetch(item.originalUrl)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('of every kind has to be what it says', async () => {
    const bytes = await buildPhoto(70);
    for (const [kind, code] of [['document', 'evidence.notDocument'], ['clip', 'evidence.notClip'], ['audio', 'evidence.notAudio']] as const) {
      expect(await codeOf(await send(bytes, { kind }))).toBe(code);
    }
    expect(await codeOf(await send(buildPdf(), buildClaims(buildPdf())))).toBe('evidence.notPicture');
    await nothingLeft();
  });
});
