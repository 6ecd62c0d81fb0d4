import { createHash, randomUUID } from 'node:crypto';
import type { Exif, OverlayOptions, Sharp } from 'sharp';
import sharp from 'sharp';
import type { Claims } from '../../../server/evidence/contract.ts';
import type { Client } from '../../support/startPlatform.ts';

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a phone would claim of these bytes. */
export function buildClaims(bytes: Uint8Array, claims: Partial<Claims> = {}): Claims {
  return { itemId: randomUUID(), kind: 'photo', sha256: sha256Of(bytes), takenAtDeviceMs: Date.now(), ...claims };
}

/** A picture with something to recognise: circles whose places come from the seed. */
export async function buildPicture(seed = 1, options: { widthPx?: number; quality?: number } = {}): Promise<Sharp> {
  const width = options.widthPx ?? 640;
  const height = Math.round(width * 0.75);
  let state = seed * 2_654_435_761;
  const random = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
  const circles = Array.from({ length: 14 }, () =>
    `<circle cx="${random() * width}" cy="${random() * height}" r="${(0.05 + random() * 0.2) * width}" fill="rgb(${[0, 0, 0].map(() => Math.floor(random() * 256)).join(',')})"/>`);
  const svg: OverlayOptions['input'] = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${circles.join('')}</svg>`);
  return sharp({ create: { width, height, channels: 3, background: '#2b6f77' } }).composite([{ input: svg }]).jpeg({ quality: options.quality ?? 90 });
}

export async function buildPhoto(seed = 1, exif: Exif = { IFD0: { Make: 'Test', Model: 'Phone' } }): Promise<Buffer> {
  return (await buildPicture(seed)).withExif(exif).toBuffer();
}

/** Sends an item as a form. */
export function sendForm(
  client: Client, visitId: string, bytes: Uint8Array, claims: Partial<Claims> = {}, field = 'file',
): Promise<Response> {
  const form = new FormData();
  form.append('claims', JSON.stringify(buildClaims(bytes, claims)));
  form.append(field, new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), '../../evil name.jpg');
  return client.fetch(`/api/visits/${visitId}/evidence`, { method: 'POST', body: form });
}

/** A PDF of one empty page, with more objects where a test needs them. */
export function buildPdf(more = '', trailerMore = ''): Buffer {
  return Buffer.from([
    '%PDF-1.7', '1 0 obj', '<< /Type /Catalog /Pages 2 0 R >>', 'endobj', '2 0 obj', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', 'endobj',
    '3 0 obj', '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>', 'endobj',
    '4 0 obj', '<< /Length 20 >>', 'stream', '(/JS /Launch) Tj    ', 'endstream', 'endobj', more,
    'xref', '0 1', '0000000000 65535 f ', `trailer << /Size 5 /Root 1 0 R ${trailerMore} >>`, 'startxref', '9', '%%EOF', '',
  ].join('\n'), 'latin1');
}
