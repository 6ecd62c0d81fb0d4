import type { CasePartKind } from './offline/contract.ts';

/** The case file's headings, in the field's own words. */
export const PART_TITLES: Readonly<Record<CasePartKind, string>> = {
  application: '申请与家庭', notices: '告知书', authorisations: '授权与同意', identity: '身份与证明材料', checkReport: '经济状况核对报告',
  visit: '入户调查情况', visitForm: '入户调查表', neighbourForms: '邻里访问', photos: '照片', documents: '文书与其他材料', recordings: '录音录像',
  calculation: '收入测算表', report: '调查报告与审核', appraisal: '民主评议', publicity: '公示', objections: '异议', decision: '审批决定与送达',
  rechecks: '动态复核', access: '查阅摘要', supervision: '督导记录',
};
