import { serverNow } from '../../kit/serverClock.ts';

/** What this device says of itself with every item. */
export function evidenceClaims(): { clockOffsetMs: number; utcOffsetMin: number; device: string } {
  return {
    clockOffsetMs: Math.round(serverNow() - Date.now()),
    utcOffsetMin: -new Date().getTimezoneOffset(),
    device: navigator.userAgent.slice(0, 300),
  };
}
