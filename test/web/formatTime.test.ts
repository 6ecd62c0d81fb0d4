import { describe, expect, it } from 'vitest';
import { daysApart, formatBytes, formatDay, formatDuration } from '../../web/kit/formatTime.ts';

const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime();

describe('times as people read them', () => {
  it('writes durations with hours only when there are some', () => {
    expect(formatDuration(0)).toBe('0:00');
    expect(formatDuration(65_900)).toBe('1:05');
    expect(formatDuration(3_729_000)).toBe('1:02:09');
    expect(formatDuration(-500)).toBe('0:00');
  });

  it('counts days by the calendar, not by 24 hours', () => {
    expect(daysApart(at(25, 0), at(24, 23))).toBe(1);
    expect(daysApart(at(24, 23), at(24, 0))).toBe(0);
    expect(daysApart(at(23, 23), at(24, 0))).toBe(-1);
  });

  it('names the days around today and gives others their date', () => {
    expect(formatDay(at(24, 9), at(24, 12), 'zh-CN')).toBe('今天');
    expect(formatDay(at(25, 9), at(24, 12), 'zh-CN')).toBe('明天');
    expect(formatDay(at(23, 9), at(24, 12), 'en')).toBe('Yesterday');
    expect(formatDay(at(27, 9), at(24, 12), 'zh-CN')).toContain('11月27日');
  });

  it('writes sizes in the unit a person would choose', () => {
    expect(formatBytes(400)).toBe('1 KB');
    expect(formatBytes(915_000)).toBe('915 KB');
    expect(formatBytes(12_400_000)).toBe('12.4 MB');
    expect(formatBytes(3_200_000_000)).toBe('3.20 GB');
  });
});
