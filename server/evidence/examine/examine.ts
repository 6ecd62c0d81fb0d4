import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import type { EvidenceKind } from '../kinds/contract.ts';
import { MAX_BYTES } from '../kinds/contract.ts';
import { isPicture } from '../evidence.ts';
import type { Container } from './foreign.ts';
import { containerOf, isPolyglot, readAt } from './foreign.ts';
import type { ExaminedMedia } from './isoMedia.ts';
import { examineIsoMedia } from './isoMedia.ts';
import { examineMatroska } from './matroska.ts';
import { examinePdf } from './pdf.ts';
import { examinePicture } from './picture.ts';
import { examineOgg, examineWav } from './sound.ts';

/** What a file was found to be. */
export interface Examined {
  readonly mimeType: string;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly durationMs?: number;
  /** Of a picture: a small JPEG, upright. */
  readonly thumbnail?: Buffer;
  readonly print?: string;
}

/**
 * Takes a file for what it claims to be only when it can be decoded, or walked, to its end.
 * @throws UserError one of the `evidence.*` that say what is wrong with a file
 */
export async function examine(path: string, bytes: number, kind: EvidenceKind): Promise<Examined> {
  if (bytes > MAX_BYTES[kind]) throw new UserError('evidence.tooLarge');
  if (bytes < 64) throw new UserError(NOT[kind]);
  const file = await open(path, 'r');
  try {
    const container = containerOf(await readAt(file, 0, 512));
    if (container !== 'unknown' && container !== 'zip' && container !== 'markup' && (await isPolyglot(file, bytes, container))) {
      throw new UserError('evidence.polyglot');
    }
    if (isPicture(kind)) return await examinePicture(path, container);
    if (container === 'markup' || container === 'zip') throw new UserError('evidence.activeContent');
    if (kind === 'document') {
      if (container !== 'pdf') throw new UserError('evidence.notDocument');
      await examinePdf(path);
      return { mimeType: 'application/pdf' };
    }
    return await examineMedia(file, bytes, container, kind === 'clip');
  } finally {
    await file.close();
  }
}

const NOT = {
  photo: 'evidence.notPicture', snapshot: 'evidence.notPicture', document: 'evidence.notDocument', clip: 'evidence.notClip', audio: 'evidence.notAudio',
} as const;

async function examineMedia(file: FileHandle, bytes: number, container: Container, isClip: boolean): Promise<Examined> {
  const walk = WALKS[container];
  if (!walk) throw new UserError(isClip ? 'evidence.notClip' : 'evidence.notAudio');
  const { hasPicture, hasSound, ...found } = await walk(file, bytes).catch((error: unknown) => {
    // A walker that runs over the end of a broken header is told so by the buffer itself.
    throw error instanceof RangeError ? new UserError('evidence.truncated') : error;
  });
  if (isClip && !hasPicture) throw new UserError('evidence.notClip');
  if (!isClip && (hasPicture || !hasSound)) throw new UserError('evidence.notAudio');
  return { mimeType: `${isClip ? 'video' : 'audio'}/${SUBTYPES[container] ?? 'mp4'}`, ...found };
}

const WALKS: Partial<Record<Container, (file: FileHandle, bytes: number) => Promise<ExaminedMedia>>> = {
  isoMedia: examineIsoMedia, matroska: examineMatroska, ogg: examineOgg, wav: examineWav,
};
const SUBTYPES: Partial<Record<Container, string>> = { isoMedia: 'mp4', matroska: 'webm', ogg: 'ogg', wav: 'wav' };
