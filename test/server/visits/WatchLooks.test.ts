import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import type { AccountId, OrganisationId } from '../../../server/people/contract.ts';
import type { Actor } from '../../../server/people/authenticate.ts';
import { WatchLooks } from '../../../server/visits/WatchLooks.ts';

const wang: Actor = {
  id: 'wang' as AccountId, name: '王建国', role: 'supervisor', organisationId: 'district' as OrganisationId, organisation: '民政局',
};
let trail: string[];
let looks: WatchLooks;

beforeEach(() => {
  vi.useFakeTimers();
  trail = [];
  looks = new WatchLooks({
    now: () => Date.now(),
    joined: async ({ name }) => trail.push(`${name} joined`),
    left: async ({ name }, durationMs) => void trail.push(`${name} left after ${durationMs} ms`),
    changed: () => undefined,
  });
});
afterEach(() => vi.useRealTimers());

it('is one look a person, from the first page to the last', async () => {
  await Promise.all([looks.enter(wang, 'a'), looks.enter(wang, 'b')]);
  await vi.advanceTimersByTimeAsync(1_000);
  await looks.leave(wang, 'a');
  expect(looks.views).toMatchObject([{ name: '王建国' }]);
  await vi.advanceTimersByTimeAsync(1_000);
  await looks.leave(wang, 'b');
  expect(looks.views).toEqual([]);
  expect(trail).toEqual(['王建国 joined', '王建国 left after 2000 ms']);
});

it('keeps the name while a wall turns its pages, and counts no time after the last picture', async () => {
  for (let turn = 0; turn < 20; turn += 1) {
    await looks.enter(wang, 'wall');
    await vi.advanceTimersByTimeAsync(10_000);
    await looks.leave(wang, 'wall', true);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(looks.views).toHaveLength(1);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks.views).toEqual([]);
  expect(trail).toEqual(['王建国 joined', `王建国 left after ${19 * 40_000 + 10_000} ms`]);
});

it('is no look when the trail could not be written', async () => {
  const deaf = new WatchLooks({
    now: () => 0, joined: async () => { throw new Error('the disk is full'); }, left: async () => undefined, changed: () => undefined,
  });
  await expect(deaf.enter(wang, 'a')).rejects.toThrow('the disk is full');
  expect(deaf.views).toEqual([]);
});
