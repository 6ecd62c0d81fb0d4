import { currentLanguage } from './language.ts';
import { noteReached } from './reach.ts';
import { noteServerDate } from './serverClock.ts';

export interface FieldMessage {
  /** As in what was sent, e.g. `members.0.idNumber`. */
  readonly path: string;
  readonly message: string;
}

/**
 * What the server said no with, or why it could not be reached. `code` is stable; `message` is a sentence
 * in the person's language. `network` and `badAnswer` are this page's own codes; they carry no sentence.
 */
export class ApiError extends Error {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly requestId: string | undefined;
  /** Of input that can't stand: where, and why, in the person's language. */
  readonly fields: readonly FieldMessage[];

  constructor(code: string, message: string, status: number, requestId?: string, fields: readonly FieldMessage[] = []) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.fields = fields;
  }

  /** The server said "not this": asking again changes nothing. Signing in, waiting or a better line may change the others. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

/** The error a body of the form `{ error: { code, message, requestId } }` tells of. */
export function errorOfBody(body: unknown, status: number): ApiError {
  const error = typeof body === 'object' && body !== null ? (body as { error?: unknown }).error : undefined;
  if (typeof error === 'object' && error !== null) {
    const { code, message, requestId, fields } = error as { code?: unknown; message?: unknown; requestId?: unknown; fields?: unknown };
    if (typeof code === 'string' && typeof message === 'string') {
      return new ApiError(code, message, status, typeof requestId === 'string' ? requestId : undefined, Array.isArray(fields) ? (fields as FieldMessage[]) : []);
    }
  }
  return new ApiError('badAnswer', '', status);
}

export function acceptLanguage(): string {
  return currentLanguage() === 'en' ? 'en, zh-CN;q=0.5' : 'zh-CN, en;q=0.5';
}

type Method = 'GET' | 'POST' | 'DELETE';

/**
 * One request to the server, same origin, with the session cookie.
 * @throws ApiError for every answer that is not a success, and when there is no answer
 */
export async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const sentMs = Date.now();
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        'Accept-Language': acceptLanguage(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    noteReached(false);
    throw new ApiError('network', '', 0);
  }
  noteReached(true);
  noteServerDate(response.headers.get('date'), sentMs, Date.now());
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw errorOfBody(answer, response.status);
  if (answer === undefined) throw new ApiError('badAnswer', '', response.status);
  return answer as T;
}
