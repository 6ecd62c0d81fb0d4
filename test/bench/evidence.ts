import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EvidenceList } from '../../server/evidence/contract.ts';
import { Phones } from './evidence/phones.ts';
import type { BenchPhoto } from './evidence/photos.ts';
import { makePhoto, makePictures, PHOTO_BYTES } from './evidence/photos.ts';

const UPLOADS = 500;
const AT_ONCE = 20;
const MIB = 1024 * 1024;

interface Serving {
  readonly url: string;
  readonly dataDir: string;
  readonly visitId: string;
  readonly cookie: string;
  readonly supervisorCookie: string;
}

/**
 * Five hundred photos of 4 MiB, twenty at a time, a third broken off half way and resumed, through the whole platform:
 * authorised, hashed, decoded, durable, in the trail, recorded. Against one process that writes, hashes (SHA-256 and SM3,
 * which an item has both) and fsyncs the same bytes, twenty at a time. `sm3AfterMs` is how long after the last receipt the
 * last item had its SM3; `rawSha256MibPerSec` is the raw path without SM3. An item counts as lost when its receipt, its
 * record or the bytes on the disk are not the photo's.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const pictures = await makePictures();
  const child = fork(join(import.meta.dirname, 'evidence/serve.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [serving] = (await once(child, 'message')) as [Serving];
    const sent = await upload(serving, pictures);
    const lost = await countLost(serving, sent.photos);
    const raw = await measureRaw(pictures, ['sha256', 'sm3']);
    const rawSha256 = await measureRaw(pictures, ['sha256']);
    return {
      name: 'evidence', uploads: UPLOADS, mibPerSec: round(sent.mibPerSec), rawWriteHashMibPerSec: round(raw), ratio: round(sent.mibPerSec / raw),
      p95Ms: Math.round(sent.p95Ms), lost: lost.count, resumedAfterBreaks: sent.resumed, rawSha256MibPerSec: round(rawSha256), sm3AfterMs: Math.round(lost.sm3AfterMs),
    };
  } finally {
    const ended = once(child, 'exit');
    child.send('stop');
    await ended;
  }
}

interface Sent {
  readonly photos: ReadonlyMap<string, string>;
  readonly mibPerSec: number;
  readonly p95Ms: number;
  readonly resumed: number;
}

async function upload(serving: Serving, pictures: readonly Buffer[]): Promise<Sent> {
  const phones = new Phones(serving);
  const photos = new Map<string, string>();
  const tookMs: number[] = [];
  let resumed = 0;
  const startMs = performance.now();
  await twentyAtATime(async (number) => {
    const photo = makePhoto(pictures, number);
    const sentMs = performance.now();
    const answer = await phones.send(photo, number % 3 === 0);
    tookMs.push(performance.now() - sentMs);
    if (answer.sha256 === photo.sha256) photos.set(photo.itemId, photo.sha256);
    if (answer.resumed) resumed += 1;
  });
  const seconds = (performance.now() - startMs) / 1000;
  phones.close();
  tookMs.sort((a, b) => a - b);
  return { photos, resumed, mibPerSec: (UPLOADS * PHOTO_BYTES) / MIB / seconds, p95Ms: tookMs[Math.floor(tookMs.length * 0.95)] ?? 0 };
}

async function countLost({ url, dataDir, visitId, supervisorCookie }: Serving, photos: Sent['photos']): Promise<{ count: number; sm3AfterMs: number }> {
  const fromMs = performance.now();
  const itemsOf = async (): Promise<EvidenceList['items']> =>
    ((await (await fetch(`${url}/api/visits/${visitId}/evidence`, { headers: { cookie: supervisorCookie } })).json()) as EvidenceList).items;
  let items = await itemsOf();
  while (items.some(({ sm3 }) => sm3 === undefined)) {
    await sleep(200);
    items = await itemsOf();
  }
  const sm3AfterMs = performance.now() - fromMs;
  const records = new Map(items.map((item) => [item.id as string, item]));
  let kept = 0;
  for (const [itemId, sha256] of photos) {
    const bytes = await readFile(join(dataDir, 'evidence', 'originals', itemId));
    const record = records.get(itemId);
    const isWhole = record?.sha256 === sha256 && record.sm3 === digest('sm3', bytes) && digest('sha256', bytes) === sha256;
    if (isWhole) kept += 1;
  }
  return { count: UPLOADS - kept, sm3AfterMs };
}

/** MiB a second of the bytes alone: written, hashed, fsynced. */
async function measureRaw(pictures: readonly Buffer[], hashes: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'raw-'));
  try {
    const startMs = performance.now();
    await twentyAtATime(async (number) => {
      const { bytes, itemId }: BenchPhoto = makePhoto(pictures, number);
      for (const hash of hashes) if (hash !== 'sha256') digest(hash, bytes);
      const file = await open(join(folder, itemId), 'wx');
      await file.writeFile(bytes);
      await file.sync();
      await file.close();
    });
    return (UPLOADS * PHOTO_BYTES) / MIB / ((performance.now() - startMs) / 1000);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function twentyAtATime(act: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < UPLOADS) {
      const number = next;
      next += 1;
      await act(number);
    }
  }));
}

function digest(hash: string, bytes: Buffer): string {
  return createHash(hash).update(bytes).digest('hex');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
