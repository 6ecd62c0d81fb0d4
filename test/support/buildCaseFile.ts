import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveId } from '../../recordings/contract.ts';
import { FileVault } from '../../recordings/FileVault.ts';
import { sha256Hex } from '../../recordings/nodeDigester.ts';
import { seal } from '../../recordings/seal.ts';
import { SealKeys } from '../../recordings/SealKeys.ts';
import { ZipWriter } from '../../recordings/zip/ZipWriter.ts';
import type { CaseFile } from '../../server/casefiles/caseFile.ts';
import type { CaseFileId } from '../../server/casefiles/contract.ts';
import { bytesItem, jsonItem } from '../../server/casefiles/partItems.ts';
import { writeCaseFile } from '../../server/casefiles/writeCaseFile.ts';
import type { HouseholdId } from '../../server/cases/contract.ts';
import type { AccountId } from '../../server/people/contract.ts';
import { chain } from '../../server/trail/proof/entry.ts';
import type { TrailActor } from '../../server/trail/Trail.ts';
import type { Trail } from '../../server/trail/Trail.ts';
import type { VisitId } from '../../server/visits/contract.ts';
import { openTrailBed } from './openTestTrail.ts';
import { writeArchive } from './writeArchive.ts';
import type { ArchiveShape } from './writeArchive.ts';

export const CASE_VISIT = 'visit-1' as VisitId;
const OFFICER: TrailActor = { id: 'officer-1' as AccountId, name: '陈思远', role: 'reviewer', session: 'session-1' };

export interface CaseBed {
  readonly dir: string;
  /** Folder of the log's store and keys. */
  readonly trailDir: string;
  readonly vault: FileVault;
  readonly keys: SealKeys;
  readonly trail: Trail;
  /** Writes the next version with the platform's own writer, and answers where it is. */
  exportNext(onProgress?: (doneBytes: number, totalBytes: number) => void): Promise<string>;
  close(): Promise<void>;
}

/** A kit of four short files: what is in them is not what is tested. */
export async function smallKit(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  for (const name of ['index.html', 'verify.mjs', 'CASEFILE.md', 'FORMAT.md']) await writeFile(join(dir, name), `${name} of a test\n`.repeat(20));
  return dir;
}

/**
 * One visit with a sealed archive, a photo and a trail, from which case files are exported.
 * @param archive a closed archive's folder to take, or the shape of one to make
 * @param withKeysOf signs log and files with the private keys of another bed, as its operator could
 * @param kitDir the kit to put in; a small one by default
 */
export async function openCaseBed(
  { archive, kitDir, withKeysOf }: { archive: string | ArchiveShape; kitDir?: string; withKeysOf?: CaseBed },
): Promise<CaseBed> {
  const dir = await mkdtemp(join(tmpdir(), 'casefile-'));
  const bed = await openTrailBed();
  if (withKeysOf) {
    await cp(join(withKeysOf.trailDir, 'keys'), join(bed.dataDir, 'keys'), { recursive: true });
    const [key] = await withKeysOf.trail.keys();
    if (!key) throw new Error('the other log has no key');
    const first = chain({ head: undefined }, { atMs: Date.now(), act: 'trail.keyAdded', details: { keyId: key.keyId, vkey: key.vkey } });
    await bed.stores.entries.appendDurably([first.entry]);
  }
  const trail = await bed.open();
  const vault = await FileVault.create(join(dir, 'recordings'));
  const archiveId = CASE_VISIT as string as ArchiveId;
  if (typeof archive === 'string') await cp(archive, join(dir, 'recordings', archiveId), { recursive: true });
  else await writeArchive(vault, archiveId, archive);
  if (withKeysOf) await cp(join(withKeysOf.dir, 'keys'), join(dir, 'keys'), { recursive: true });
  const keys = await SealKeys.create(join(dir, 'keys'));
  const kit = kitDir ?? (await smallKit(join(dir, 'kit')));

  const photo = Buffer.from('/9j/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==', 'base64');
  const actor = OFFICER;
  const visitId = CASE_VISIT;
  await trail.append({ act: 'visit.started', actor, object: { kind: 'visit', id: visitId }, visitId });
  await trail.append({ act: 'evidence.added', actor, object: { kind: 'photo', id: 'photo-1' }, visitId, details: { sha256: sha256Hex(photo), bytes: photo.byteLength } });
  await trail.append({ act: 'session.signedIn', actor });
  await trail.checkpoint();
  await trail.append({ act: 'visit.closed', actor, object: { kind: 'visit', id: visitId }, visitId });
  const { manifestSha256, keyId } = await seal(vault, archiveId, { signer: keys.signer, statements: [], sealedAtMs: Date.now() });
  await trail.append({ act: 'visit.sealed', object: { kind: 'archive', id: visitId }, visitId, details: { manifestSha256, keyId } });
  await trail.checkpoint();

  let earlier: Required<Pick<CaseFile, '_id' | 'version' | 'manifestSha256' | 'checkpoint'>> | undefined;
  return {
    dir, trailDir: bed.dataDir, vault, keys, trail,
    async exportNext(onProgress = () => undefined) {
      const version = (earlier?.version ?? 0) + 1;
      const id = `case-file-${version}` as CaseFileId;
      const path = join(dir, `case-${version}.zip`);
      await trail.append({ act: 'caseFile.requested', actor, object: { kind: 'caseFile', id }, visitId, details: { version }, personal: { purpose: '复核' } });
      const zip = await ZipWriter.create(path);
      const written = await writeCaseFile({
        trail, vault, signer: () => keys.signer, sealKeys: () => keys.publicKeys, kitDir: kit, now: Date.now,
        parts: [
          { kind: 'application', itemsOf: () => Promise.resolve([jsonItem('household.json', '家庭登记信息', { applicantName: '刘桂兰', memberCount: 4 })]) },
          { kind: 'photos', itemsOf: () => Promise.resolve([{
            ...bytesItem('photo-1.jpg', '照片', 'image/jpeg', photo), facts: { 拍摄人: '李秀英' },
            provenBy: { visitId, act: 'evidence.added' as const, objectId: 'photo-1' },
          }]) },
        ],
      }, zip, {
        file: { _id: id, visitId, version, state: 'running', requestedById: actor.id, requestedBy: actor.name, organisation: '新城区民政局', purpose: '复核', requestedAtMs: Date.now() },
        subject: { visits: [{ id: visitId, householdId: 'household-1' as HouseholdId, state: 'sealed' }] },
        title: '刘桂兰', caseNumber: '新低保〔2026〕0147', onProgress, signal: new AbortController().signal,
        ...(earlier && { earlier }),
      });
      await zip.finish();
      await trail.append({ act: 'caseFile.exported', object: { kind: 'caseFile', id }, visitId, details: { version, manifestSha256: written.manifestSha256 } });
      earlier = { _id: id, version, ...written };
      return path;
    },
    async close() {
      await bed.close();
      await rm(dir, { recursive: true });
    },
  };
}
