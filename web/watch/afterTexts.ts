import { defineTexts } from '../kit/defineTexts.ts';

export const useAfterTexts = defineTexts(
  'after',
  {
    'gaps.title': '录制中断裁定', 'gaps.unexplained': '尚未说明', 'gaps.explainsItself': '录制数据已证实原因，无需说明', 'ruling.accept': '认可', 'ruling.reject': '不认可', 'ruling.accepted': '已认可', 'ruling.rejected': '不认可',
    'score.title': '五分钟评分', 'score.manner': '态度规范', 'score.completeness': '内容完整', 'score.evidence': '证据充分', 'score.truthfulness': '真实可信', 'score.recording': '录像质量',
    'score.note': '补充说明（可不填）', 'score.give': '提交评分', 'score.change': '修改评分', 'score.given': '已于 {{time}} 评分',
  },
  {
    'gaps.title': 'Rulings on gaps', 'gaps.unexplained': 'not explained yet', 'gaps.explainsItself': 'the recording itself proves why', 'ruling.accept': 'Accept', 'ruling.reject': 'Reject', 'ruling.accepted': 'accepted', 'ruling.rejected': 'rejected',
    'score.title': 'Five-minute score', 'score.manner': 'Manner', 'score.completeness': 'Completeness', 'score.evidence': 'Evidence', 'score.truthfulness': 'Truthfulness', 'score.recording': 'Recording',
    'score.note': 'A note, if any', 'score.give': 'Give the score', 'score.change': 'Change the score', 'score.given': 'Scored at {{time}}',
  },
);
