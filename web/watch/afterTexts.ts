import { defineTexts } from '../kit/defineTexts.ts';

export const useAfterTexts = defineTexts(
  'after',
  {
    'gaps.title': '录制中断裁定', 'gaps.unexplained': '尚未说明', 'gaps.explainsItself': '录制数据已证实原因，无需说明', 'ruling.accept': '认可', 'ruling.reject': '不认可', 'ruling.accepted': '已认可', 'ruling.rejected': '不认可',
    'score.title': '五分钟评分', 'score.manner': '态度规范', 'score.completeness': '内容完整', 'score.evidence': '证据充分', 'score.truthfulness': '真实可信', 'score.recording': '录像质量',
    'score.note': '补充说明（可不填）', 'score.give': '提交评分', 'score.change': '修改评分', 'score.given': '已于 {{time}} 评分',
    'flags.title': '红旗', 'flags.none': '目前没有。', 'ruling.dismissed': '无异常', 'ruling.followUp': '需跟进', 'ruling.confirmed': '属实',
    'flag.evidence.duplicate': '证据重复', 'flag.evidence.reused': '照片在其他入户用过', 'flag.evidence.claimedFuture': '拍摄时间在未来', 'flag.evidence.exifFuture': '照片自带时间在未来',
    'flag.evidence.exifTime': '照片自带时间不符', 'flag.evidence.exifPlace': '照片自带位置不符', 'flag.presence.oneInvestigator': '只有一名调查员', 'flag.place.outside': '离开入户地点',
    'flag.place.jump': '位置跳变', 'flag.place.mock': '模拟定位', 'flag.media.staticPicture': '画面静止', 'flag.media.silence': '长时间无声', 'flag.media.gap': '录制中断',
    'flag.device.lowBattery': '电量低', 'flag.device.lowStorage': '存储不足', 'flag.device.clockOffset': '设备时间不准', 'flag.visit.short': '入户时间过短', 'flag.visit.roomsSkipped': '有房间未查看',
  },
  {
    'gaps.title': 'Rulings on gaps', 'gaps.unexplained': 'not explained yet', 'gaps.explainsItself': 'the recording itself proves why', 'ruling.accept': 'Accept', 'ruling.reject': 'Reject', 'ruling.accepted': 'accepted', 'ruling.rejected': 'rejected',
    'score.title': 'Five-minute score', 'score.manner': 'Manner', 'score.completeness': 'Completeness', 'score.evidence': 'Evidence', 'score.truthfulness': 'Truthfulness', 'score.recording': 'Recording',
    'score.note': 'A note, if any', 'score.give': 'Give the score', 'score.change': 'Change the score', 'score.given': 'Scored at {{time}}',
    'flags.title': 'Red flags', 'flags.none': 'None so far.', 'ruling.dismissed': 'Nothing wrong', 'ruling.followUp': 'Follow up', 'ruling.confirmed': 'As it looked',
    'flag.evidence.duplicate': 'Duplicate evidence', 'flag.evidence.reused': 'Picture used in another visit', 'flag.evidence.claimedFuture': 'Taken in the future', 'flag.evidence.exifFuture': 'EXIF in the future',
    'flag.evidence.exifTime': 'EXIF time differs', 'flag.evidence.exifPlace': 'EXIF place differs', 'flag.presence.oneInvestigator': 'One investigator only', 'flag.place.outside': 'Away from the visit',
    'flag.place.jump': 'Location jumped', 'flag.place.mock': 'Mock location', 'flag.media.staticPicture': 'Picture stands still', 'flag.media.silence': 'Long silence', 'flag.media.gap': 'Recording gap',
    'flag.device.lowBattery': 'Low battery', 'flag.device.lowStorage': 'Low storage', 'flag.device.clockOffset': 'Device clock is off', 'flag.visit.short': 'Short visit', 'flag.visit.roomsSkipped': 'Rooms skipped',
  },
);
