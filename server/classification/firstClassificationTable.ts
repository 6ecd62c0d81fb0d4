import type { Day } from '../rules/contract.ts';
import type { ClassificationTable } from './contract.ts';

/** The table to start from. Thresholds and services are the district's to confirm or replace. */
export const FIRST_CLASSIFICATION_TABLE: ClassificationTable = {
  version: 'classification-1',
  effectiveFrom: '2026-07-01' as Day,
  source: {
    zh: '依据实施方案中分类救助的表述整理，阈值为初始设定，待区民政局确认。',
    en: 'Compiled from the plan’s words on classified assistance; thresholds are initial and to be confirmed by the district.',
  },
  confirmedBy: null,
  services: [
    { id: 'visits', name: { zh: '探访关爱', en: 'regular visits' } },
    { id: 'meals', name: { zh: '助餐', en: 'meals' } },
    { id: 'bathing', name: { zh: '助浴', en: 'bathing' } },
    { id: 'care', name: { zh: '照护服务', en: 'care' } },
    { id: 'respite', name: { zh: '喘息服务', en: 'respite for the carer' } },
    { id: 'guardianshipCheck', name: { zh: '监护状况核查', en: 'guardianship check' } },
    { id: 'educationAid', name: { zh: '教育救助', en: 'education aid' } },
    { id: 'counselling', name: { zh: '心理疏导', en: 'counselling' } },
    { id: 'protectionReport', name: { zh: '强制报告与保护', en: 'protection report' } },
    { id: 'disabilitySubsidies', name: { zh: '残疾人两项补贴', en: 'disability subsidies' } },
    { id: 'assistiveDevices', name: { zh: '辅助器具', en: 'assistive devices' } },
    { id: 'rehabilitation', name: { zh: '康复服务', en: 'rehabilitation' } },
    { id: 'singlePersonDibao', name: { zh: '单人户低保申请指引', en: 'guidance on applying as a single person' } },
    { id: 'training', name: { zh: '技能培训', en: 'training' } },
    { id: 'placement', name: { zh: '岗位推荐', en: 'job placement' } },
    { id: 'publicPost', name: { zh: '公益性岗位', en: 'public post' } },
    { id: 'medicalAid', name: { zh: '医疗救助', en: 'medical aid' } },
    { id: 'escort', name: { zh: '陪诊', en: 'escort to the doctor' } },
    { id: 'temporaryAid', name: { zh: '临时救助', en: 'temporary aid' } },
    { id: 'housing', name: { zh: '住房救助', en: 'housing aid' } },
    { id: 'legalAid', name: { zh: '法律援助', en: 'legal aid' } },
    { id: 'charity', name: { zh: '慈善转介', en: 'referral to charity' } },
  ],
  rules: [
    { id: 'elderly60', category: 'elderly', name: { zh: '60 岁以上老年人', en: 'sixty or older' }, of: 'member', when: { fact: 'ageYears', atLeast: 60 }, serviceIds: ['visits'] },
    { id: 'elderly80', category: 'elderly', name: { zh: '80 岁以上高龄老人', en: 'eighty or older' }, of: 'member', when: { fact: 'ageYears', atLeast: 80 }, serviceIds: ['meals', 'care'] },
    {
      id: 'elderlyAlone', category: 'elderly', name: { zh: '独居老人', en: 'elderly, living alone' }, of: 'member',
      when: { all: [{ fact: 'ageYears', atLeast: 60 }, { fact: 'livesAlone', is: true }] }, serviceIds: ['visits', 'meals'],
    },
    {
      id: 'elderlyPartial', category: 'elderlyPartialDisability', name: { zh: '部分失能老人', en: 'elderly, partly unable to care for themself' }, of: 'member',
      when: { all: [{ fact: 'ageYears', atLeast: 60 }, { fact: 'failedAdls', atLeast: 1 }, { fact: 'failedAdls', atMost: 3 }] }, serviceIds: ['meals', 'bathing', 'care'],
    },
    {
      id: 'elderlyFull', category: 'elderlyFullDisability', name: { zh: '完全失能老人', en: 'elderly, unable to care for themself' }, of: 'member',
      when: { all: [{ fact: 'ageYears', atLeast: 60 }, { fact: 'failedAdls', atLeast: 4 }] }, serviceIds: ['care', 'bathing', 'respite'],
    },
    { id: 'child', category: 'child', name: { zh: '未成年人', en: 'child' }, of: 'member', when: { fact: 'ageYears', atMost: 17 }, serviceIds: ['guardianshipCheck', 'educationAid'] },
    {
      id: 'childUnsupported', category: 'child', name: { zh: '孤儿或事实无人抚养儿童', en: 'orphan or de facto unsupported child' }, of: 'member',
      when: { all: [{ fact: 'ageYears', atMost: 17 }, { any: [{ fact: 'isOrphan', is: true }, { fact: 'isDeFactoUnsupported', is: true }] }] },
      serviceIds: ['guardianshipCheck', 'protectionReport', 'counselling'],
    },
    {
      id: 'childLeftBehind', category: 'child', name: { zh: '留守儿童', en: 'left-behind child' }, of: 'member',
      when: { all: [{ fact: 'ageYears', atMost: 17 }, { fact: 'isLeftBehind', is: true }] }, serviceIds: ['guardianshipCheck', 'counselling'],
    },
    {
      id: 'severeDisability', category: 'severeDisability', name: { zh: '重度残疾人', en: 'severe disability' }, of: 'member',
      when: { any: [{ fact: 'disabilityGrade', atMost: 2 }, { all: [{ fact: 'disabilityGrade', atMost: 3 }, { fact: 'disabilityType', oneOf: ['intellectual', 'mental'] }] }] },
      serviceIds: ['disabilitySubsidies', 'assistiveDevices', 'rehabilitation', 'singlePersonDibao'],
    },
    {
      id: 'unemployed', category: 'unemployed', name: { zh: '有劳动能力的失业人员', en: 'able and jobless' }, of: 'member',
      when: { all: [{ fact: 'ageYears', atLeast: 16 }, { fact: 'ageYears', atMost: 59 }, { fact: 'labourCapacity', oneOf: ['partial', 'full'] }, { fact: 'employment', oneOf: ['unemployed'] }] },
      serviceIds: ['training', 'placement', 'publicPost'],
    },
    {
      id: 'seriouslyIll', category: 'seriouslyIll', name: { zh: '重病患者', en: 'seriously ill' }, of: 'member',
      when: { any: [{ fact: 'hasListedSeriousDisease', is: true }, { fact: 'outOfPocketMedicalFen', atLeast: 200_000 }] }, serviceIds: ['medicalAid', 'escort', 'temporaryAid'],
    },
    { id: 'student', category: 'support', name: { zh: '在校学生', en: 'student' }, of: 'member', when: { fact: 'employment', oneOf: ['student'] }, serviceIds: ['educationAid'] },
    { id: 'singleParent', category: 'support', name: { zh: '单亲家庭', en: 'single-parent household' }, of: 'household', when: { fact: 'isSingleParent', is: true }, serviceIds: ['educationAid', 'counselling', 'legalAid'] },
    { id: 'disaster', category: 'support', name: { zh: '受灾家庭', en: 'household hit by a disaster' }, of: 'household', when: { fact: 'hadDisaster', is: true }, serviceIds: ['housing', 'temporaryAid', 'charity'] },
    { id: 'debt', category: 'support', name: { zh: '负债家庭', en: 'household in debt' }, of: 'household', when: { fact: 'debtFen', atLeast: 5_000_000 }, serviceIds: ['legalAid', 'charity'] },
    { id: 'rigidExpense', category: 'rigidExpense', name: { zh: '刚性支出困难家庭', en: 'household with high necessary spending' }, of: 'household', when: { fact: 'rigidSpendingShareMilli', atLeast: 600 }, serviceIds: ['temporaryAid', 'charity'] },
  ],
};
