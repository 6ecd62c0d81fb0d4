import { newId } from '../kit/newId.ts';

const KEY = 'deviceId';
let remembered: string | undefined;

/**
 * Names this browser on this device: for the rule of two, and so that what came from it can be told from what came from
 * another. Made once and kept; where nothing can be kept it lives as long as the page.
 */
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
