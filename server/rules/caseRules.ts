import type { Sentence } from './contract.ts';

/** Every rule that can refuse an act on a case: its stable code and the sentence for the person who tried. */
export const CASE_RULES = {
  'case.notInThisState': { zh: '案件当前所处环节不能进行此操作。', en: 'This can’t be done at the present stage of the case.' },
  'case.roleMayNot': { zh: '您的岗位不能进行此操作。', en: 'Your role has no part in this step.' },
  'case.authorizationMissing': { zh: '没有申请人签署的核对授权书，不能发起经济状况核对。', en: 'Without the applicant’s signed authorisation there is no economic check.' },
  'case.obligorConsentMissing': { zh: '未经义务人本人同意，不得核对其经济状况。', en: 'An obligor is checked only with the obligor’s own consent.' },
  'case.notEntrusted': { zh: '案件尚未受理并委托调查，不能安排入户。', en: 'The case is not yet accepted and entrusted for investigation; no visit can be assigned.' },
  'case.notItsInvestigator': { zh: '只有本案的调查员可以提交调查报告。', en: 'Only an investigator of this case submits its report.' },
  'case.reviewerWroteIt': { zh: '调查报告的撰写人及其所在机构不得审核该报告。', en: 'A report is not reviewed by the person or the organisation that wrote it.' },
  'case.vendorNeverDecides': { zh: '受委托机构只负责调查，不得出具意见或作出决定。', en: 'The contracted organisation investigates; it gives no opinion and takes no decision.' },
  'case.deciderTookPart': { zh: '参与过调查或审核的人员不得作出决定。', en: 'Who investigated or reviewed a case does not decide it.' },
  'case.publicityFirst': { zh: '公示期满且无异议后，方可作出决定。', en: 'There is no decision before the publicity has ended without objection.' },
  'case.publicityTooShort': { zh: '公示期未满，不能进入决定环节。', en: 'The publicity has not lasted long enough.' },
  'case.objectionOpen': { zh: '尚有异议未处理，不能进入决定环节。', en: 'An objection is not resolved yet.' },
  'case.objectionUnknown': { zh: '没有这项待处理的异议。', en: 'There is no such open objection.' },
  'case.reasonsMissing': { zh: '不予确认须写明理由。', en: 'A refusal states its reasons.' },
  'case.serviceUnproven': { zh: '不予确认的通知须有送达凭证。', en: 'The notice of a refusal needs proof of service.' },
  'case.recordingRefusalOnly': {
    zh: '仅拒绝录像不能作为不予确认或终止程序的理由：请改用照片或纸质方式，由双方签字并请村（居）委会人员见证。',
    en: 'Refusing the recording alone is no reason to refuse or to end a case: use photos or paper, both signatures and a village witness.',
  },
  'case.hearFirst': { zh: '减发或停发前须听取当事人的陈述和申辩。', en: 'Aid is not reduced or ended before the household was heard.' },
  'case.otherThanProposed': { zh: '决定与当事人陈述申辩时的拟处理意见不一致。', en: 'This differs from what the household was heard about.' },
  'case.notApproved': { zh: '未获批准的案件不能进入发放。', en: 'Only an approved case is paid.' },
  'case.legalHold': { zh: '案件处于投诉、复议或诉讼期间，任何材料不得删除或销毁。', en: 'Under complaint, reconsideration or litigation nothing may be deleted.' },
  'case.stillNeeded': { zh: '案件尚未办结，材料不得销毁。', en: 'The case is not closed; its material stays.' },
  'case.retentionRuns': { zh: '保管期限未满，不得销毁。', en: 'The retention period has not ended.' },
  'case.twoPersonsDestroy': { zh: '销毁须由两人共同办理。', en: 'Destruction takes two different persons.' },
  'case.extractFirst': { zh: '销毁原始录像前须有经审批的摘录。', en: 'Raw video goes only after an officer approved the extract that stays.' },
} as const satisfies Record<string, Sentence>;

export type CaseRule = keyof typeof CASE_RULES;
