import { describe, expect, it } from 'vitest';
import { Looks } from '../../../server/visits/Looks.ts';

describe('looks at a visit', () => {
  it('are one look while a page refreshes itself, and a new one five minutes later', () => {
    let now = 0;
    const looks = new Looks(() => now);
    expect(looks.isNew('wang', 'visit-1')).toBe(true);
    looks.written('wang', 'visit-1');
    now = 299_999;
    expect(looks.isNew('wang', 'visit-1')).toBe(false);
    expect(looks.isNew('chen', 'visit-1')).toBe(true);
    expect(looks.isNew('wang', 'visit-2')).toBe(true);
    now = 300_000;
    expect(looks.isNew('wang', 'visit-1')).toBe(true);
  });

  it('count as new until they are written, so that a failed entry is tried again', () => {
    const looks = new Looks(() => 0);
    looks.isNew('wang', 'visit-1');
    expect(looks.isNew('wang', 'visit-1')).toBe(true);
  });
});
