import { RecordingError } from '../../recordings/RecordingError.ts';
import type { ErrorCode } from '../errors.ts';
import { UserError } from '../errors.ts';

const REFUSALS: Readonly<Partial<Record<RecordingError['code'], ErrorCode>>> = {
  archiveSealed: 'pieces.sealed',
  digestMismatch: 'evidence.wrongDigest',
  pieceTooLarge: 'pieces.tooLarge',
  diskFull: 'pieces.noRoom',
  notFound: 'replay.notReady',
};

/** Runs what asks the recorder; its refusals become those of a person. */
export async function askRecorder<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof RecordingError ? REFUSALS[error.code] : undefined;
    throw code === undefined ? error : new UserError(code);
  }
}
