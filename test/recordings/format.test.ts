import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileVault } from '../../recordings/FileVault.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { withRecording } from './buildRecording.ts';
import { audioTrack, sendSound } from './rtpSender.ts';

/**
 * A second verifier, written from FORMAT.md alone: it shares no line with the product, so it fails when the page and
 * the product differ.
 */
const digest = (name: 'sha256' | 'sm3', bytes: Uint8Array): string => createHash(name).update(bytes).digest('hex');

interface File { path: string; bytes: number; sha256: string; sm3: string }

async function check(folder: string, trustedKey: string): Promise<string> {
  const read = (path: string): Promise<Buffer> => readFile(join(folder, path));
  const seal = JSON.parse((await read('seal.json')).toString()) as Record<string, string | number>;
  if (seal['publicKey'] !== trustedKey || digest('sha256', Buffer.from(trustedKey, 'base64')).slice(0, 16) !== seal['keyId']) return 'foreign key';
  const statement = `household-visit-archive/1\n${seal['archiveId']}\n${seal['sealedAtMs']}\nsha256:${seal['manifestSha256']}\nsm3:${seal['manifestSm3']}\n`;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(trustedKey, 'base64').toString('base64url') }, format: 'jwk' });
  if (!verify(null, Buffer.from(statement), key, Buffer.from(String(seal['signature']), 'base64'))) return 'signature';

  const manifestBytes = await read('manifest.json');
  if (digest('sha256', manifestBytes) !== seal['manifestSha256'] || digest('sm3', manifestBytes) !== seal['manifestSm3']) return 'manifest';
  const manifest = JSON.parse(manifestBytes.toString()) as { files: File[]; segments: { path: string; link: string }[]; chainHead: string };
  const files = new Map(manifest.files.map((file) => [file.path, file]));
  let link = '0'.repeat(64);
  for (const segment of manifest.segments) {
    const { sha256, sm3 } = files.get(segment.path)!;
    link = digest('sha256', Buffer.from(link + sha256 + sm3, 'hex'));
    if (link !== segment.link) return `chain at ${segment.path}`;
  }
  if (link !== manifest.chainHead) return 'chain head';
  for (const { path, bytes, sha256, sm3 } of manifest.files) {
    const content = await read(path);
    if (content.byteLength !== bytes || digest('sha256', content) !== sha256 || digest('sm3', content) !== sm3) return path;
  }
  const present = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;
  if (present !== manifest.files.length + 2) return 'extra file';

  let prev = '0'.repeat(64);
  for (const [seq, line] of (await read('journal.jsonl')).toString().trimEnd().split('\n').entries()) {
    const parsed = JSON.parse(line) as { seq: number; prev: string };
    if (parsed.seq !== seq || parsed.prev !== prev) return `journal line ${seq}`;
    prev = digest('sha256', Buffer.from(line));
  }
  return 'proven';
}

test('a verifier written from FORMAT.md alone proves an archive', async () => {
  const keyDir = await mkdtemp(join(tmpdir(), 'keys-'));
  try {
    await withRecording(async (built) => {
      const microphone = await built.connect(audioTrack());
      await sendSound(audioTrack(), microphone.wire, { seconds: 3 });
      await built.recording.close();
      const keys = await SealKeys.create(keyDir);
      await seal(await FileVault.create(built.rootDir), built.archiveId, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
      expect(await check(built.folder, keys.signer.publicKey)).toBe('proven');
      const other = await keys.rotate();
      expect(await check(built.folder, other.publicKey)).toBe('foreign key');
    });
  } finally {
    await rm(keyDir, { recursive: true });
  }
});
