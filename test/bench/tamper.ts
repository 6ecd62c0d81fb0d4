import { readFile } from 'node:fs/promises';
import { verifyCaseFile } from '../../server/casefiles/offline/verify.ts';
import { nodeDigester } from '../../recordings/nodeDigester.ts';
import type { ByteSource } from '../../recordings/zip/readZip.ts';
import { readZip, zipSource } from '../../recordings/zip/readZip.ts';
import { openCaseBed } from '../support/buildCaseFile.ts';
import { seeded, tamper, TAMPERINGS } from '../server/casefiles/offline/tamper.ts';

const CHANGES = 1_000;
const EXPORTS = 100;

/** A thousand changes of an exported case file, and a hundred exports that nobody touched. */
export async function bench(): Promise<Record<string, unknown>> {
  const seed = Math.floor(Math.random() * 2 ** 32);
  const bed = await openCaseBed({ archive: { seconds: 20, pictureBytes: 4_000, soundBytes: 500 } });
  try {
    let falseAlarms = 0;
    let zip = Buffer.alloc(0);
    for (let i = 0; i < EXPORTS; i += 1) {
      zip = await readFile(await bed.exportNext());
      if ((await findings(zip)).length > 0) falseAlarms += 1;
    }
    const { entries } = await readZip(inMemory(zip));
    const random = seeded(seed);
    let [detected, named] = [0, 0];
    const missed: string[] = [];
    for (let i = 0; i < CHANGES; i += 1) {
      const done = tamper(zip, entries, TAMPERINGS[i % TAMPERINGS.length]!, random);
      const found = await findings(done.bytes);
      if (found.length > 0) detected += 1;
      if (found.some((place) => done.places.some((wanted) => place.includes(wanted)))) named += 1;
      else missed.push(`${done.what} → ${found[0] ?? 'nothing'}`);
    }
    return { name: 'tamper', seed, changes: CHANGES, detected, named, untouched: EXPORTS, falseAlarms, missed: missed.slice(0, 5).join(' | ') };
  } finally {
    await bed.close();
  }
}

function inMemory(bytes: Buffer): ByteSource {
  return { size: bytes.byteLength, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) };
}

async function findings(zip: Buffer): Promise<string[]> {
  const source = inMemory(zip);
  const reading = await readZip(source);
  const report = await verifyCaseFile({ source: zipSource(source, reading.entries), zip: reading }, { digester: nodeDigester });
  return report.checks.flatMap((check) => check.findings.map(({ place }) => place));
}
