import { describe, expect, it } from 'vitest';
import type { Day, Versioned } from '../../../server/rules/contract.ts';
import { inForce, publishVersion } from '../../../server/rules/inForce.ts';

const version = (name: string, effectiveFrom: string): Versioned => ({
  version: name, effectiveFrom: effectiveFrom as Day, source: { zh: '文件', en: 'document' }, confirmedBy: null,
});
const history = [version('b', '2027-01-01'), version('a', '2026-07-01')];
const today = '2026-11-24' as Day;

describe('a history of parameters', () => {
  it('answers with the latest version that has begun, in whatever order it is kept', () => {
    expect(inForce(history, '2026-06-30' as Day)).toBeUndefined();
    expect(inForce(history, '2026-07-01' as Day)?.version).toBe('a');
    expect(inForce(history, '2026-12-31' as Day)?.version).toBe('a');
    expect(inForce(history, '2027-01-01' as Day)?.version).toBe('b');
  });

  it('grows by versions that begin today or later, and leaves the older ones as they are', () => {
    const published = publishVersion(history, version('c', '2026-11-24'), today);
    expect(published.ok && published.history.map((one) => one.version)).toEqual(['a', 'c', 'b']);
    expect(history).toHaveLength(2);
  });

  it.each([
    ['parameters.versionTaken', version('a', '2027-06-01')],
    ['parameters.dayTaken', version('c', '2027-01-01')],
    ['parameters.inThePast', version('c', '2026-11-23')],
  ])('refuses with %s', (code, next) => {
    expect(publishVersion(history, next, today)).toMatchObject({ ok: false, violation: { code } });
  });

  it('may begin in the past only when there was nothing before', () => {
    expect(publishVersion([], version('a', '2026-07-01'), today).ok).toBe(true);
  });
});
