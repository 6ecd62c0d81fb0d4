import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../server/people/contract.ts';
import type { VisitProof } from '../../../../server/trail/contract.ts';
import { verifyVisitProof } from '../../../../server/trail/proof/verify.ts';
import type { Trail, TrailActor } from '../../../../server/trail/Trail.ts';
import type { TrailBed } from '../../../support/openTestTrail.ts';
import { openTrailBed } from '../../../support/openTestTrail.ts';

const investigator: TrailActor = { id: 'account-7' as AccountId, name: '其其格', role: 'investigator' };

describe('the proof of one visit’s entries', () => {
  let bed: TrailBed;
  let trail: Trail;
  let proof: VisitProof;

  beforeAll(async () => {
    bed = await openTrailBed();
    trail = await bed.open();
    for (let i = 0; i < 12; i++) {
      await trail.append({ act: 'visit.viewed', actor: investigator, visitId: 'visit-a', details: { i }, personal: { note: `第 ${i} 条` } });
      await trail.append({ act: 'visit.viewed', visitId: 'visit-b' });
      if (i === 6) await trail.rotateKey();
    }
    proof = JSON.parse(JSON.stringify(await trail.proofOfVisit('visit-a'))) as VisitProof;
  });
  afterAll(() => bed.close());

  const withEntries = (entries: VisitProof['entries'], proofs = proof.proofs): VisitProof => ({ ...proof, entries, proofs });

  it('holds without the server, from the first key on', () => {
    const first = proof.firstKey;
    expect(proof.laterKeys).toHaveLength(1);
    expect(verifyVisitProof(proof, first)).toMatchObject({ ok: true, entries: 12, forgotten: 0, checkpoint: { size: 27 } });
    expect(verifyVisitProof(proof, first.replace(/^[^+]+/u, 'other.example/trail'))).toMatchObject({ ok: false, fault: 'unsigned' });
  });

  it('still holds, and counts them, when texts were forgotten', () => {
    const forgotten = proof.entries.map(({ entry, disclosures }) => ({ entry, disclosures: disclosures.filter(({ name }) => name === 'actorName') }));
    expect(verifyVisitProof(withEntries(forgotten))).toMatchObject({ ok: true, forgotten: 12 });
  });

  it('names the entry that was changed', () => {
    const changed = proof.entries.map((item, i) => (i === 4 ? { ...item, entry: { ...item.entry, atMs: item.entry.atMs - 1 } } : item));
    expect(verifyVisitProof(withEntries(changed))).toMatchObject({ ok: false, fault: 'changed', seq: proof.entries[4]?.entry.seq });
  });

  it('names the place where an entry was left out, or put in another order', () => {
    const without = (i: number) => [proof.entries.toSpliced(i, 1), proof.proofs.toSpliced(i, 1)] as const;
    for (let i = 0; i < 11; i++) {
      expect(verifyVisitProof(withEntries(...without(i))), String(i)).toMatchObject({ ok: false, fault: 'missing', seq: proof.entries[i + 1]?.entry.seq });
    }
    expect(verifyVisitProof(withEntries(proof.entries.toReversed(), proof.proofs.toReversed()))).toMatchObject({ ok: false, fault: 'missing' });
  });

  it('does not take an entry of another visit, or one of no log', async () => {
    const other = await trail.proofOfVisit('visit-b');
    const foreign = withEntries([...proof.entries.slice(0, 1), ...other.entries.slice(1, 2)], [...proof.proofs.slice(0, 1), ...other.proofs.slice(1, 2)]);
    expect(verifyVisitProof(foreign)).toMatchObject({ ok: false });
    const swapped = proof.proofs.toSpliced(3, 1, proof.proofs[4] as VisitProof['proofs'][number]);
    expect(verifyVisitProof(withEntries(proof.entries, swapped))).toMatchObject({ ok: false, fault: 'notIncluded', seq: proof.entries[3]?.entry.seq });
  });

  it('does not show another text than the one withheld', () => {
    const told = proof.entries.map((item, i) => (i === 2
      ? { ...item, disclosures: item.disclosures.map((disclosure) => ({ ...disclosure, text: `${disclosure.text}。` })) }
      : item));
    expect(verifyVisitProof(withEntries(told))).toMatchObject({ ok: false, fault: 'otherText', seq: proof.entries[2]?.entry.seq });
  });

  it('needs each later key to be vouched for by one before it', () => {
    expect(verifyVisitProof({ ...proof, laterKeys: [] })).toMatchObject({ ok: false, fault: 'unsigned' });
    const [later] = proof.laterKeys;
    if (!later) throw new Error('there is no later key');
    const signedByItself = { ...later, checkpoint: proof.checkpoint };
    expect(verifyVisitProof({ ...proof, laterKeys: [signedByItself] })).toMatchObject({ ok: false, fault: 'unsigned' });
  });

  it('takes no hash that is longer than a hash', () => {
    const [first, ...rest] = proof.proofs as [VisitProof['proofs'][number], ...VisitProof['proofs']];
    for (let i = 0; i < first.hashes.length; i++) {
      const longer = { ...first, hashes: first.hashes.map((hash, at) => (at === i ? hash.replace('=', '9') : hash)) };
      expect(verifyVisitProof(withEntries(proof.entries, [longer, ...rest]))).toMatchObject({ ok: false, fault: 'malformed' });
    }
  });

  it('falls with every character of it that is another', () => {
    const text = JSON.stringify(proof);
    expect(verifyVisitProof(JSON.parse(text) as VisitProof)).toMatchObject({ ok: true });
    fc.assert(fc.property(fc.nat({ max: text.length - 1 }), fc.integer({ min: 0, max: 5 }), (at, bit) => {
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
      let parsed: VisitProof;
      try {
        parsed = JSON.parse(changed) as VisitProof;
      } catch {
        return;
      }
      if (JSON.stringify(parsed) === text) return;
      const verdict = verifyVisitProof(parsed, proof.firstKey);
      // A text whose member has lost its name is shown as forgotten: nothing is shown that is not so.
      const hidden = verdict.ok && verdict.forgotten > 0;
      expect(verdict.ok && !hidden, `${text.slice(at - 20, at + 20)} → ${changed.slice(at - 20, at + 20)}`).toBe(false);
    }), { numRuns: 400 });
  });
});
