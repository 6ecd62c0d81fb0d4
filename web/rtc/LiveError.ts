/** A live request that was refused (the server's code and sentence) or got no answer (`network`, no sentence). */
export class LiveError extends Error {
  readonly code: string;

  constructor(code: string, message = '') {
    super(message);
    this.name = 'LiveError';
    this.code = code;
  }
}

/** Refusals that trying again by itself can't change; a person has to do something first. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'access.denied',
  'input.invalid',
  'live.alreadyPublishing',
  'live.badMedia',
  'session.expired',
  'session.required',
  'visit.unknown',
  'visit.wrongState',
  'unsupportedBrowser',
]);

export function isFinal(error: unknown): error is LiveError {
  return error instanceof LiveError && FINAL_CODES.has(error.code);
}
