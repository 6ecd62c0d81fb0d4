import { createHash, randomUUID } from 'node:crypto';
import sharp from 'sharp';

export const PHOTO_BYTES = 4 * 1024 * 1024;
/** Different pictures; each photo is one of them with a comment of its own, so that its digest is its own. */
const PICTURES = 8;
const COMMENT_BYTES = 36;

export interface BenchPhoto {
  readonly itemId: string;
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** Twelve-megapixel JPEGs of just under four MiB with the noise of a sensor; each is filled up to exactly four MiB when it becomes a photo. */
export async function makePictures(): Promise<Buffer[]> {
  return Promise.all(Array.from({ length: PICTURES }, async (_, i) => {
    const raw = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: { r: 90 + i * 10, g: 120, b: 140 }, noise: { type: 'gaussian', mean: 100 + i * 8, sigma: 12 } } })
      .png({ compressionLevel: 0 }).toBuffer();
    let quality = 96;
    let jpeg = await sharp(raw).jpeg({ quality }).toBuffer();
    while (jpeg.length > PHOTO_BYTES - 64) jpeg = await sharp(raw).jpeg({ quality: (quality -= 2) }).toBuffer();
    return jpeg;
  }));
}

/** The photo of this number: the picture with a comment (ISO/IEC 10918-1, B.2.4.5), and zeros behind its end as phones leave them. */
export function makePhoto(pictures: readonly Buffer[], number: number): BenchPhoto {
  const picture = pictures[number % pictures.length] ?? Buffer.alloc(0);
  const itemId = randomUUID();
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, COMMENT_BYTES + 2]), Buffer.from(itemId)]);
  const bytes = Buffer.alloc(PHOTO_BYTES);
  picture.copy(bytes, picture.copy(bytes, 0, 0, 2) + comment.copy(bytes, 2), 2);
  return { itemId, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
