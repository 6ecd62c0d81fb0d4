import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LinkState } from '../../web/rtc/Link.ts';
import { Link } from '../../web/rtc/Link.ts';
import { LiveError } from '../../web/rtc/LiveError.ts';

/** A link over steps that the test decides, with the clock in the test's hand. */
function buildLink(join: () => Promise<{ media: boolean }> = async () => ({ media: true })) {
  const calls: string[] = [];
  const states: LinkState['at'][] = [];
  const steps = {
    join: vi.fn(async () => {
      calls.push('join');
      return join();
    }),
    restartIce: vi.fn(async () => { calls.push('restartIce'); }),
    drop: vi.fn(() => { calls.push('drop'); }),
  };
  const link = new Link(steps, ({ at }) => { states.push(at); }, {
    backoffMs: [0, 100, 400],
    patienceMs: 1000,
    iceTimeoutMs: 2000,
  });
  return { link, steps, calls, states };
}

async function buildLiveLink() {
  const built = buildLink();
  built.link.lineChanged(true);
  await vi.advanceTimersByTimeAsync(0);
  built.link.transportChanged('connected');
  built.calls.length = 0;
  return built;
}

describe('a link to a room', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('joins when the line is up and is live once the transport is connected', async () => {
    const { link, states } = buildLink();
    expect(link.state.at).toBe('connecting');
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state.at).toBe('connecting');
    link.transportChanged('connected');
    expect(states).toEqual(['live']);
  });

  it('is live in an empty room without any transport', async () => {
    const { link } = buildLink(async () => ({ media: false }));
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state.at).toBe('live');
  });

  it('leaves a short disturbance to heal by itself', async () => {
    const { link, calls, states } = await buildLiveLink();
    link.transportChanged('disconnected');
    await vi.advanceTimersByTimeAsync(900);
    link.transportChanged('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual([]);
    expect(states).toEqual(['live', 'reconnecting', 'live']);
  });

  it('restarts ICE after its patience, and at once when the transport failed', async () => {
    const { link, calls } = await buildLiveLink();
    link.transportChanged('disconnected');
    await vi.advanceTimersByTimeAsync(1000);
    expect(calls).toEqual(['restartIce']);
    link.transportChanged('failed');
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toEqual(['restartIce', 'restartIce']);
  });

  it('joins anew when an ICE restart does not help in time', async () => {
    const { link, calls } = await buildLiveLink();
    link.transportChanged('failed');
    await vi.advanceTimersByTimeAsync(2000);
    expect(calls).toEqual(['restartIce']);
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toEqual(['restartIce', 'drop', 'join']);
  });

  it('joins anew when the line comes back, because the server forgot who was there', async () => {
    const { link, calls, states } = await buildLiveLink();
    link.lineChanged(false);
    expect(calls).toEqual([]);
    expect(link.state.at).toBe('reconnecting');
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(calls).toEqual(['drop', 'join']);
    link.transportChanged('connected');
    expect(states.at(-1)).toBe('live');
  });

  it('waits longer with every failure and begins with the shortest wait after a success', async () => {
    let refusals = 3;
    const { link, steps } = buildLink(async () => {
      if (refusals > 0) {
        refusals -= 1;
        throw new LiveError('live.unavailable', 'busy');
      }
      return { media: true };
    });
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(steps.join).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(99);
    expect(steps.join).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(steps.join).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(400);
    expect(steps.join).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(400);
    expect(steps.join).toHaveBeenCalledTimes(4);
    link.transportChanged('connected');
    refusals = 1;
    link.roomLost();
    await vi.advanceTimersByTimeAsync(0);
    expect(steps.join).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(100);
    expect(steps.join).toHaveBeenCalledTimes(6);
  });

  it('tries again when a join succeeds but no media path comes up', async () => {
    const { link, steps } = buildLink();
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    await vi.advanceTimersByTimeAsync(2100);
    expect(steps.join).toHaveBeenCalledTimes(2);
    expect(link.state.at).toBe('connecting');
  });

  it('ends for good when it is refused for a reason that waiting cannot change', async () => {
    const refusal = new LiveError('access.denied', 'no');
    const { link, steps } = buildLink(async () => { throw refusal; });
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state).toEqual({ at: 'ended', error: refusal });
    link.lineChanged(false);
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(steps.join).toHaveBeenCalledTimes(1);
  });

  it('ignores what an abandoned join comes back with', async () => {
    let reject: (error: Error) => void = () => undefined;
    let first = true;
    const { link, steps } = buildLink(() => {
      if (!first) return Promise.resolve({ media: true });
      first = false;
      return new Promise((_, rejectFirst) => { reject = rejectFirst; });
    });
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    link.lineChanged(false);
    link.lineChanged(true);
    await vi.advanceTimersByTimeAsync(0);
    link.transportChanged('connected');
    reject(new LiveError('network'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.state.at).toBe('live');
    expect(steps.join).toHaveBeenCalledTimes(2);
  });

  it('drops its transport when it ends, says so once, and leaves no timer', async () => {
    const { link, calls, states } = await buildLiveLink();
    link.transportChanged('disconnected');
    link.end();
    link.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toEqual(['drop']);
    expect(states.filter((at) => at === 'ended')).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
