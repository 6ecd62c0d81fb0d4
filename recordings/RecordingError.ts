export type RecordingErrorCode =
  | 'invalidArchiveId' | 'invalidPath' | 'alreadyExists' | 'notFound' | 'diskFull' | 'journalBroken'
  | 'archiveClosed' | 'archiveRunning' | 'archiveSealed' | 'archiveChanged' | 'recorderClosed' | 'recorderLocked' | 'unsupportedCodec'
  | 'digestMismatch' | 'pieceTooLarge' | 'piecesExpected' | 'intakeClosed' | 'processDied' | 'internal';

/** An error of this folder, with a code that does not change. */
export class RecordingError extends Error {
  readonly code: RecordingErrorCode;

  constructor(code: RecordingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordingError';
    this.code = code;
  }
}
