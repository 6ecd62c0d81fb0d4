import { ed25519 } from '@noble/curves/ed25519.js';
import type { ArchiveSource, SealKey } from '../../../recordings/contract.ts';
import type { Digester } from '../../../recordings/verify.ts';
import { crc32 } from '../../../recordings/zip/crc32.ts';
import type { ZipReading } from '../../../recordings/zip/readZip.ts';
import { caseManifestSchema, caseSignatureSchema, caseStatement, MANIFEST_PATH, recordingFolder, SIGNATURE_PATH } from './contract.ts';
import type { CaseManifest } from './contract.ts';
import { readJson, readWhole, sha256Of } from './readFiles.ts';
import { CaseFileFinding } from './verdict.ts';
import type { CaseFinding } from './verdict.ts';

export interface SignedManifest {
  readonly manifest: CaseManifest;
  readonly manifestSha256: string;
  readonly keyId: string;
}

/**
 * The manifest, once a trusted key is found to have signed it.
 * @param trusted undefined when none was given: then the file's own key is taken, which proves no signer
 * @throws CaseFileFinding
 */
export async function openManifest(source: ArchiveSource, trusted: readonly SealKey[] | undefined, digester: Digester): Promise<SignedManifest> {
  const { value: signature } = await readJson(source, 'signature', SIGNATURE_PATH, (value) => caseSignatureSchema.parse(value));
  if (trusted !== undefined && !trusted.some(({ keyId, publicKey }) => keyId === signature.keyId && publicKey === signature.publicKey)) {
    throw new CaseFileFinding('signature', 'foreignKey', SIGNATURE_PATH, `The file was signed with key ${signature.keyId}, which is not among the trusted keys.`);
  }
  if (!isCanonical(signature.publicKey) || !isCanonical(signature.signature)) {
    throw new CaseFileFinding('signature', 'malformed', SIGNATURE_PATH, 'The base64 of the signature is not in its one form.');
  }
  const publicKey = fromBase64(signature.publicKey);
  if (!signatureFits(fromBase64(signature.signature), caseStatement(signature), publicKey) || (await keyIdOf(publicKey, digester)) !== signature.keyId) {
    throw new CaseFileFinding('signature', 'changed', SIGNATURE_PATH, 'The signature does not fit what it says.');
  }
  if (!(await source.list()).includes(MANIFEST_PATH)) throw new CaseFileFinding('signature', 'missing', MANIFEST_PATH, 'The manifest is missing.');
  const manifestSha256 = await sha256Of(await readWhole(source, MANIFEST_PATH), digester);
  if (manifestSha256 !== signature.manifestSha256) throw new CaseFileFinding('signature', 'changed', MANIFEST_PATH, 'The manifest is not the one that was signed.');
  const { value: manifest } = await readJson(source, 'signature', MANIFEST_PATH, (value) => caseManifestSchema.parse(value));
  if (manifest.caseFileId !== signature.caseFileId || manifest.createdAtMs !== signature.createdAtMs) {
    throw new CaseFileFinding('signature', 'malformed', MANIFEST_PATH, 'The manifest is of another case file than the signature.');
  }
  return { manifest, manifestSha256, keyId: signature.keyId };
}

/** Whether the ZIP around the files is, byte by byte, what the signed list makes of it. */
export async function checkContainer(zip: ZipReading, source: ArchiveSource, manifest: CaseManifest): Promise<CaseFinding | undefined> {
  const found = (place: string, reason: string): CaseFinding => ({ check: 'container', fault: 'reordered', place, reason });
  const small = await Promise.all([MANIFEST_PATH, SIGNATURE_PATH].map(async (path) => {
    const bytes = await readWhole(source, path);
    return { path, bytes: bytes.byteLength, crc32: crc32(bytes) };
  }));
  const expected = [...manifest.files, ...small];
  for (const [place, { path, bytes, crc32: crc }] of expected.entries()) {
    const entry = zip.entries[place];
    if (entry?.path !== path) return found(path, `${path} does not lie in its place in the ZIP.`);
    if (entry.crc32 !== crc || entry.bytes !== bytes) return { ...found(path, `The header of ${path} in the ZIP is not the one it was given.`), fault: 'changed' };
  }
  return undefined;
}

/**
 * Every listed file, but those inside recordings, which are checked as archives.
 * @returns one finding for each file that does not hold
 */
export async function checkFiles(
  source: ArchiveSource, manifest: CaseManifest, digester: Digester, onFile: (bytes: number) => void,
): Promise<CaseFinding[]> {
  const findings: CaseFinding[] = [];
  const listed = new Set(await source.list());
  const byDigest = new Map(manifest.files.map((file) => [file.sha256, file.path]));
  const inRecording = (path: string): boolean => manifest.visits.some((visitId) => path.startsWith(recordingFolder(visitId)));
  const find = (fault: CaseFinding['fault'], place: string, reason: string): void => { findings.push({ check: 'contents', fault, place, reason }); };
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!listed.has(path)) {
      find('missing', path, `${path} is missing.`);
      continue;
    }
    if (inRecording(path)) continue;
    const digest = await digester('sha256');
    let actualBytes = 0;
    for await (const chunk of await source.read(path)) {
      digest.update(chunk);
      actualBytes += chunk.byteLength;
      onFile(chunk.byteLength);
    }
    const actual = digest.hex();
    if (actual === sha256) continue;
    const other = byDigest.get(actual);
    if (other !== undefined) find('reordered', path, `${path} holds what belongs to ${other}.`);
    else if (actualBytes < bytes) find('truncated', path, `${path} has ${actualBytes} of ${bytes} bytes.`);
    else find('changed', path, `${path} is not what was signed.`);
  }
  const known = new Set([MANIFEST_PATH, SIGNATURE_PATH, ...manifest.files.map(({ path }) => path)]);
  for (const path of [...listed].sort()) if (!known.has(path)) find('extra', path, `${path} is not part of the signed case file.`);
  return findings;
}

/** FORMAT.md §5: first 8 bytes of SHA-256 over the raw public key. */
async function keyIdOf(publicKey: Uint8Array, digester: Digester): Promise<string> {
  return (await sha256Of(publicKey, digester)).slice(0, 16);
}

function signatureFits(signature: Uint8Array, statement: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, statement, publicKey, { zip215: false });
  } catch {
    // Not a point of the curve.
    return false;
  }
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The last letter of base64 has bits that mean nothing; a file that differs there is not the file that was signed. */
function isCanonical(text: string): boolean {
  return btoa(atob(text)) === text;
}
