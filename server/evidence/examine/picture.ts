import sharp from 'sharp';
import { UserError } from '../../errors.ts';
import type { Container } from './foreign.ts';
import { printOf } from './pictureHash.ts';

/** What the decoder found. */
export interface ExaminedPicture {
  readonly mimeType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** A small JPEG, upright. */
  readonly thumbnail: Buffer;
  /** Missing for a picture of nothing, e.g. a covered lens. */
  readonly print?: string;
}

const MIME_TYPES: Partial<Record<Container, string>> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };
/** More pixels than any phone's camera; guards against pictures that unpack to gigabytes. */
export const MAX_PIXELS = 120_000_000;
const THUMBNAIL_PX = 480;

/**
 * Decodes the whole picture, so that a truncated one is found now.
 * @throws UserError `evidence.notPicture`, `evidence.heic`, `evidence.activeContent`, `evidence.tooManyPixels`, `evidence.truncated`
 */
export async function examinePicture(path: string, container: Container): Promise<ExaminedPicture> {
  if (container === 'heic') throw new UserError('evidence.heic');
  const mimeType = MIME_TYPES[container];
  if (mimeType === undefined) throw new UserError(container === 'markup' || container === 'zip' ? 'evidence.activeContent' : 'evidence.notPicture');
  // Only the header is read here, so that too many pixels are told from none.
  const { width, height } = await sharp(path, { limitInputPixels: false }).metadata().catch(() => ({ width: 0, height: 0 }));
  if (width === 0) throw new UserError('evidence.notPicture');
  if (width * height > MAX_PIXELS) throw new UserError('evidence.tooManyPixels');
  try {
    const thumbnail = await sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .resize({ width: THUMBNAIL_PX, height: THUMBNAIL_PX, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 78 })
      .toBuffer();
    const print = await printOf(thumbnail);
    return { mimeType, widthPx: width, heightPx: height, thumbnail, ...(print !== undefined && { print }) };
  } catch {
    // The header was one of a picture; what came after was not all there.
    throw new UserError('evidence.truncated');
  }
}
