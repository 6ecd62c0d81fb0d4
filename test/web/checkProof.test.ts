import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VisitProof } from '../../server/trail/contract.ts';
import type { Trail } from '../../server/trail/Trail.ts';
import type { Memory } from '../../web/replay/checkProof.ts';
import { checkProof } from '../../web/replay/checkProof.ts';
import type { ShownEntry } from '../../web/replay/shownTrail.ts';
import type { TrailBed } from '../support/openTestTrail.ts';
import { openTrailBed } from '../support/openTestTrail.ts';

const VISIT = 'visit-1';
const shownOf = (proof: VisitProof): ShownEntry[] => proof.entries.map((one) => ({ ...one, who: '' }));

function memory(): Memory {
  let kept: ReturnType<Memory['read']>;
  return { read: () => kept, write: (seen) => { kept = seen; } };
}

describe('a browser that checks the signed log', () => {
  const beds: TrailBed[] = [];
  let trail: Trail;
  let other: Trail;

  async function begun(): Promise<Trail> {
    const bed = await openTrailBed();
    beds.push(bed);
    const opened = await bed.open();
    for (let i = 0; i < 3; i += 1) await opened.append({ act: 'visit.viewed', visitId: VISIT });
    return opened;
  }
  beforeAll(async () => {
    [trail, other] = [await begun(), await begun()];
  });
  afterAll(async () => {
    for (const bed of beds) await bed.close();
  });

  it('finds every shown entry proven, and remembers how far the log had come', async () => {
    const seen = memory();
    const consistency = (from: number, to: number) => trail.consistency(from, to);
    const first = await trail.proofOfVisit(VISIT);
    expect(await checkProof(shownOf(first), first, seen, consistency)).toMatchObject({ ok: true, entries: 3, size: 4 });
    await trail.append({ act: 'visit.closed', visitId: VISIT });
    const second = await trail.proofOfVisit(VISIT);
    expect(await checkProof(shownOf(second), second, seen, consistency)).toMatchObject({ ok: true, entries: 4, size: 5, since: 4 });
    // An answer that was on its way for long is older than what was seen since.
    expect(await checkProof(shownOf(first), first, seen, consistency)).toMatchObject({ ok: true, since: 5 });
  });

  it('notices an entry that is shown and not proven, and one that was changed', async () => {
    const proof = await trail.proofOfVisit(VISIT);
    const foreign = shownOf(await other.proofOfVisit(VISIT));
    expect(await checkProof(foreign, proof, memory(), (from, to) => trail.consistency(from, to))).toMatchObject({ ok: false, reason: 'notShown' });
    const changed = structuredClone(proof) as unknown as { entries: { entry: { atMs: number } }[] };
    changed.entries[1]!.entry.atMs += 1;
    expect(await checkProof(shownOf(proof), changed as unknown as VisitProof, memory(), (from, to) => trail.consistency(from, to)))
      .toMatchObject({ ok: false, reason: 'notProven', seq: proof.entries[1]?.entry.seq });
  });

  it('notices another log in the place of the one that it saw before', async () => {
    const seen = memory();
    const proof = await trail.proofOfVisit(VISIT);
    await checkProof(shownOf(proof), proof, seen, (from, to) => trail.consistency(from, to));
    const forged = await other.proofOfVisit(VISIT);
    expect(await checkProof(shownOf(forged), forged, seen, (from, to) => other.consistency(from, to))).toMatchObject({ ok: false, reason: 'rewritten' });
  });
});
