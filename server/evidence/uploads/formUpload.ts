import type { RequestHandler } from 'express';
import type { StorageEngine } from 'multer';
import multer, { MulterError } from 'multer';
import { UserError } from '../../errors.ts';
import { MAX_BYTES } from '../kinds/contract.ts';
import type { Incoming } from '../../uploads/incoming.ts';
import type { EvidenceFiles } from '../EvidenceFiles.ts';

/** Multer's file after our storage has taken it. */
export interface UploadedFile extends Express.Multer.File {
  readonly incoming: Incoming;
}

/** What one form may carry; longer things go resumable. */
const MAX_FORM_BYTES = MAX_BYTES.photo;
const MAX_CLAIMS_BYTES = 8192;

/** Takes one file in the field `file` to disk while hashing it, and the claims before it. */
export function formUpload(files: EvidenceFiles): RequestHandler {
  const storage: StorageEngine = {
    _handleFile(_request, file, done) {
      files.receive(file.stream).then(
        (incoming) => done(null, { incoming, size: incoming.bytes, path: incoming.path } as Partial<UploadedFile>),
        (error: unknown) => done(error),
      );
    },
    _removeFile(_request, file, done) {
      const { incoming } = file as UploadedFile;
      files.discard(incoming).then(() => done(null), (error: unknown) => done(error as Error));
    },
  };
  const take = multer({
    storage,
    limits: { fileSize: MAX_FORM_BYTES, files: 1, fields: 2, parts: 3, fieldSize: MAX_CLAIMS_BYTES, headerPairs: 16 },
  }).single('file');
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
  return new UserError(error.code === 'LIMIT_FILE_SIZE' ? 'evidence.tooLarge' : 'input.invalid');
}
