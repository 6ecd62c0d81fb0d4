import type { AnswersReply, SentAnswer } from '../../../server/forms/contract.ts';
import { deviceId } from '../../device/deviceId.ts';
import { actOutboxOf } from '../../device/actOutboxes.ts';
import { deviceStore } from '../../device/thisDevice.ts';
import { ApiError, request } from '../../kit/api.ts';
import { newId } from '../../kit/newId.ts';
import type { AnswerShelf } from './AnswerQueue.ts';
import { AnswerQueue } from './AnswerQueue.ts';

function shelfFor(ownerId: string, visitId: string): AnswerShelf {
  return {
    put: async (answer) => (await deviceStore())?.put({ kind: 'answer', id: answer.answerId, visitId, ownerId, meta: answer }),
    remove: async (answerId) => (await deviceStore())?.remove('answer', answerId),
    list: async () => ((await (await deviceStore())?.list<SentAnswer>('answer', ownerId, visitId)) ?? []).map((one) => one.meta),
  };
}

const queues = new Map<string, AnswerQueue>();

/** One queue a person and visit, for as long as the app is open: answers outlive the page on which they were given. */
export function answerQueueOf(ownerId: string, visitId: string): AnswerQueue {
  const key = `${ownerId} ${visitId}`;
  const known = queues.get(key);
  if (known) return known;
  const queue = new AnswerQueue({
    send: (answers) => request<AnswersReply>('POST', `/api/visits/${encodeURIComponent(visitId)}/answers`, { answers }),
    refusalOf: (error) => (error instanceof ApiError && error.isFinal ? error.message : undefined),
    shelf: shelfFor(ownerId, visitId),
    // In the order in which things were done: an answer after the acts before it.
    mayGo: async ({ deviceAtMs }) => (await actOutboxOf(ownerId).of(visitId)).every(({ request: act }) => (act.deviceAtMs ?? 0) > deviceAtMs),
    deviceId: deviceId(),
    newId,
  });
  queues.set(key, queue);
  void queue.restore().catch(() => undefined);
  addEventListener('online', () => { queue.retry(); });
  const outbox = actOutboxOf(ownerId);
  outbox.subscribe(() => { if (queue.state().pending.length > 0) queue.retry(); });
  queue.subscribe(() => { if (queue.state().pending.length === 0 && outbox.kept().length > 0) outbox.poke(); });
  return queue;
}
