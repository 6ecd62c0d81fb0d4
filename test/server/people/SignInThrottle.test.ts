import { describe, expect, it } from 'vitest';
import { SignInThrottle } from '../../../server/people/SignInThrottle.ts';

describe('the sign-in throttle', () => {
  it('blocks a name after ten failures, for fifteen minutes, and no other name', () => {
    let now = 0;
    const throttle = new SignInThrottle(() => now);
    for (let i = 0; i < 9; i++) throttle.failed('li');
    expect(throttle.isBlocked('li')).toBe(false);
    throttle.failed('li');
    expect(throttle.isBlocked('li')).toBe(true);
    expect(throttle.isBlocked('wang')).toBe(false);
    now = 15 * 60_000;
    expect(throttle.isBlocked('li')).toBe(false);
  });

  it('forgets the failures of who gets in', () => {
    const throttle = new SignInThrottle(() => 0);
    for (let i = 0; i < 9; i++) throttle.failed('li');
    throttle.succeeded('li');
    throttle.failed('li');
    expect(throttle.isBlocked('li')).toBe(false);
  });
});
