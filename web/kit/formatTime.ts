import type { Language } from './language.ts';

const DAY_MS = 86_400_000;

/** 3:05, 12:45, 1:02:09 */
export function formatDuration(ms: number): string {
  const totalS = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(totalS / 3600);
  const minutes = Math.floor((totalS % 3600) / 60);
  const seconds = String(totalS % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** 14:05 or 14:05:09, in this device's time zone. */
export function formatClock(atMs: number, withSeconds = false): string {
  const date = new Date(atMs);
  const parts = [date.getHours(), date.getMinutes(), ...(withSeconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** Calendar days from `nowMs` to `atMs` on this device's calendar: 0 today, 1 tomorrow, -1 yesterday. */
export function daysApart(atMs: number, nowMs: number): number {
  const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
  return Math.round((startOfDay(atMs) - startOfDay(nowMs)) / DAY_MS);
}

/** 今天, 明天, 昨天, or 11月24日 周二; with the year when it is another one. */
export function formatDay(atMs: number, nowMs: number, language: Language): string {
  const days = daysApart(atMs, nowMs);
  if (Math.abs(days) <= 1) {
    const words = language === 'en' ? ['Yesterday', 'Today', 'Tomorrow'] : ['昨天', '今天', '明天'];
    return words[days + 1] ?? '';
  }
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(language, {
    ...(sameYear ? {} : { year: 'numeric' }),
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    weekday: 'short',
  }).format(atMs);
}

/** 2026年11月24日 14:05:09 */
export function formatMoment(atMs: number, language: Language): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: language === 'en' ? 'short' : 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(atMs);
}

/** 640 KB, 12.4 MB */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}
