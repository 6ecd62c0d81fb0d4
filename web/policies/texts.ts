import { defineTexts } from '../kit/defineTexts.ts';

export const usePolicyTexts = defineTexts(
  'policies',
  {
    'title': '政策参数', 'tab.income': '收入计算', 'tab.classification': '分类救助', 'tab.clocks': '办理期限', 'tab.documents': '文书', 'tab.calendar': '工作日历',
    'inForce': '现行', 'later': '{{day}} 起施行', 'from': '自 {{day}} 起', 'unconfirmed': '尚未确认：这些数字还没有人对照原文核对。', 'confirmed': '{{by}}已对照原文确认', 'confirm': '确认', 'comparedWith': '对照了什么文件',
    'published': '{{by}}发布 · {{at}} · {{reason}}', 'edit': '拟定新版本', 'version': '版本号', 'effectiveFrom': '施行日期', 'reason': '发布理由', 'preview': '试算影响', 'publish': '发布',
    'standardFen': '当地标准 L（元/人·月）', 'wageBaseFen': '工资基数 W（元/月）', 'supportThresholdMilli': '义务人自留倍数（×L）', 'supportShareMilli': '赡养费比例', 'marginalMultipleMilli': '边缘家庭倍数（×L）', 'coefficient': '系数：{{name}}', 'deduction': '扣减：{{name}}',
    'preview.none': '对在办案件没有影响', 'preview.changed': '{{changed}} 件在办案件会变化，{{unchanged}} 件不变，{{kept}} 件已办结保持原版本', 'preview.cross': '{{below}} 件降到标准以下，{{above}} 件升到标准以上', 'preview.case': '{{number}}：差额 {{before}} → {{after}} 元',
    'condition.healthyWorkingAge': '健康劳动年龄', 'condition.deafMuteGrade1To2': '听力言语残疾一、二级', 'condition.disabilityMildOrModerate': '轻、中度残疾', 'condition.chronicIllness': '慢性病', 'condition.disabilitySevere': '重度残疾', 'condition.seriousIllness': '重大疾病', 'condition.intellectualOrMentalGrade3To4': '智力、精神残疾三、四级', 'condition.under16': '未满劳动年龄', 'condition.student': '在校学生', 'condition.overAge': '超过劳动年龄', 'condition.preschoolChild': '学龄前儿童',
    'year': '{{year}} 年（第 {{revision}} 次修订）', 'holidays': '放假', 'makeUp': '调休上班', 'calendar.edit': '修订', 'calendar.save': '保存修订', 'calendar.makeUpHint': '每行一个日期，如 2026-02-14', 'editedBy': '{{by}}修订',
  },
  {
    'title': 'Policies', 'tab.income': 'Income', 'tab.classification': 'Assistance', 'tab.clocks': 'Deadlines', 'tab.documents': 'Documents', 'tab.calendar': 'Calendar',
    'inForce': 'in force', 'later': 'from {{day}}', 'from': 'since {{day}}', 'unconfirmed': 'Not confirmed: nobody has compared these numbers with the original yet.', 'confirmed': 'Compared and confirmed by {{by}}', 'confirm': 'Confirm', 'comparedWith': 'Compared with',
    'published': 'published by {{by}} · {{at}} · {{reason}}', 'edit': 'Draft a new version', 'version': 'Version', 'effectiveFrom': 'Effective from', 'reason': 'Reason', 'preview': 'Preview', 'publish': 'Publish',
    'standardFen': 'Standard L (yuan a person and month)', 'wageBaseFen': 'Wage base W (yuan a month)', 'supportThresholdMilli': 'Obligor keeps (× L)', 'supportShareMilli': 'Share of support', 'marginalMultipleMilli': 'Marginal multiple (× L)', 'coefficient': 'Coefficient: {{name}}', 'deduction': 'Deduction: {{name}}',
    'preview.none': 'No open case would change', 'preview.changed': '{{changed}} open cases would change, {{unchanged}} not; {{kept}} finished ones keep their version', 'preview.cross': '{{below}} would fall below the standard, {{above}} rise above it', 'preview.case': '{{number}}: gap {{before}} → {{after}} yuan',
    'condition.healthyWorkingAge': 'healthy, of working age', 'condition.deafMuteGrade1To2': 'deaf-mute, grade 1–2', 'condition.disabilityMildOrModerate': 'mild or moderate disability', 'condition.chronicIllness': 'chronic illness', 'condition.disabilitySevere': 'severe disability', 'condition.seriousIllness': 'serious illness', 'condition.intellectualOrMentalGrade3To4': 'intellectual or mental disability, grade 3–4', 'condition.under16': 'under working age', 'condition.student': 'student', 'condition.overAge': 'over working age', 'condition.preschoolChild': 'preschool child',
    'year': '{{year}} (revision {{revision}})', 'holidays': 'Holidays', 'makeUp': 'Make-up working days', 'calendar.edit': 'Revise', 'calendar.save': 'Save the revision', 'calendar.makeUpHint': 'One day a line, e.g. 2026-02-14', 'editedBy': 'revised by {{by}}',
  },
);
