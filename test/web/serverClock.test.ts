import { afterEach, describe, expect, test, vi } from 'vitest';
import { clockReading, deviceNow, measureServerClock, serverNow } from '../../web/kit/serverClock.ts';

const HOUR_MS = 3_600_000;

describe('the page’s clock', () => {
  afterEach(() => { vi.restoreAllMocks(); });

  test('does not follow a device whose clock is set by an hour during the visit', async () => {
    const trueNow = Date.now;
    // The device is ten minutes slow, and knows it by having asked.
    await measureServerClock(() => Promise.resolve(trueNow() + 600_000));
    const before = { server: serverNow(), device: deviceNow() };
    vi.spyOn(Date, 'now').mockImplementation(() => trueNow() + HOUR_MS);
    expect(Math.abs(serverNow() - before.server)).toBeLessThan(5_000);
    expect(Math.abs(deviceNow() - before.device)).toBeLessThan(5_000);
    expect(Math.abs((clockReading()?.offsetMs ?? 0) - 600_000)).toBeLessThan(5_000);
  });

  test('believes the quickest of several answers', async () => {
    let asked = 0;
    const reading = await measureServerClock(async () => {
      asked += 1;
      if (asked !== 3) await new Promise((resolve) => { setTimeout(resolve, 30); });
      // Slow answers are also wrong ones.
      return deviceNow() + (asked === 3 ? 1_000 : 9_000);
    });
    expect(reading.offsetMs).toBeGreaterThan(900);
    expect(reading.offsetMs).toBeLessThan(1_100);
  });
});
