import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import type {
  CaseIndex, CaseItem, CaseKeys, CaseManifest, CasePart, CaseRecording, CaseSignature, EarlierProof, TrailHistory,
} from './offline/contract.ts';
import {
  CASE_FORMAT, CASE_PARTS, caseStatement, EARLIER_PATH, historyPath, INDEX_PATH, KEYS_PATH, MANIFEST_PATH, recordingFolder, SIGNATURE_PATH, trailPath,
} from './offline/contract.ts';
import { manifestSchema, MANIFEST_PATH as ARCHIVE_MANIFEST } from '../../recordings/archiveFormat.ts';
import type { ArchiveId, SealKey } from '../../recordings/contract.ts';
import { sha256Hex } from '../../recordings/nodeDigester.ts';
import type { SealSigner } from '../../recordings/SealKeys.ts';
import type { Vault } from '../../recordings/Vault.ts';
import type { ZippedFile, ZipWriter } from '../../recordings/zip/ZipWriter.ts';
import type { VisitProof } from '../trail/contract.ts';
import { sizeOf } from '../trail/proveHistory.ts';
import type { Trail } from '../trail/Trail.ts';
import { phaseOf } from '../visits/phases/contract.ts';
import { accessSummary } from './accessSummary.ts';
import type { CaseFile } from './caseFile.ts';
import type { CaseFileProvider, CaseSubject, PartItem } from './contract.ts';
import { jsonItem } from './partItems.ts';
import { PART_TITLES } from './partTitles.ts';

/** What the file is made from. */
export interface WriteDeps {
  readonly trail: Pick<Trail, 'proofOfVisit' | 'historyOf' | 'consistency' | 'origin'>;
  readonly vault: Pick<Vault, 'list' | 'size' | 'read' | 'source'>;
  readonly signer: () => SealSigner;
  readonly sealKeys: () => readonly SealKey[];
  readonly parts: readonly CaseFileProvider[];
  /** Folder of the verifier, the page and the formats, which go into every case file. */
  readonly kitDir: string;
  readonly now: () => number;
}

