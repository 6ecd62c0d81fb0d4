import { ed25519 } from '@noble/curves/ed25519.js';
import { CHAIN_START, linkInput, MANIFEST_PATH, manifestSchema, SEAL_PATH, sealSchema, sealStatement } from './archiveFormat.ts';
import type { Manifest, Seal } from './archiveFormat.ts';
import type { ArchiveSource, SealKey, VerifyFault, VerifyResult } from './contract.ts';

export type DigestName = 'sha256' | 'sm3';

export interface Digest {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  hex(): string;
}

/** Where digests come from: the default runs anywhere; Node has faster ones (`nodeDigester`). */
export type Digester = (name: DigestName) => Digest | Promise<Digest>;

export interface VerifyOptions {
  readonly digester?: Digester;
  /** Which of the two digests to recompute over every file; both by default. One is enough to find any change. */
  readonly digests?: readonly DigestName[];
  /** Called after every file, and at least for every 16 MiB. */
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  readonly path: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

const PROGRESS_BYTES = 16 * 1024 * 1024;
/** A manifest lists some 400 bytes per two seconds of a track; this is years of it. */
const MAX_MANIFEST_BYTES = 512 * 1024 * 1024;

/** Runs anywhere, also in a page. */
export const portableDigester: Digester = async (name) => {
  // Loaded only where it is needed: it is the larger half of this program.
  const { createSHA256, createSM3 } = await import('hash-wasm');
  const hasher = await (name === 'sha256' ? createSHA256() : createSM3());
  hasher.init();
  return { update: (bytes) => { hasher.update(bytes); }, hex: () => hasher.digest('hex') };
};

/** A finding that ends the verification. */
class Finding extends Error {
  readonly fault: VerifyFault;
  readonly path: string;

