import type { SfuErrorCode } from './contract.ts';

/** Everything that this folder refuses or cannot do; `code` is stable, `message` is for logs. */
export class SfuError extends Error {
  readonly code: SfuErrorCode;
  constructor(code: SfuErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SfuError';
    this.code = code;
  }
}
