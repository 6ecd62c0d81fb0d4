import type { FlagKind, FlagRuling } from '../flags/contract.ts';
import type { AnswerSource } from '../forms/contract.ts';
import type { ReportSectionKey } from '../reports/contract.ts';
import type { ItemKind, ItemState } from '../supervision/contract.ts';

/** The codes of a visit's records in the words of a case file, which is read without this platform. */
export const FLAG_WORDS: Readonly<Record<FlagKind, string>> = {
  'evidence.duplicate': '与另一次入户的文件完全相同', 'evidence.reused': '与另一次入户的照片高度相似', 'evidence.claimedFuture': '拍摄时间在收到之后',
  'evidence.exifFuture': '照片自带时间在未来', 'evidence.exifTime': '照片自带时间与设备不一致', 'evidence.exifPlace': '照片自带位置与设备不一致',
  'presence.oneInvestigator': '只有一名调查员在场', 'place.outside': '离开入户地点', 'place.jump': '位置突然跳变', 'place.mock': '设备报告了模拟定位',
  'media.staticPicture': '画面长时间静止', 'media.silence': '长时间无声', 'media.gap': '录制中断', 'device.lowBattery': '手机电量低',
  'device.lowStorage': '手机存储不足', 'device.clockOffset': '设备时间不准', 'visit.short': '入户时间过短', 'visit.roomsSkipped': '有房间未查看',
};
export const RULING_WORDS: Readonly<Record<FlagRuling, string>> = { dismissed: '无异常', followUp: '需跟进', confirmed: '属实' };
export const ITEM_WORDS: Readonly<Record<ItemKind, string>> = {
  prompt: '提示', photoRequest: '要求拍照', snapshot: '远程拍照', control: '相机操作', point: '指点', drawing: '标注', bookmark: '书签', redo: '要求重做',
  emergency: '紧急呼叫', talk: '喊话', whisper: '耳语', privacyPause: '隐私暂停',
};
export const STATE_WORDS: Readonly<Record<ItemState, string>> = {
  sent: '已发出', delivered: '已送达', acknowledged: '已确认', fulfilled: '已完成', declined: '已拒绝', failed: '未能完成',
};
export const SOURCE_WORDS: Readonly<Record<AnswerSource, string>> = {
  stated: '本人陈述', document: '查看证件或材料', observed: '现场观察', thirdParty: '他人陈述', register: '入户前已知',
};
export const REPORT_SECTION_WORDS: Readonly<Record<ReportSectionKey, string>> = {
  basis: '调查经过', household: '家庭基本情况', labour: '劳动与就业', income: '家庭收入', property: '住房与财产', expenses: '刚性支出', living: '生活实况',
  obligors: '赡（抚、扶）养情况', neighbours: '邻里访问', evidence: '证据', contradictions: '发现的矛盾之处', facts: '调查事实', comments: '家庭成员意见',
};
