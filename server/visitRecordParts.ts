import { bytesItem, jsonItem, partOfVisits } from './casefiles/partItems.ts';
import type { CaseFileProvider } from './casefiles/contract.ts';
import { FLAG_WORDS, ITEM_WORDS, RULING_WORDS, SOURCE_WORDS, STATE_WORDS } from './casefiles/recordWords.ts';
import type { FlagStore } from './flags/store.ts';
import { canonicalForm } from './forms/answer.ts';
import type { AnswerRecord } from './forms/answer.ts';
import type { AnswerValue, VisitForm } from './forms/contract.ts';
import { placeOf } from './forms/definition/contract.ts';
import { memberOf } from './forms/entries/contract.ts';
import { answerText, readForm } from './reports/readableForm.ts';
import type { AccountId, AccountView } from './people/contract.ts';
import type { SupervisionStore } from './supervision/store.ts';
import type { VisitId } from './visits/contract.ts';
import type { VisitStore } from './visits/store.ts';

export interface VisitRecordPartDeps {
  readonly visits: Pick<VisitStore, 'visit' | 'ink'>;
  readonly form: (visitId: VisitId) => Promise<VisitForm | undefined>;
  /** Every revision of every line. */
  readonly answers: (visitId: VisitId) => Promise<readonly AnswerRecord[]>;
  readonly flags: Pick<FlagStore, 'flagsOf'>;
  readonly supervision: Pick<SupervisionStore, 'itemsOf' | 'scoresOf'>;
  readonly accounts: (ids: readonly AccountId[]) => Promise<readonly AccountView[]>;
}

const moment = (ms: number): string => new Date(ms).toISOString();
const CONSENTS = { recording: '同意录音录像', checkAuthorization: '授权核对', obligor: '赡养人同意', guardian: '监护人同意' } as const;
const MEANS = { signature: '签名', spoken: '口头（在录音中）', fingerprint: '指印' } as const;
const SIGNERS = { investigator: '调查员', member: '家庭成员', witness: '见证人' } as const;

