import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { MAX_PIXELS } from './examine/picture.ts';

/** What is written on a rendition, line by line. */
export interface WatermarkText {
  readonly lines: readonly string[];
}

/** Carried along, because a server's system has no Chinese letters. */
const FONT_FILE = fileURLToPath(import.meta.resolve('@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf'));
const MAX_SIDE_PX = 2000;

/**
 * A copy of a picture with its time, place, case and digest written on it, JPEG. The original is only read.
 * @param path of a picture that was accepted
 */
export async function watermark(path: string, { lines }: WatermarkText): Promise<Buffer> {
  const { data, info } = await sharp(path, { limitInputPixels: MAX_PIXELS })
    .autoOrient()
    .resize({ width: MAX_SIDE_PX, height: MAX_SIDE_PX, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const margin = Math.round(Math.min(info.width, info.height) * 0.025);
  const text = await sharp({
    text: {
      text: `<span foreground="white">${lines.map(escape).join('\n')}</span>`,
      font: 'Noto Sans SC Medium',
      fontfile: FONT_FILE,
      rgba: true,
      width: Math.max(16, info.width - 4 * margin),
      dpi: Math.max(40, Math.round(Math.min(info.width, info.height) * 0.16)),
      wrap: 'char',
      spacing: Math.round(margin * 0.3),
    },
  }).png().toBuffer({ resolveWithObject: true });
  const height = Math.min(info.height, text.info.height + 2 * margin);
  const band = { input: { create: { width: info.width, height, channels: 4 as const, background: { r: 7, g: 18, b: 24, alpha: 0.62 } } } };
  const fits = text.info.height <= info.height && text.info.width <= info.width;
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .composite([
      { ...band, left: 0, top: info.height - height },
      ...(fits ? [{ input: text.data, left: Math.min(2 * margin, info.width - text.info.width), top: Math.max(0, info.height - height + Math.min(margin, height - text.info.height)) }] : []),
    ])
    .jpeg({ quality: 86 })
    .toBuffer();
}

/** Pango markup is XML. */
function escape(text: string): string {
  return text.replace(/[<>&]/gu, (mark) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[mark] ?? '');
}
