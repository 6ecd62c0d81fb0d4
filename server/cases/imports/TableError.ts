import type { ErrorCode } from '../../errors.ts';

/** The whole table can't be read; `detail` names what is missing. */
export class TableError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, detail?: string) {
    super(code);
    this.name = 'TableError';
    this.code = code;
    this.detail = detail;
  }
}
