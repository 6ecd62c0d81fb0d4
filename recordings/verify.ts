import canonicalize from 'canonicalize';
import { CHAIN_START, MANIFEST_PATH, SEAL_PATH, sealStatement, linkInput } from './archiveLayout.ts';
import type { Seal } from './archiveFormat.ts';
import type { ArchiveSource, Gap, SealKey, VerifyFault, VerifyResult } from './contract.ts';
import { FileTable } from './FileTable.ts';
import { jsonMembers } from './jsonMembers.ts';
import { readWhole } from './readWhole.ts';
import { asFile, asGap, asHeader, asPiece, asSeal, asSegment } from './sealedRecords.ts';
import type { SealedSegment } from './sealedRecords.ts';

export type DigestName = 'sha256' | 'sm3';

export interface Digest {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. */
  hex(): string;
}

/** Where digests come from: the default runs anywhere; Node has faster ones (`nodeDigester`). */
export type Digester = (name: DigestName) => Digest | Promise<Digest>;

/** Ed25519 (RFC 8032): whether `signature` is over `message` by the raw `publicKey`. */
export type SignatureCheck = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean | Promise<boolean>;

export interface VerifyOptions {
  readonly digester?: Digester;
  /** The default runs anywhere; Node has its own (`nodeSignatureCheck`). */
  readonly signatureCheck?: SignatureCheck;
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
const MAX_SEAL_BYTES = 1024 * 1024;

/** Runs anywhere, also in a page. */
export const portableDigester: Digester = async (name) => {
  // Loaded only where it is needed: it is the larger half of this program.
  const { createSHA256, createSM3 } = await import('hash-wasm');
  const hasher = await (name === 'sha256' ? createSHA256() : createSM3());
  hasher.init();
  return { update: (bytes) => { hasher.update(bytes); }, hex: () => hasher.digest('hex') };
};

const portableSignatureCheck: SignatureCheck = async (signature, message, publicKey) => {
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  return ed25519.verify(signature, message, publicKey, { zip215: false });
};

/** What the verifier keeps of a manifest. */
interface KnownManifest {
  readonly archiveId: VerifiedId;
  readonly files: FileTable;
  readonly gaps: readonly Gap[];
}
type VerifiedId = Extract<VerifyResult, { ok: true }>['archiveId'];

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
    await checkSeal(source, listed, seal, keys, options);
    const manifest = await readManifest(source, seal, digester);
    const bytes = await checkFiles(source, listed, manifest.files, digester, options);
    checkNothingExtra(listed, manifest.files);
    return {
      ok: true, archiveId: manifest.archiveId, files: manifest.files.length + 2, bytes, keyId: seal.keyId,
      sealedAtMs: seal.sealedAtMs, gaps: manifest.gaps,
    };
  } catch (error) {
    if (error instanceof Finding) return { ok: false, fault: error.fault, path: error.path, reason: error.message };
    throw error;
  }
}

async function readSeal(source: ArchiveSource, listed: ReadonlySet<string>): Promise<Seal> {
  if (!listed.has(SEAL_PATH)) throw new Finding('unsealed', SEAL_PATH, 'The archive has no seal.');
  const bytes = await readWhole(source, SEAL_PATH, MAX_SEAL_BYTES, () =>
    new Finding('malformed', SEAL_PATH, `${SEAL_PATH} is larger than any that this program would write.`));
  return await orMalformed(SEAL_PATH, () => {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const seal = asSeal(JSON.parse(text));
    // Nothing signs the seal's own bytes, so there is one form for each seal, and every other one was changed.
    if (canonicalize(seal) !== text) throw new SyntaxError('the seal is not canonical');
    return seal;
  });
}

async function checkSeal(
  source: ArchiveSource, listed: ReadonlySet<string>, seal: Seal, keys: readonly SealKey[], options: VerifyOptions,
): Promise<void> {
  if (!keys.some((key) => key.keyId === seal.keyId && key.publicKey === seal.publicKey)) {
    throw new Finding('foreignKey', SEAL_PATH, `The seal was made with key ${seal.keyId}, which is not among the trusted keys.`);
  }
  const check = options.signatureCheck ?? portableSignatureCheck;
  const signature = fromBase64(seal.signature);
  if (signature === undefined || !(await check(signature, sealStatement(seal), fromBase64(seal.publicKey) ?? new Uint8Array()))) {
    throw new Finding('changed', SEAL_PATH, 'The signature does not match the seal.');
  }
  if (seal.timestampToken !== null && !(await isTokenOver(seal.timestampToken, signature, options.digester ?? portableDigester))) {
    throw new Finding('changed', SEAL_PATH, 'The time-stamp token is not over this seal.');
  }
  if (!listed.has(MANIFEST_PATH)) throw new Finding('missing', MANIFEST_PATH, 'The manifest is missing.');
  const digester = options.digester ?? portableDigester;
  const digests = await Promise.all(([['sha256', seal.manifestSha256], ['sm3', seal.manifestSm3]] as const)
    .map(async ([name, expected]) => ({ name, expected, digest: await digester(name) })));
  for await (const chunk of await source.read(MANIFEST_PATH)) for (const { digest } of digests) digest.update(chunk);
  for (const { name, expected, digest } of digests) {
    if (digest.hex() !== expected) throw new Finding('changed', MANIFEST_PATH, `The manifest does not have the ${name} that was sealed.`);
  }
}

