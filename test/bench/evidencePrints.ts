import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bandsNear, bandsOf, distanceOf, SAME_PICTURE_BITS } from '../../server/evidence/examine/pictureHash.ts';
import { EvidenceStore } from '../../server/evidence/store.ts';
import { Database } from '../../server/store/Database.ts';
import type { VisitId } from '../../server/visits/contract.ts';
import { SILENT_LOG } from '../recordings/buildRecording.ts';

const PICTURES = 100_000;
const LOOKUPS = 500;
const BATCH = 2_000;

/**
 * A hundred thousand pictures of other visits in the embedded store, and how long it takes to tell whether one more is
 * among them: half of those asked for are there with up to seven bits changed, the others are not.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'prints-'));
  const database = await Database.create({ dataDir, log: SILENT_LOG });
  try {
    const store = new EvidenceStore(database.connection);
    await store.ready();
    const prints: string[] = [];
    while (prints.length < PICTURES) {
      const batch = Array.from({ length: BATCH }, () => randomBytes(8).toString('hex'));
      await database.connection.collection<{ _id: string }>('evidences').insertMany(batch.map((print, i) => ({
        _id: `p${prints.length + i}`, visitId: `v${Math.floor((prints.length + i) / 20)}`, print, bands: bandsOf(print),
      })));
      prints.push(...batch);
    }
    const tookMs: number[] = [];
    let found = 0;
    let candidates = 0;
    for (let i = 0; i < LOOKUPS; i += 1) {
      const print = i % 2 === 0 ? nearly(prints[(i * 7919) % PICTURES] ?? '') : randomBytes(8).toString('hex');
      const startMs = performance.now();
      const alike = await store.printedAlike(bandsNear(print), 'another' as VisitId);
      if (alike.some((other) => distanceOf(print, other.print) <= SAME_PICTURE_BITS)) found += 1;
      tookMs.push(performance.now() - startMs);
      candidates += alike.length;
    }
    tookMs.sort((a, b) => a - b);
    const at = (share: number): number => Number((tookMs[Math.floor(LOOKUPS * share)] ?? 0).toFixed(1));
    return { name: 'evidencePrints', pictures: PICTURES, lookups: LOOKUPS, found, p50Ms: at(0.5), p95Ms: at(0.95), candidatesPerLookup: Math.round(candidates / LOOKUPS) };
  } finally {
    await database.close();
    await rm(dataDir, { recursive: true });
  }
}

/** The print with seven of its bits changed. */
function nearly(print: string): string {
  const bits = new Set<number>();
  while (bits.size < SAME_PICTURE_BITS) bits.add(Math.floor(Math.random() * 64));
  return [...bits].reduce((value, bit) => value ^ (1n << BigInt(bit)), BigInt(`0x${print}`)).toString(16).padStart(16, '0');
}
