import type { RequestHandler } from 'express';
import type { StorageEngine } from 'multer';
import multer, { MulterError } from 'multer';
import { UserError } from '../errors.ts';
import { MAX_PHOTO_BYTES } from './contract.ts';
import type { IncomingPhoto, PhotoFiles } from './PhotoFiles.ts';

/** Multer's file after our storage has taken it. */
export interface UploadedPhoto extends Express.Multer.File {
  readonly incoming: IncomingPhoto;
}

/** Takes one file in the field `photo` to disk while hashing it, and a few short text fields. */
export function photoUpload(files: PhotoFiles): RequestHandler {
  const storage: StorageEngine = {
    _handleFile(_request, file, done) {
      files.receive(file.stream).then(
        (incoming) => done(null, { incoming, size: incoming.bytes, path: incoming.path } as Partial<UploadedPhoto>),
        (error: unknown) => done(error),
      );
    },
    _removeFile(_request, file, done) {
      const { incoming } = file as UploadedPhoto;
      files.discard(incoming).then(() => done(null), (error: unknown) => done(error as Error));
    },
  };
  const take = multer({
    storage,
    limits: { fileSize: MAX_PHOTO_BYTES, files: 1, fields: 4, parts: 5, fieldSize: 256, headerPairs: 16 },
  }).single('photo');
  return (request, response, next) => {
    take(request, response, (error: unknown) => next(error === undefined ? undefined : inOurWords(error)));
  };
}

function inOurWords(error: unknown): unknown {
  if (!(error instanceof MulterError)) {
    // Busboy reports a broken body as a plain Error; the sender is at fault, not we.
    return error instanceof Error && /Unexpected end of form|Malformed part|Multipart|boundary/iu.test(error.message)
      ? new UserError('input.invalid')
      : error;
  }
  return new UserError(error.code === 'LIMIT_FILE_SIZE' ? 'photo.tooLarge' : 'input.invalid');
}
