import type { Sentence } from './contract.ts';

/** Every rule that can refuse an act on a visit: its stable code and the sentence for the person who tried. */
export const VISIT_RULES = {
  'visit.notInThisState': { zh: '入户调查当前所处环节不能进行此操作。', en: 'This can’t be done at the present stage of the visit.' },
  'visit.roleMayNot': { zh: '您的岗位不能进行此操作。', en: 'Your role has no part in this step.' },
  'visit.notYourVisit': { zh: '这次入户调查不是指派给您或您所在机构的。', en: 'This visit is not assigned to you or your organisation.' },
  'visit.twoDifferentInvestigators': { zh: '每次入户须指派两名不同的调查员。', en: 'A visit needs two different investigators.' },
  'visit.conflictOfInterest': { zh: '已声明利害关系的调查员须回避，不能接受该任务。', en: 'An investigator who declares a conflict of interest has to decline.' },
  'visit.twoPresent': {
    zh: '须有两名调查员用各自账号和各自设备同时到场，方可开始。',
    en: 'Two investigators have to be present, each with an own account and an own device.',
  },
  'visit.noticeAndConsentFirst': { zh: '须先告知并记录是否同意录制，方可开始调查。', en: 'Give the notice and record the consent outcome before the visit starts.' },
  'visit.noticeBeforeConsent': { zh: '须先告知，再征求同意。', en: 'Give the notice before asking for consent.' },
  'visit.recordingConsentFirst': { zh: '请先记录是否同意录制。', en: 'Record the outcome of the recording consent first.' },
  'visit.readBackBeforeSigning': { zh: '调查表须先当面宣读核对，方可签字。', en: 'Read the form back before anybody signs.' },
  'visit.readBackIsStale': { zh: '宣读之后内容有改动，请重新宣读再签字。', en: 'The form has changed since it was read back. Read it back again.' },
  'visit.formIsFrozen': { zh: '调查表已有签字，不能再修改。', en: 'The form is signed and can’t be changed any more.' },
  'visit.signForYourselfOnly': { zh: '任何人不得代他人签字。', en: 'Nobody signs for another person.' },
  'visit.signedAlready': { zh: '此人已签字。', en: 'This person has signed already.' },
  'visit.signerNotAdultMember': { zh: '签字人须为本户成年家庭成员。', en: 'The signer has to be an adult member of the household.' },
  'visit.gapUnknown': { zh: '没有这段录制中断。', en: 'There is no such gap in the recording.' },
  'visit.gapUnexplained': { zh: '尚有录制中断未作说明，不能封存。', en: 'A gap in the recording has no explanation; the visit can’t be sealed.' },
  'visit.nothingToRuleOn': { zh: '这段中断还没有说明，暂不能认定。', en: 'This gap has no explanation to rule on yet.' },
  'visit.unrecordedWithoutReason': { zh: '没有录制内容，须先说明原因方可封存。', en: 'Nothing was recorded; say why before the visit is sealed.' },
  'visit.segmentsMissing': { zh: '设备上还有片段未上传完毕。', en: 'Segments on the device have not all been received.' },
  'visit.rulerExplained': { zh: '不得对自己作出的说明进行认定。', en: 'Nobody rules on their own explanation.' },
  'visit.recordingRefusalIsNotVisitRefusal': {
    zh: '拒绝录像不等于拒绝调查：请改用照片或纸质方式，由双方签字并请村（居）委会人员见证。',
    en: 'Refusing video is not refusing the visit: go on with photos or paper, both signatures and a village witness.',
  },
} as const satisfies Record<string, Sentence>;

export type VisitRule = keyof typeof VISIT_RULES;