  constructor(fault: VerifyFault, path: string, reason: string) {
    super(reason);
    this.fault = fault;
    this.path = path;
  }
}

/**
 * Proves that an archive is whole, in order and unchanged since it was sealed by one of `keys`. Reads every byte
 * once, as a stream. Answers a result for everything that can be wrong with the archive; rejects only when the
 * source itself fails, as a network does. The steps are those of FORMAT.md §6.
 */
export async function verifyArchive(
  source: ArchiveSource, keys: readonly SealKey[], options: VerifyOptions = {},
): Promise<VerifyResult> {
  const digester = options.digester ?? portableDigester;
  try {
    const listed = new Set(await source.list());
    const seal = await readSeal(source, listed);
    const manifest = await readManifest(source, listed, seal, keys, digester);
    await checkChain(manifest, digester);
    const bytes = await checkFiles(source, listed, manifest, digester, options);
    checkNothingExtra(listed, manifest);
    return {
      ok: true, archiveId: manifest.archiveId, files: manifest.files.length + 2, bytes, keyId: seal.keyId,
      sealedAtMs: seal.sealedAtMs, gaps: manifest.gaps.map(({ statement: _, ...gap }) => gap),
    };
  } catch (error) {
    if (error instanceof Finding) return { ok: false, fault: error.fault, path: error.path, reason: error.message };
    throw error;
  }
}

async function readSeal(source: ArchiveSource, listed: ReadonlySet<string>): Promise<Seal> {
  if (!listed.has(SEAL_PATH)) throw new Finding('unsealed', SEAL_PATH, 'The archive has no seal.');
  return parsed(SEAL_PATH, await readWhole(source, SEAL_PATH, 1024 * 1024), (value) => sealSchema.parse(value));
}

async function readManifest(
  source: ArchiveSource, listed: ReadonlySet<string>, seal: Seal, keys: readonly SealKey[], digester: Digester,
): Promise<Manifest> {
  if (!keys.some((key) => key.keyId === seal.keyId && key.publicKey === seal.publicKey)) {
    throw new Finding('foreignKey', SEAL_PATH, `The seal was made with key ${seal.keyId}, which is not among the trusted keys.`);
  }
  if (!ed25519.verify(fromBase64(seal.signature), sealStatement(seal), fromBase64(seal.publicKey), { zip215: false })) {
    throw new Finding('changed', SEAL_PATH, 'The signature does not match the seal.');
  }
  if (!listed.has(MANIFEST_PATH)) throw new Finding('missing', MANIFEST_PATH, 'The manifest is missing.');
  const bytes = await readWhole(source, MANIFEST_PATH, MAX_MANIFEST_BYTES);
  for (const [name, expected] of [['sha256', seal.manifestSha256], ['sm3', seal.manifestSm3]] as const) {
    const digest = await digester(name);
    digest.update(bytes);
    if (digest.hex() !== expected) throw new Finding('changed', MANIFEST_PATH, `The manifest does not have the ${name} that was sealed.`);
  }
  const manifest = parsed(MANIFEST_PATH, bytes, (value) => manifestSchema.parse(value));
  if (manifest.archiveId !== seal.archiveId) throw new Finding('malformed', MANIFEST_PATH, 'The manifest is of another archive than the seal.');
  return manifest;
}

/** The order of segments is part of what was sealed: every link covers the one before. */
async function checkChain(manifest: Manifest, digester: Digester): Promise<void> {
  const files = new Map(manifest.files.map((file) => [file.path, file]));
  let link = CHAIN_START;
  for (const [place, segment] of manifest.segments.entries()) {
    const file = files.get(segment.path);
    if (file === undefined || !files.has(segment.init)) {
      throw new Finding('malformed', MANIFEST_PATH, `The manifest names ${segment.path} as a segment but does not list its files.`);
    }
    const digest = await digester('sha256');
    digest.update(linkInput(link, file));
    link = digest.hex();
    if (segment.index !== place || segment.link !== link) {
      throw new Finding('reordered', segment.path, `Segment ${place} is not the one that the chain has at this place.`);
    }
  }
  for (const { path, sha256 } of manifest.pieces) {
    if (files.get(path)?.sha256 !== sha256) throw new Finding('malformed', MANIFEST_PATH, `The receipt of ${path} is not for the file that is listed.`);
  }
  if (link !== manifest.chainHead) throw new Finding('malformed', MANIFEST_PATH, 'The chain does not end where the manifest says.');
}

async function checkFiles(
  source: ArchiveSource, listed: ReadonlySet<string>, manifest: Manifest, digester: Digester, options: VerifyOptions,
): Promise<number> {
  const names = options.digests ?? ['sha256', 'sm3'];
  const byDigest = new Map(manifest.files.map((file) => [file.sha256, file.path]));
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  let doneBytes = 0;
  for (const file of manifest.files) {
    if (!listed.has(file.path)) throw new Finding('missing', file.path, `${file.path} is missing.`);
    const digests = await Promise.all(names.map(async (name) => [name, await digester(name)] as const));
    let bytes = 0;
    let reportedAt = 0;
    for await (const chunk of await source.read(file.path)) {
      for (const [, digest] of digests) digest.update(chunk);
      bytes += chunk.byteLength;
      if (bytes - reportedAt >= PROGRESS_BYTES) {
        reportedAt = bytes;
        options.onProgress?.({ path: file.path, doneBytes: doneBytes + bytes, totalBytes });
      }
    }
    for (const [name, digest] of digests) {
      const actual = digest.hex();
      if (actual === file[name]) continue;
      const other = name === 'sha256' ? byDigest.get(actual) : undefined;
      if (other !== undefined) throw new Finding('reordered', file.path, `${file.path} holds what belongs to ${other}.`);
      if (bytes < file.bytes) throw new Finding('truncated', file.path, `${file.path} has ${bytes} of ${file.bytes} bytes.`);
      throw new Finding('changed', file.path, `${file.path} does not have the ${name} that was sealed.`);
    }
    doneBytes += bytes;
    options.onProgress?.({ path: file.path, doneBytes, totalBytes });
  }
  return doneBytes;
}

function checkNothingExtra(listed: ReadonlySet<string>, manifest: Manifest): void {
  const known = new Set([SEAL_PATH, MANIFEST_PATH, ...manifest.files.map((file) => file.path)]);
  for (const path of [...listed].sort()) {
    if (!known.has(path)) throw new Finding('extra', path, `${path} is not part of the sealed archive.`);
  }
}

function parsed<T>(path: string, bytes: Uint8Array, parse: (value: unknown) => T): T {
  try {
    return parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    throw new Finding('malformed', path, `${path} cannot be read as what it should be.`);
  }
}

async function readWhole(source: ArchiveSource, path: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of await source.read(path)) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > maxBytes) throw new Finding('malformed', path, `${path} is larger than any that this program would write.`);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
