import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import {
  CHAIN_START, FORMAT, JOURNAL_PATH, linkInput, MANIFEST_PATH, manifestSchema, SEAL_KEY_PATH, SEAL_PATH, sealSchema, sealStatement,
} from './archiveFormat.ts';
import type { JournalEntry, Manifest, Seal } from './archiveFormat.ts';
import { summarise } from './archiveSummary.ts';
import type { ArchiveId, Gap, GapStatement } from './contract.ts';
import { parseJournal } from './journalLines.ts';
import { nodeDigester, sha256Hex } from './nodeDigester.ts';
import { RecordingError } from './RecordingError.ts';
import type { SealSigner } from './SealKeys.ts';
import type { Vault } from './Vault.ts';

export interface SealOptions {
  readonly signer: SealSigner;
  readonly statements: readonly GapStatement[];
  readonly sealedAtMs: number;
  /** Asks a time-stamping authority (RFC 3161) about a SHA-256; answers its token in DER. Without it, or with null, the seal says so. */
  readonly timestamp?: (sha256: Uint8Array) => Promise<Uint8Array | null>;
}

export interface SealResult {
  readonly archiveId: ArchiveId;
  readonly keyId: string;
  readonly publicKey: string;
  readonly sealedAtMs: number;
  readonly manifestSha256: string;
  readonly manifestSm3: string;
  /** Link of the last segment; what a trail should record. */
  readonly chainHead: string;
  readonly files: number;
  readonly segments: number;
  readonly bytes: number;
  readonly gaps: readonly Gap[];
}

/**
 * Seals a closed archive: writes the manifest of everything in it and signs that. Idempotent: a sealed archive
 * answers with its seal, and a seal that a crash interrupted is finished with the manifest that it began with.
 * Rejects with `notFound`, `archiveRunning` (no one has closed it), `piecesExpected` (a device holds media that has not come),
 * `journalBroken`, `archiveChanged` (a file is not what the journal says was recorded). Where devices hand in pieces, run it
 * inside `DevicePieces.sealing`.
 */
export async function seal(vault: Vault, archiveId: ArchiveId, options: SealOptions): Promise<SealResult> {
  if (!(await vault.has(archiveId, SEAL_PATH))) {
    if (!(await vault.has(archiveId, MANIFEST_PATH))) await writeManifest(vault, archiveId, options);
    await writeSeal(vault, archiveId, options);
  }
  return await readResult(vault, archiveId);
}

async function writeManifest(vault: Vault, archiveId: ArchiveId, options: SealOptions): Promise<void> {
  const journalBytes = await vault.read(archiveId, JOURNAL_PATH);
  const journal = parseJournal(journalBytes, sha256Hex);
  if (journal.brokenBecause !== undefined) throw new RecordingError('journalBroken', journal.brokenBecause);
  if (!journal.entries.some(({ type }) => type === 'closed')) throw new RecordingError('archiveRunning', `${archiveId} is still open for media`);
  const { expected } = summarise(journal.entries);
  if (expected.length > 0) throw new RecordingError('piecesExpected', `${expected.length} pieces of devices are still expected`);

  const { signer } = options;
  const keyBytes = encode({ format: FORMAT, algorithm: 'Ed25519', keyId: signer.keyId, publicKey: signer.publicKey });
  await createOnce(vault, archiveId, SEAL_KEY_PATH, keyBytes);
  const files: Manifest['files'] = [
    { path: JOURNAL_PATH, bytes: journalBytes.byteLength, ...digests(journalBytes) },
    { path: SEAL_KEY_PATH, bytes: keyBytes.byteLength, ...digests(keyBytes) },
  ];
  for (const entry of journal.entries) {
    if (entry.type === 'init' || entry.type === 'segment' || entry.type === 'piece') files.push(await vouchedFor(vault, archiveId, entry));
  }
  const manifest = manifestOf(archiveId, journal.entries, options, files);
  await createOnce(vault, archiveId, MANIFEST_PATH, encode(manifest));
}

/** Reads a file once more: what is signed is what is there, and is what was recorded. */
async function vouchedFor(
  vault: Vault, archiveId: ArchiveId, recorded: { readonly path: string; readonly bytes: number; readonly sha256: string },
): Promise<Manifest['files'][number]> {
  const { path, bytes } = recorded;
  const [sha256, sm3] = await Promise.all([nodeDigester('sha256'), nodeDigester('sm3')]);
  for await (const chunk of await vault.source(archiveId).read(path)) {
    sha256.update(chunk);
    sm3.update(chunk);
  }
  if (sha256.hex() !== recorded.sha256) {
    throw new RecordingError('archiveChanged', `${path} is not what was recorded; it was changed before it could be sealed`);
  }
  return { path, bytes, sha256: recorded.sha256, sm3: sm3.hex() };
}