/** What a visit put on record beside pictures and sound: the form with every answer ever given, consents, signatures, supervision. */
export function visitRecordParts({ visits, form: formOf, answers, flags, supervision, accounts }: VisitRecordPartDeps): readonly CaseFileProvider[] {
  const namesOf = async (ids: readonly AccountId[]): Promise<(id: string) => string> => {
    const names = new Map<string, string>((await accounts([...new Set(ids)])).map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? id;
  };
  return [
    partOfVisits('visitForm', async ({ id }) => {
      const [form, records, visit] = [await formOf(id), await answers(id), await visits.visit(id)];
      if (!form || !visit || records.length === 0) return [];
      const nameOf = await namesOf(records.map(({ by }) => by));
      const byTime = records.toSorted((a, b) => a.atMs - b.atMs);
      const signed = form.signedDigest !== undefined && { provenBy: { visitId: id, act: 'form.signed' as const, objectId: id, detail: 'digest' as const } };
      return [
        jsonItem(`${id}-form.json`, '入户调查表', Object.fromEntries(readForm(form).flatMap(({ title, entries }) => {
          const filled = entries.filter(({ rows }) => rows.length > 0).map(({ title: of, rows }) => ({ ...(of !== undefined && { 条目: of }), ...Object.fromEntries(rows.map(({ label, value }) => [label, value])) }));
          return filled.length === 0 ? [] : [[title, filled.length === 1 ? filled[0] : filled]];
        })), { 回答: Object.keys(form.lines).length, ...(form.signedDigest !== undefined && { 签字摘要: form.signedDigest }) }),
        jsonItem(`${id}-answers.json`, '调查表填写过程', byTime.map((one) => ({
          时间: moment(one.atMs), 项目: questionText(form, one.itemId), 回答: valueText(form, one.itemId, one.value),
          ...(one.previous !== undefined && one.previous !== null && { 原回答: valueText(form, one.itemId, one.previous) }),
          来源: SOURCE_WORDS[one.source], ...(one.reason !== undefined && { 理由: one.reason }), 填写人: nameOf(one.by),
          设备: one.deviceId, 设备时间: moment(one.deviceAtMs), 行号: one.itemId, 次序: one.revision, 原始值: one.value,
        })), { 次数: byTime.length }),
        bytesItem(`${id}-canonical.json`, '调查表（签字所依据的原文）', 'application/json', Buffer.from(canonicalForm(form)), signed || {}),
      ];
    }),
    partOfVisits('authorisations', async ({ id }) => {
      const visit = await visits.visit(id);
      if (!visit || visit.consents.length === 0) return [];
      const form = await formOf(id);
      const nameOf = await namesOf(visit.consents.map(({ recordedBy }) => recordedBy));
      const list = jsonItem(`${id}.json`, '同意与授权情况', visit.consents.map(({ kind, outcome, personId, textVersion, language, means, atMs, recordedBy }) => ({
        事项: CONSENTS[kind], 结果: outcome === 'given' ? '同意' : '不同意', 人员: form ? personName(form, personId) : personId, 方式: MEANS[means],
        文本版本: textVersion, 语言: language, 时间: moment(atMs), 记录人: nameOf(recordedBy),
      })));
      const inks = await Promise.all(visit.consents.map(({ inkId, kind }) => inkOf(id, inkId, `${CONSENTS[kind]}·签名`, 'visit.consentRecorded')));
      return [list, ...inks.flat()];
    }),
    partOfVisits('visit', async ({ id }) => {
      const visit = await visits.visit(id);
      if (!visit || visit.signatures.length === 0) return [];
      const form = await formOf(id);
      const nameOf = await namesOf(visit.signatures.map(({ signerId }) => signerId as AccountId));
      const signer = ({ as, signerId, name }: (typeof visit.signatures)[number]): string => name ?? (as === 'member' && form ? personName(form, signerId) : nameOf(signerId));
      const list = jsonItem(`${id}-signatures.json`, '签字', visit.signatures.map((one) => ({
        身份: SIGNERS[one.as], 姓名: signer(one), 方式: MEANS[one.means], 时间: moment(one.atMs), 所签调查表摘要: one.digest,
      })));
      const inks = await Promise.all(visit.signatures.map((one) => inkOf(id, one.inkId, `${SIGNERS[one.as]} ${signer(one)}`, 'form.signed')));
      return [list, ...inks.flat()];
    }),
    partOfVisits('supervision', async ({ id }) => {
      const [items, found, scores] = await Promise.all([supervision.itemsOf(id), flags.flagsOf(id), supervision.scoresOf(id)]);
      return [
        ...(items.length === 0 ? [] : [jsonItem(`${id}-exchange.json`, '督导交流', items.map((one) => ({
          时间: moment(one.atMs), 类型: ITEM_WORDS[one.kind], 人员: one.by, ...(one.text !== undefined && { 内容: one.text }), 结果: STATE_WORDS[one.state],
          ...(one.answeredBy !== undefined && { 答复人: one.answeredBy }), ...(one.reason !== undefined && { 原因: one.reason }), ...(one.evidenceId !== undefined && { 证据: one.evidenceId }),
          ...(one.endedAtMs !== undefined && { 结束: moment(one.endedAtMs) }),
        })), { 条数: items.length })]),
        ...(found.length === 0 ? [] : [jsonItem(`${id}-flags.json`, '红旗与裁定', found.map((one) => ({
          时间: moment(one.atMs), 提示: FLAG_WORDS[one.kind], 依据: one.evidence, 裁定: one.ruling ? RULING_WORDS[one.ruling] : '未裁定',
          ...(one.ruledBy !== undefined && { 裁定人: one.ruledBy }), ...(one.ruledAtMs !== undefined && { 裁定时间: moment(one.ruledAtMs) }), ...(one.note !== undefined && one.note !== '' && { 说明: one.note }),
        })), { 条数: found.length })]),
        ...(scores.length === 0 ? [] : [jsonItem(`${id}-scores.json`, '督导评分', scores.map(({ by, atMs, marks, note }) => ({ 评分人: by, 时间: moment(atMs), 评分: marks, 说明: note })))]),
      ];
    }),
  ];

  /** The picture of a signature, as it was recorded when it was written. */
  async function inkOf(visitId: VisitId, inkId: string | undefined, title: string, act: 'form.signed' | 'visit.consentRecorded') {
    const ink = inkId === undefined ? null : await visits.ink(visitId, inkId);
    if (!ink) return [];
    return [bytesItem(`${inkId}.png`, title, 'image/png', Buffer.from(ink.png, 'base64'), { provenBy: { visitId, act, objectId: visitId, detail: 'pngSha256' } })];
  }
}

/** Before the form is filled in, the person who consents is only known as the applicant. */
const personName = (form: VisitForm, id: string): string => (id === 'applicant' ? '申请人' : memberOf(form, id).name);

/** E.g. `住房 · 产权`, `房间 · r1 · 是否查看`. */
function questionText(form: VisitForm, itemId: string): string {
  const place = placeOf(itemId);
  if (!place) return itemId;
  const { section, item, entryId } = place;
  const label = item === 'removed' ? '移除' : item.label.zh;
  if (entryId === undefined) return `${section.title.zh} · ${label}`;
  return `${section.title.zh} · ${section.repeats === 'perMember' || section.key === 'members' ? memberOf(form, entryId).name : entryId} · ${label}`;
}

function valueText(form: VisitForm, itemId: string, value: AnswerValue): string {
  const place = placeOf(itemId);
  if (place && place.item !== 'removed') return answerText(form, place.item, value) ?? '（撤回）';
  return value === null ? '（撤回）' : String(value);
}
