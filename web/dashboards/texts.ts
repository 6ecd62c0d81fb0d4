import { defineTexts } from '../kit/defineTexts.ts';

export const useDashboardTexts = defineTexts(
  'dashboards',
  {
    'title.organisation': '本机构概览', 'title.district': '全区概览', 'today': '今天的入户', 'planned': '待入户', 'live': '入户中', 'late': '已过预约时间', 'done': '已完成',
    'gaps': '中断待说明', 'flagged': '红旗待裁定', 'review': '报告待审核', 'overdue': '案件已超期', 'days': '近两周入户（至明天）', 'empty': '近两周没有入户', 'empty.text': '安排入户后，这里会按天显示完成和延误情况。',
    'people': '按调查员', 'person': '调查员', 'visits': '次',
  },
  {
    'title.organisation': 'The organisation at a glance', 'title.district': 'The district at a glance', 'today': 'Today’s visits', 'planned': 'Planned', 'live': 'Live', 'late': 'Late', 'done': 'Done',
    'gaps': 'Gaps unexplained', 'flagged': 'Flags to rule on', 'review': 'Reports to review', 'overdue': 'Cases overdue', 'days': 'Visits of two weeks, to tomorrow', 'empty': 'No visit in two weeks', 'empty.text': 'Once visits are assigned, their days are shown here.',
    'people': 'By investigator', 'person': 'Investigator', 'visits': 'visits',
  },
);
