import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../recordings/archiveFormat.ts';
import { GapLedger } from '../../recordings/GapLedger.ts';

const T = 1_000_000;

/** A ledger whose camera and microphone have run until `T`. */
function running(): { ledger: GapLedger; entries: JournalEntry[] } {
  const entries: JournalEntry[] = [];
  const ledger = new GapLedger({ write: (entry) => { entries.push(entry); }, emit: () => undefined });
  for (const [source, kind] of [['camera', 'video'], ['microphone', 'audio']] as const) {
    ledger.started(source, kind, T - 5_000);
    ledger.written(source, { startMs: T - 5_000, endMs: T, toleranceMs: 100, afterLoss: false, unbroken: false });
    ledger.heard(source, T);
  }
  return { ledger, entries };
}
const causes = (ledger: GapLedger): string[] => ledger.gaps.map(({ source, cause }) => `${source} ${cause}`);

describe('why media is missing', () => {
  test('is the network when nothing of the phone comes at all', () => {
    const { ledger } = running();
    ledger.fellSilent('camera', T + 1_050);
    ledger.fellSilent('microphone', T + 1_100);
    expect(causes(ledger)).toEqual(['camera network', 'microphone network']);
  });

  test('is not known when one source falls silent and the other goes on', () => {
    const { ledger } = running();
    ledger.heard('microphone', T + 1_000);
    ledger.fellSilent('camera', T + 1_050);
    expect(causes(ledger)).toEqual(['camera unknown']);
  });

  test('is what the phone announced, whatever else falls silent with it', () => {
    const { ledger } = running();
    ledger.announced('camera', 'background', T + 10);
    ledger.announced('microphone', 'background', T + 10);
    ledger.fellSilent('camera', T + 1_050);
    ledger.fellSilent('microphone', T + 1_050);
    expect(causes(ledger)).toEqual(['camera background', 'microphone background']);
  });

  test('stays the network when all fell silent at once, whether the browser numbered what it could not send or not; one source alone that goes on without missing numbers was the device', () => {
    const { ledger } = running();
    ledger.fellSilent('camera', T + 1_050);
    ledger.fellSilent('microphone', T + 1_100);
    const resumed = { startMs: T + 3_000, endMs: T + 4_000, toleranceMs: 100 };
    ledger.written('camera', { ...resumed, afterLoss: false, unbroken: true });
    ledger.written('microphone', { ...resumed, afterLoss: true, unbroken: false });
    expect(causes(ledger)).toEqual(['camera network', 'microphone network']);
    ledger.heard('microphone', T + 6_000);
    ledger.fellSilent('camera', T + 6_050);
    ledger.written('camera', { startMs: T + 8_000, endMs: T + 9_000, toleranceMs: 100, afterLoss: false, unbroken: true });
    expect(causes(ledger).at(-1)).toBe('camera deviceStall');
  });

  test('of a visit that began without a network, is told from its begin, and again after a restart', () => {
    const entries: JournalEntry[] = [];
    const ledger = new GapLedger({ write: (entry) => { entries.push(entry); }, emit: () => undefined });
    ledger.missing('camera', 'video', T, 'network');
    const resumed = new GapLedger({ write: () => undefined, emit: () => undefined });
    resumed.resume(entries, 'serverRestart');
    for (const one of [ledger, resumed]) {
      one.started('camera', 'video', T + 60_000);
      one.written('camera', { startMs: T + 60_500, endMs: T + 61_000, toleranceMs: 100, afterLoss: false, unbroken: false });
      expect(one.gaps).toMatchObject([{ source: 'camera', cause: 'network', startMs: T, endMs: T + 60_500 }]);
    }
  });

  test('of a visit that also ended without one, is missing until that end and no longer', () => {
    const { ledger } = running();
    ledger.fellSilent('camera', T + 1_050);
    ledger.close(T + 30_000);
    expect(ledger.gaps).toMatchObject([{ source: 'camera', endMs: T + 30_000 }]);
  });
});
