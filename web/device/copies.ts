import { ApiError } from '../kit/api.ts';
import { noteReached } from '../kit/reach.ts';
import { deviceStore } from './thisDevice.ts';

/** Where one answer of the server is kept. */
export interface Copy {
  /** Whose it is; nobody else is shown it. */
  readonly ownerId: string;
  /** Unique within the owner's. */
  readonly name: string;
  readonly visitId?: string;
}

interface Kept {
  readonly atMs: number;
  readonly answer: unknown;
}

/** A server that has not answered by then is as good as gone; what is known is shown. */
const ANSWER_MS = 6_000;
/** Over a weekend; what is older is not shown as if it were today's. */
const GOOD_FOR_MS = 72 * 3_600_000;

/**
 * Asks the server and keeps its answer on this device, encrypted; without the server, answers what it said last.
 * @throws ApiError what the server said, or `network` where nothing is kept
 */
export async function askOrRecall<T>(copy: Copy, ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  const attempt = new AbortController();
  const abort = (): void => { attempt.abort(); };
  signal.addEventListener('abort', abort);
  const timer = setTimeout(abort, ANSWER_MS);
  try {
    const answer = await ask(attempt.signal);
    void keepCopy(copy, answer);
    return answer;
  } catch (error) {
    const unreachable = attempt.signal.aborted || (error instanceof ApiError && error.status === 0);
    if (signal.aborted || !unreachable) throw error;
    noteReached(false);
    const kept = await recallCopy<T>(copy);
    if (kept === undefined) throw error instanceof ApiError ? error : new ApiError('network', '', 0);
    return kept;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** Never rejects: a copy that can't be kept is only missed later. */
export async function keepCopy({ ownerId, name, visitId = '' }: Copy, answer: unknown): Promise<void> {
  const kept: Kept = { atMs: Date.now(), answer };
  await (await deviceStore())?.put({ kind: 'copy', id: idOf({ ownerId, name }), visitId, ownerId, meta: kept }).catch(() => undefined);
}

/** What was kept under this name, if it is young enough. */
export async function recallCopy<T>({ ownerId, name }: Copy): Promise<T | undefined> {
  const record = await (await deviceStore())?.record<Kept>('copy', idOf({ ownerId, name })).catch(() => undefined);
  const young = record !== undefined && Math.abs(Date.now() - record.meta.atMs) < GOOD_FOR_MS;
  return young && record.ownerId === ownerId ? (record.meta.answer as T) : undefined;
}

/** Forgets this person's copies: all of them, or those of visits that are not among these. */
export async function forgetCopies(ownerId: string, except?: ReadonlySet<string>): Promise<void> {
  const store = await deviceStore();
  if (!store) return;
  for (const { id, visitId } of await store.list('copy', ownerId).catch(() => [])) {
    if (except === undefined || (visitId !== '' && !except.has(visitId))) await store.remove('copy', id).catch(() => undefined);
  }
}

function idOf({ ownerId, name }: Copy): string {
  return `${ownerId} ${name}`;
}
