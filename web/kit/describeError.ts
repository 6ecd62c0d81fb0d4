import { ApiError } from './api.ts';

export interface DescribedError {
  readonly code: string;
  /** The server's own sentence; missing for this page's codes, which the kit's texts explain. */
  readonly message?: string;
  readonly requestId?: string;
}

interface Coded {
  readonly code: string;
  readonly message: string;
}

function isCoded(error: unknown): error is Coded {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** Whatever was thrown, reduced to what a person may be shown. */
export function describeError(error: unknown): DescribedError {
  if (!isCoded(error)) return { code: 'page' };
  const { code, message } = error;
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return { code, ...(message !== '' && { message }), ...(requestId !== undefined && { requestId }) };
}
