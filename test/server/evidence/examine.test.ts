import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvidenceKind } from '../../../server/evidence/kinds/contract.ts';
import { examine } from '../../../server/evidence/examine/examine.ts';
import { bandsNear, bandsOf, distanceOf, printOf, SAME_PICTURE_BITS } from '../../../server/evidence/examine/pictureHash.ts';
import { UserError } from '../../../server/errors.ts';
import { buildPdf, buildPhoto, buildPicture } from './buildEvidence.ts';

const run = promisify(execFile);
let dir: string;
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'examine-')); });
afterAll(() => rm(dir, { recursive: true }));

async function codeOf(bytes: Buffer, kind: EvidenceKind): Promise<string> {
  const path = join(dir, 'file');
  await writeFile(path, bytes);
  return examine(path, bytes.length, kind).then(
    ({ mimeType }) => mimeType,
    (error: unknown) => (error instanceof UserError ? error.code : String(error)),
  );
}
async function film(name: string, ...args: string[]): Promise<Buffer> {
  const path = join(dir, name);
  await run('ffmpeg', ['-loglevel', 'error', '-y', ...args, path]);
  return readFile(path);
}
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=1'];
const padded = (text: string): Buffer => Buffer.from(text.padEnd(200, ' '));

describe('a picture', () => {
  it('is JPEG, PNG or WebP, decoded to its end', async () => {
    const picture = await buildPicture(1);
    expect(await codeOf(await picture.clone().jpeg().toBuffer(), 'photo')).toBe('image/jpeg');
    expect(await codeOf(await picture.clone().png().toBuffer(), 'photo')).toBe('image/png');
    expect(await codeOf(await picture.clone().webp().toBuffer(), 'snapshot')).toBe('image/webp');
  });

  it('is refused when it is truncated, markup, an archive, HEIC, huge, or nothing', async () => {
    const whole = await buildPhoto();
    expect(await codeOf(whole.subarray(0, whole.length / 2), 'photo')).toBe('evidence.truncated');
    expect(await codeOf(padded('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'photo')).toBe('evidence.activeContent');
    expect(await codeOf(padded('\uFEFF\n<!DOCTYPE html><script>1</script>'), 'photo')).toBe('evidence.activeContent');
    expect(await codeOf(padded('PK\x03\x04'), 'photo')).toBe('evidence.activeContent');
    expect(await codeOf(Buffer.concat([Buffer.from([0, 0, 0, 24]), padded('ftypheic\0\0\0\0mif1heic')]), 'photo')).toBe('evidence.heic');
    expect(await codeOf(padded('hello'), 'photo')).toBe('evidence.notPicture');
    expect(await codeOf(Buffer.alloc(0), 'photo')).toBe('evidence.notPicture');
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#000' } }).png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(await codeOf(bomb, 'photo')).toBe('evidence.tooManyPixels');
  });

  it('is refused when it is something else at the same time', async () => {
    const photo = await buildPhoto();
    const zip = Buffer.concat([Buffer.from('PK\x03\x04junk', 'latin1'), Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);
    expect(await codeOf(Buffer.concat([photo, zip]), 'photo')).toBe('evidence.polyglot');
    const comment = Buffer.from('/*<script>alert(1)</script>*/');
    const com = Buffer.concat([Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment]);
    expect(await codeOf(Buffer.concat([photo.subarray(0, 2), com, photo.subarray(2)]), 'photo')).toBe('evidence.polyglot');
    const pdf = Buffer.from('%PDF-1.4 ');
    expect(await codeOf(Buffer.concat([photo.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, pdf.length + 2]), pdf, photo.subarray(2)]), 'photo')).toBe('evidence.polyglot');
    // What phones append behind the picture, such as a moving one, is no second nature.
    expect(await codeOf(Buffer.concat([photo, Buffer.alloc(500, 7)]), 'photo')).toBe('image/jpeg');
  });
});

describe('a document', () => {
  it('that shows pages is taken, whatever is written on them', async () => {
    expect(await codeOf(buildPdf(), 'document')).toBe('application/pdf');
    expect(await codeOf(buildPdf('5 0 obj << /Type /Annot /A << /S /URI /URI (http://a) >> >> endobj'), 'document')).toBe('application/pdf');
  });

  it.each([
    ['JavaScript', buildPdf('5 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj')],
    ['an escaped name', buildPdf('5 0 obj << /S /J#61vaScript /#4aS (1) >> endobj')],
    ['a launch', buildPdf('5 0 obj << /S /Launch /F (cmd.exe) >> endobj')],
    ['an embedded file', buildPdf('5 0 obj << /Names << /EmbeddedFiles 6 0 R >> >> endobj')],
    ['encryption', buildPdf('', '/Encrypt 9 0 R')],
    ['a packed object', packed('<< /S /JavaScript /JS (1) >>', '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode')],
    ['a packed object without its type', packed('<< /S /Launch >>', '/N 1 /First 4 /Filter [/FlateDecode]')],
    ['another packing', packed('<< /S /Launch >>', '/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]')],
  ])('with %s is refused', async (_, pdf) => {
    expect(await codeOf(pdf, 'document')).toBe('evidence.activeContent');
  });

  it('is refused when it is cut off, goes on after its end, unpacks without end, or is none', async () => {
    const pdf = buildPdf();
    expect(await codeOf(pdf.subarray(0, pdf.length - 20), 'document')).toBe('evidence.truncated');
    expect(await codeOf(Buffer.concat([pdf, Buffer.from('<html>')]), 'document')).toBe('evidence.truncated');
    expect(await codeOf(packed(' '.repeat(80 * 1024 * 1024), '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode'), 'document')).toBe('evidence.truncated');
    expect(await codeOf(padded('PK\x03\x04 docx'), 'document')).toBe('evidence.activeContent');
    expect(await codeOf(await buildPhoto(), 'document')).toBe('evidence.notDocument');
  });

  function packed(objects: string, dictionary: string): Buffer {
    return buildPdf(`5 0 obj << ${dictionary} >>\nstream\n${deflateSync(Buffer.from(`1 0 ${objects}`)).toString('latin1')}\nendstream\nendobj`);
  }
});

describe('clips and sound', () => {
  it('are walked to their end and told apart', async () => {
    const mp4 = await film('a.mp4', ...PICTURE, ...SOUND, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac');
    const fragmented = await film('b.mp4', ...PICTURE, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-movflags', 'frag_keyframe+empty_moov');
    const webm = await film('c.webm', ...PICTURE, ...SOUND, '-c:v', 'libvpx', '-c:a', 'libopus');
    // As a browser's recorder writes it: nothing is known beforehand, so nothing has a size.
    const live = await film('d.webm', ...PICTURE, '-c:v', 'libvpx', '-live', '1');
    for (const [clip, type] of [[mp4, 'video/mp4'], [fragmented, 'video/mp4'], [webm, 'video/webm'], [live, 'video/webm']] as const) {
      expect(await codeOf(clip, 'clip')).toBe(type);
      expect(await codeOf(clip, 'audio')).toBe('evidence.notAudio');
      expect(await codeOf(clip.subarray(0, clip.length - 40), 'clip')).toBe('evidence.truncated');
    }
    const path = join(dir, 'a.mp4');
    expect(await examine(path, mp4.length, 'clip')).toMatchObject({ widthPx: 320, heightPx: 240 });
    for (const [name, codec, type] of [['e.m4a', 'aac', 'audio/mp4'], ['f.webm', 'libopus', 'audio/webm'], ['g.ogg', 'libopus', 'audio/ogg'], ['h.wav', 'pcm_s16le', 'audio/wav']] as const) {
      const sound = await film(name, ...SOUND, '-c:a', codec);
      expect(await codeOf(sound, 'audio'), name).toBe(type);
      expect(await codeOf(sound, 'clip'), name).toBe('evidence.notClip');
      expect(await codeOf(sound.subarray(0, sound.length - 40), 'audio'), name).toBe('evidence.truncated');
      const { durationMs } = await examine(join(dir, name), sound.length, 'audio');
      expect(durationMs).toBeGreaterThan(900);
      expect(durationMs).toBeLessThan(1150);
    }
  });
});

describe('the print of a picture', () => {
  it('stays when the picture is scaled, compressed again or made lighter, and differs for another', async () => {
    const picture = await buildPicture(5, { widthPx: 1200 });
    const print = (await printOf(await picture.clone().toBuffer()))!;
    const smaller = (await printOf(await sharp(await picture.clone().toBuffer()).resize(300).modulate({ brightness: 1.15 }).jpeg({ quality: 40 }).toBuffer()))!;
    expect(distanceOf(print, smaller)).toBeLessThanOrEqual(SAME_PICTURE_BITS);
    for (const seed of [6, 7, 8, 9]) {
      expect(distanceOf(print, (await printOf(await (await buildPicture(seed)).toBuffer()))!)).toBeGreaterThan(SAME_PICTURE_BITS);
    }
  });

  it('is none for a covered lens', async () => {
    expect(await printOf(await sharp({ create: { width: 100, height: 100, channels: 3, background: '#111' } }).jpeg().toBuffer())).toBeUndefined();
  });

  it('is found by its keys however seven bits of it change', () => {
    const print = '0123456789abcdef';
    for (let round = 0; round < 300; round += 1) {
      const bits = new Set<number>();
      while (bits.size < SAME_PICTURE_BITS) bits.add(Math.floor(Math.random() * 64));
      const changed = [...bits].reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${print}`)).toString(16).padStart(16, '0');
      expect(distanceOf(print, changed)).toBe(SAME_PICTURE_BITS);
      const near = new Set(bandsNear(print));
      expect(bandsOf(changed).some((band) => near.has(band)), changed).toBe(true);
    }
  });
});