/**
 * Reads the manifest as a stream, and follows the chain on the way: canonical JSON lists the files before the segments. The
 * order of segments is part of what was sealed: every link covers the one before.
 */
async function readManifest(source: ArchiveSource, seal: Seal, digester: Digester): Promise<KnownManifest> {
  const files = new FileTable();
  const gaps: Gap[] = [];
  const header: Record<string, unknown> = {};
  const chain = { segments: 0, link: CHAIN_START };
  await orMalformed(MANIFEST_PATH, async () => {
    for await (const { key, value } of jsonMembers(await source.read(MANIFEST_PATH))) {
      if (key === 'files') {
        if (!files.add(asFile(value))) throw new SyntaxError('a file is listed twice');
      } else if (key === 'segments') await follow(chain, asSegment(value), files, digester);
      else if (key === 'gaps') gaps.push(asGap(value));
      else if (key === 'pieces') checkPiece(asPiece(value), files);
      else if (key !== 'tracks' && key !== 'givenUp') header[key] = value;
    }
  });
  const { archiveId, chainHead } = await orMalformed(MANIFEST_PATH, () => asHeader(header));
  if (archiveId !== seal.archiveId) throw new Finding('malformed', MANIFEST_PATH, 'The manifest is of another archive than the seal.');
  if (chain.link !== chainHead) throw new Finding('malformed', MANIFEST_PATH, 'The chain does not end where the manifest says.');
  return { archiveId, files, gaps };
}

async function follow(
  chain: { segments: number; link: string }, segment: SealedSegment, files: FileTable, digester: Digester,
): Promise<void> {
  const file = files.find(segment.path);
  if (file === undefined || !files.has(segment.init)) {
    throw new Finding('malformed', MANIFEST_PATH, `The manifest names ${segment.path} as a segment but does not list its files.`);
  }
  const digest = await digester('sha256');
  digest.update(linkInput(chain.link, file));
  chain.link = digest.hex();
  if (segment.index !== chain.segments || segment.link !== chain.link) {
    throw new Finding('reordered', segment.path, `Segment ${chain.segments} is not the one that the chain has at this place.`);
  }
  chain.segments += 1;
}

function checkPiece({ path, sha256 }: { path: string; sha256: string }, files: FileTable): void {
  if (files.find(path)?.sha256 !== sha256) {
    throw new Finding('malformed', MANIFEST_PATH, `The receipt of ${path} is not for the file that is listed.`);
  }
}

async function checkFiles(
  source: ArchiveSource, listed: ReadonlySet<string>, files: FileTable, digester: Digester, options: VerifyOptions,
): Promise<number> {
  const names = options.digests ?? ['sha256', 'sm3'];
  let totalBytes = 0;
  for (let place = 0; place < files.length; place += 1) totalBytes += files.at(place).bytes;
  let doneBytes = 0;
  for (let place = 0; place < files.length; place += 1) {
    const file = files.at(place);
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
      const other = name === 'sha256' ? files.pathOf(actual) : undefined;
      if (other !== undefined) throw new Finding('reordered', file.path, `${file.path} holds what belongs to ${other}.`);
      if (bytes < file.bytes) throw new Finding('truncated', file.path, `${file.path} has ${bytes} of ${file.bytes} bytes.`);
      throw new Finding('changed', file.path, `${file.path} does not have the ${name} that was sealed.`);
    }
    doneBytes += bytes;
    options.onProgress?.({ path: file.path, doneBytes, totalBytes });
  }
  return doneBytes;
}

function checkNothingExtra(listed: ReadonlySet<string>, files: FileTable): void {
  for (const path of [...listed].sort()) {
    if (path !== SEAL_PATH && path !== MANIFEST_PATH && !files.has(path)) throw new Finding('extra', path, `${path} is not part of the sealed archive.`);
  }
}

async function orMalformed<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // SyntaxError: not JSON, or not what FORMAT.md says; TypeError: not UTF-8. A source that fails is no finding.
    if (!(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error;
    throw new Finding('malformed', path, `${path} cannot be read as what it should be.`);
  }
}

/** Undefined where the text is not the one form that base64 has for its bytes (RFC 4648 §3.5). */
function fromBase64(text: string): Uint8Array | undefined {
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, (character) => character.charCodeAt(0)) : undefined;
}

/** Whether a token has the signature's SHA-256 as its imprint; whose token it is takes the authority's certificate. */
async function isTokenOver(token: string, signature: Uint8Array, digester: Digester): Promise<boolean> {
  const bytes = fromBase64(token);
  const digest = await digester('sha256');
  digest.update(signature);
  // An OCTET STRING of 32 bytes; DER is binary, so its bytes are compared as text of one letter each.
  const imprint = `\x04\x20${digest.hex().replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)))}`;
  return bytes !== undefined && atob(token).includes(imprint);
}