export interface WriteOrder {
  readonly file: CaseFile;
  readonly subject: CaseSubject;
  readonly title: string;
  readonly caseNumber: string;
  /** The version before, if there is one. */
  readonly earlier?: Required<Pick<CaseFile, '_id' | 'version' | 'manifestSha256' | 'checkpoint'>>;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface WrittenCaseFile {
  readonly manifestSha256: string;
  readonly checkpoint: string;
}

const KIT_FILES = ['index.html', 'verify.mjs', 'CASEFILE.md', 'FORMAT.md'] as const;

interface PlannedItem {
  readonly kind: CasePart['kind'];
  readonly item: PartItem;
  readonly path: string;
}

/** Writes everything of one case into the ZIP, lists it, and signs the list. Memory does not grow with the media. */
export async function writeCaseFile(deps: WriteDeps, zip: ZipWriter, order: WriteOrder): Promise<WrittenCaseFile> {
  const { file, subject, signal } = order;
  const files: ZippedFile[] = [];
  let doneBytes = 0;
  let totalBytes = 0;
  const add = async (path: string, bytes: number, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> => {
    signal.throwIfAborted();
    files.push(await zip.add(path, bytes, content, (count) => {
      signal.throwIfAborted();
      doneBytes += count;
      order.onProgress(doneBytes, totalBytes);
    }));
  };
  const addJson = async (path: string, value: unknown): Promise<void> => {
    const bytes = Buffer.from(canonicalize(value) ?? '');
    await add(path, bytes.byteLength, [bytes]);
  };

  const planned = await planItems(deps.parts, subject);
  const archives = await Promise.all(subject.visits.map(async (visit) => ({ visit, ...(await archiveOf(deps.vault, visit)) })));
  const kit = await Promise.all(KIT_FILES.map(async (name) => ({ name, bytes: (await stat(join(deps.kitDir, name))).size })));
  totalBytes = [...planned.map(({ item }) => item), ...archives.flatMap(({ files: inside }) => inside), ...kit].reduce((sum, { bytes }) => sum + bytes, 0);

  for (const { name, bytes } of kit) await add(name, bytes, [await readFile(join(deps.kitDir, name))]);
  for (const { item, path } of planned) await add(path, item.bytes, item.content());
  for (const { visit, files: inside } of archives) {
    const source = deps.vault.source(visit.id as string as ArchiveId);
    for (const { path, bytes } of inside) await add(recordingFolder(visit.id) + path, bytes, await source.read(path));
  }

  // The proofs come last, so that they reach as near to the signature as can be.
  const proofs: VisitProof[] = [];
  for (const { id } of subject.visits) {
    const proof = await deps.trail.proofOfVisit(id);
    proofs.push(proof);
    await addJson(trailPath(id), proof);
    await addJson(historyPath(id), { format: 'trail-history/1', checkpoints: await deps.trail.historyOf(proof) } satisfies TrailHistory);
  }
  const [main] = proofs;
  if (!main) throw new Error('a case file needs a visit');
  const access = jsonItem('access.json', '查阅摘要', proofs.map(({ visitId, entries }) => ({ visitId, people: accessSummary(entries) })));
  planned.push({ kind: 'access', item: access, path: 'parts/access/access.json' });
  await add('parts/access/access.json', access.bytes, access.content());

  const keys: CaseKeys = { format: CASE_FORMAT, sealKeys: deps.sealKeys(), trailOrigin: deps.trail.origin, trailFirstKey: main.firstKey };
  await addJson(KEYS_PATH, keys);
  const createdAtMs = deps.now();
  const index: CaseIndex = {
    format: CASE_FORMAT, caseFileId: file._id, version: file.version, createdAtMs, title: order.title, caseNumber: order.caseNumber,
    exportedBy: { name: file.requestedBy, organisation: file.organisation, purpose: file.purpose },
    parts: partsOf(planned), recordings: archives.map(({ recording }) => recording),
  };
  await addJson(INDEX_PATH, index);
  const shown = { index, trail: proofs.map(({ visitId, entries }) => ({ visitId, entries })) };
  const script = Buffer.from(`window.caseFile=${(JSON.stringify(shown)).replaceAll('<', '\\u003c')};\n`);
  await add('data.js', script.byteLength, [script]);
  if (order.earlier) {
    const proof = await deps.trail.consistency(sizeOf(order.earlier.checkpoint), sizeOf(main.checkpoint));
    await addJson(EARLIER_PATH, { format: CASE_FORMAT, visitId: main.visitId, proof } satisfies EarlierProof);
  }
  const manifestSha256 = await sign(deps, zip, { order, createdAtMs, files });
  return { manifestSha256, checkpoint: main.checkpoint };
}

async function sign(
  deps: WriteDeps, zip: ZipWriter, { order: { file, subject, earlier }, createdAtMs, files }: { order: WriteOrder; createdAtMs: number; files: readonly ZippedFile[] },
): Promise<string> {
  const manifest: CaseManifest = {
    format: CASE_FORMAT, caseFileId: file._id, version: file.version, createdAtMs, visits: subject.visits.map(({ id }) => id),
    ...(earlier && { earlier: { caseFileId: earlier._id, version: earlier.version, manifestSha256: earlier.manifestSha256, checkpoint: earlier.checkpoint } }),
    files: [...files],
  };
  const bytes = Buffer.from(canonicalize(manifest) ?? '');
  const manifestSha256 = sha256Hex(bytes);
  const signer = deps.signer();
  const stated = { caseFileId: file._id, createdAtMs, manifestSha256 };
  const signature: CaseSignature = {
    format: CASE_FORMAT, ...stated, keyId: signer.keyId, publicKey: signer.publicKey,
    signature: Buffer.from(await signer.sign(caseStatement(stated))).toString('base64'),
  };
  const signatureBytes = Buffer.from(canonicalize(signature) ?? '');
  await zip.add(MANIFEST_PATH, bytes.byteLength, [bytes]);
  await zip.add(SIGNATURE_PATH, signatureBytes.byteLength, [signatureBytes]);
  return manifestSha256;
}

async function planItems(providers: readonly CaseFileProvider[], subject: CaseSubject): Promise<PlannedItem[]> {
  const planned: PlannedItem[] = [];
  for (const provider of providers) {
    for (const item of await provider.itemsOf(subject)) planned.push({ kind: provider.kind, item, path: `parts/${provider.kind}/${item.name}` });
  }
  return planned;
}

function partsOf(planned: readonly PlannedItem[]): CasePart[] {
  return CASE_PARTS.map((kind) => ({
    kind,
    title: PART_TITLES[kind],
    items: planned.filter((one) => one.kind === kind).map(({ path, item: { title, mimeType, bytes, facts, provenBy } }): CaseItem => ({
      path, title, mimeType, bytes, ...(facts && { facts }), ...(provenBy && { provenBy }),
    })),
  }));
}

/** A sealed archive goes in as it lies in the vault; of one that is not sealed only the fact is told. */
async function archiveOf(
  vault: WriteDeps['vault'], { id, state, sealedAtMs }: CaseSubject['visits'][number],
): Promise<{ files: { path: string; bytes: number }[]; recording: CaseRecording }> {
  const archiveId = id as string as ArchiveId;
  const paths = await vault.list(archiveId);
  if (paths.length === 0) return { files: [], recording: { visitId: id, included: false, why: 'none' } };
  if (phaseOf(state) !== 'sealed' && sealedAtMs === undefined) return { files: [], recording: { visitId: id, included: false, why: 'notSealed' } };
  const { startMs, endMs, gaps, segments } = manifestSchema.parse(JSON.parse(Buffer.from(await vault.read(archiveId, ARCHIVE_MANIFEST)).toString('utf8')));
  // A file that is missing is for the verifier to find; only where every segment is gone were they destroyed.
  const there = new Set(paths);
  if (segments.length > 0 && segments.every(({ path }) => !there.has(path))) return { files: [], recording: { visitId: id, included: false, why: 'destroyed' } };
  const files = await Promise.all(paths.map(async (path) => ({ path, bytes: await vault.size(archiveId, path) })));
  return {
    files,
    recording: {
      visitId: id, included: true, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      ...(startMs !== undefined && { startMs }), ...(endMs !== undefined && { endMs }),
      gaps: gaps.map(({ id: gapId, kind, cause, startMs: from, endMs: to, statement }) => ({
        id: gapId, kind, cause, startMs: from, endMs: to,
        ...(statement && { explanation: statement.explanation, explainedBy: statement.explainedBy, ...(statement.ruling !== undefined && { ruling: statement.ruling }) }),
      })),
    },
  };
}
