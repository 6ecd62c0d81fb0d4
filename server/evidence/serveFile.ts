import type { Response } from 'express';

/** Types that a browser shows in the page; everything else is only saved. */
const SHOWN = /^(?:image\/(?:jpeg|png|webp)|video\/(?:mp4|webm)|audio\/(?:mp4|webm|ogg|wav))$/u;
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'application/pdf': 'pdf', 'video/mp4': 'mp4', 'video/webm': 'webm',
  'audio/mp4': 'm4a', 'audio/webm': 'weba', 'audio/ogg': 'ogg', 'audio/wav': 'wav',
};

/**
 * Sends a file of evidence so that it can do nothing: under the type that it was examined to be and no other, in a sandbox
 * without scripts, to this origin only, and under a name of ours.
 */
export function serveFile(response: Response, path: string, mimeType: string, name: string): void {
  response.sendFile(path, {
    dotfiles: 'allow',
    headers: {
      'Content-Type': mimeType,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Disposition': `${SHOWN.test(mimeType) ? 'inline' : 'attachment'}; filename="${name}.${EXTENSIONS[mimeType] ?? 'bin'}"`,
    },
  });
}
