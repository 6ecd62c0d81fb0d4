import { newId } from '../kit/newId.ts';

const KEY = 'deviceId';
let remembered: string | undefined;

/** Names this device for the rule of two; made once and kept. Where nothing can be kept it lives as long as the page. */
export function deviceId(): string {
  try {
    remembered ??= localStorage.getItem(KEY) ?? undefined;
    remembered ??= newId();
    localStorage.setItem(KEY, remembered);
  } catch {
    remembered ??= newId();
  }
  return remembered;
}