function manifestOf(
  archiveId: ArchiveId, entries: readonly JournalEntry[], options: SealOptions, files: Manifest['files'],
): Manifest {
  const summary = summarise(entries);
  let link = CHAIN_START;
  const digestsOf = new Map(files.map((file) => [file.path, file]));
  const segments = summary.segments.map(({ index, path, trackId, source, kind, init, startMs, endMs, keyframe, pieceId }) => {
    link = sha256Hex(linkInput(link, digestsOf.get(path)!));
    return { index, path, trackId, source, kind, init, startMs, endMs, keyframe, link, ...(pieceId === undefined ? {} : { pieceId }) };
  });
  const statements = new Map(options.statements.map(({ gapId, ...statement }) => [gapId, statement]));
  return {
    format: FORMAT, archiveId, epochMs: summary.epochMs, sealedAtMs: options.sealedAtMs,
    ...(summary.startMs === undefined ? {} : { startMs: summary.startMs }),
    ...(summary.endMs === undefined ? {} : { endMs: summary.endMs }),
    tracks: summary.tracks.map(({ atMs, type: _, ...track }) => {
      const end = entries.find((entry) => entry.type === 'trackEnded' && entry.folder === track.folder);
      return {
        ...track, startedAtMs: atMs,
        ...(end?.type === 'trackEnded' ? { endedAtMs: end.atMs, statistics: end.statistics } : {}),
      };
    }),
    files,
    segments,
    pieces: [...summary.pieces],
    givenUp: [...summary.givenUp],
    chainHead: link,
    gaps: summary.gaps.map((gap) => {
      const statement = statements.get(gap.id);
      return { ...gap, endMs: gap.endMs ?? gap.startMs, ...(statement === undefined ? {} : { statement }) };
    }),
  };
}

async function writeSeal(vault: Vault, archiveId: ArchiveId, { signer, timestamp }: SealOptions): Promise<void> {
  const manifestBytes = await vault.read(archiveId, MANIFEST_PATH);
  const manifest = manifestSchema.parse(JSON.parse(Buffer.from(manifestBytes).toString('utf8')));
  const { sha256: manifestSha256, sm3: manifestSm3 } = digests(manifestBytes);
  const stated = { archiveId, sealedAtMs: manifest.sealedAtMs, manifestSha256, manifestSm3 };
  const signature = await signer.sign(sealStatement(stated));
  const token = timestamp === undefined ? null : await timestamp(createHash('sha256').update(signature).digest());
  const sealed: Seal = {
    format: FORMAT, ...stated, keyId: signer.keyId, publicKey: signer.publicKey,
    signature: Buffer.from(signature).toString('base64'),
    timestampToken: token === null ? null : Buffer.from(token).toString('base64'),
  };
  await createOnce(vault, archiveId, SEAL_PATH, encode(sealed));
}

async function readResult(vault: Vault, archiveId: ArchiveId): Promise<SealResult> {
  const read = async (path: string): Promise<unknown> => JSON.parse(Buffer.from(await vault.read(archiveId, path)).toString('utf8'));
  const { keyId, publicKey, sealedAtMs, manifestSha256, manifestSm3 } = sealSchema.parse(await read(SEAL_PATH));
  const manifest = manifestSchema.parse(await read(MANIFEST_PATH));
  return {
    archiveId, keyId, publicKey, sealedAtMs, manifestSha256, manifestSm3, chainHead: manifest.chainHead,
    files: manifest.files.length + 2, segments: manifest.segments.length,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    gaps: manifest.gaps.map(({ statement: _, ...gap }) => gap),
  };
}

function digests(bytes: Uint8Array): { sha256: string; sm3: string } {
  return { sha256: sha256Hex(bytes), sm3: createHash('sm3').update(bytes).digest('hex') };
}

/** RFC 8785, so that anyone who has the values has the bytes. */
function encode(value: unknown): Uint8Array {
  return Buffer.from(canonicalize(value) ?? '');
}

/** Two callers may seal at once; both then see what the first one wrote. */
async function createOnce(vault: Vault, archiveId: ArchiveId, path: string, bytes: Uint8Array): Promise<void> {
  await vault.createExclusive(archiveId, path, bytes).catch((error: unknown) => {
    if (!(error instanceof RecordingError) || error.code !== 'alreadyExists') throw error;
  });
}
