import type { CaseFileProvider, PartItem } from './casefiles/contract.ts';
import { fileItem, fileName, jsonItem, partOfVisits } from './casefiles/partItems.ts';
import type { CaseStore } from './cases/store.ts';
import type { Evidence } from './evidence/evidence.ts';
import type { EvidenceFiles } from './evidence/EvidenceFiles.ts';
import type { EvidenceStore } from './evidence/store.ts';
import type { AccountId, AccountView } from './people/contract.ts';
import type { VisitStore } from './visits/store.ts';

export interface CaseFilePartDeps {
  readonly cases: CaseStore;
  readonly visits: VisitStore;
  readonly evidence: EvidenceStore;
  readonly files: EvidenceFiles;
  readonly accounts: (ids: readonly AccountId[]) => Promise<readonly AccountView[]>;
}

const moment = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());

/**
 * What every noun gives to a case file. A new kind of record takes one more entry here: its place in the field's list,
 * and a function from a visit to its files (`casefiles/partItems.ts` has the shapes).
 */
export function caseFileParts({ cases, visits, evidence, files, accounts }: CaseFilePartDeps): readonly CaseFileProvider[] {
  return [
    {
      kind: 'application',
      itemsOf: async (subject) => (await cases.households([...new Set(subject.visits.map(({ householdId }) => householdId))]))
        .map(({ _id, ...household }) => jsonItem(`household-${_id}.json`, '家庭登记信息', household)),
    },
    partOfVisits('visit', async ({ id }) => {
      const visit = await visits.visit(id);
      if (!visit) return [];
      const investigators = (await accounts(visit.investigatorIds)).map(({ name, organisation }) => ({ name, organisation }));
      return [jsonItem(`${id}.json`, '入户过程', {
        visitId: id, state: visit.state, investigators, appointedAt: moment(visit.appointedAtMs), startedAt: moment(visit.startedAtMs),
        closedAt: moment(visit.closedAtMs), sealedAt: moment(visit.sealedAtMs), statements: visit.statements,
      })];
    }),
    partOfVisits('photos', async ({ id }) => (await evidence.itemsOf(id)).map((item) => evidenceItem(item, files.original(item._id)))),
  ];
}

const EVIDENCE_TITLES: Readonly<Record<Evidence['kind'], string>> = { photo: '照片', snapshot: '抓拍', document: '文件', clip: '短视频', audio: '录音' };

/** An original, untouched, with what its device and the server said of it. */
function evidenceItem(item: Evidence, path: string): PartItem {
  const { description, position } = item;
  return fileItem({
    name: fileName(item._id, item.mimeType), title: description.caption ?? `${EVIDENCE_TITLES[item.kind]}（${item.takenBy}）`,
    mimeType: item.mimeType, bytes: item.bytes, path,
    facts: {
      拍摄人: item.takenBy, 设备时间: moment(item.takenAtDeviceMs) ?? '', 收到时间: moment(item.receivedAtMs) ?? '',
      ...(item.widthPx !== undefined && { 宽: item.widthPx }), ...(item.heightPx !== undefined && { 高: item.heightPx }),
      ...(item.recordingMs !== undefined && { 录像内毫秒: Math.round(item.recordingMs) }),
      ...(description.room !== undefined && { 房间: description.room }), ...(description.person !== undefined && { 人员: description.person }),
      ...(position && { 位置: `${position.latitude}, ${position.longitude} ±${Math.round(position.accuracyM)} 米` }),
      ...(item.device !== undefined && { 设备: item.device }),
    },
    provenBy: { visitId: item.visitId, act: 'evidence.added', objectId: item._id },
  });
}
