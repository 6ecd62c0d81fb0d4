import type { Sentence } from '../../rules/contract.ts';
import type { ConsentKind } from '../record/contract.ts';

export type NoticeKind = 'notice' | ConsentKind;

/** One text as it is shown and read aloud. A changed word is a new version; old versions stay. */
export interface NoticeText {
  readonly kind: NoticeKind;
  readonly version: string;
  readonly language: 'zh-CN' | 'mn-Mong' | 'en';
  readonly title: string;
  readonly paragraphs: readonly string[];
}

/** Languages a household may ask for. A traditional Mongolian text is not written yet: an interpreter reads the Chinese one. */
export const NOTICE_LANGUAGES: readonly { readonly language: NoticeText['language']; readonly name: string; readonly vertical?: true }[] = [
  { language: 'zh-CN', name: '汉语' },
  { language: 'mn-Mong', name: 'ᠮᠣᠩᠭᠣᠯ', vertical: true },
];
export const NO_TEXT_YET: Sentence = {
  zh: '蒙古文文本尚未由主管部门审定，请由翻译人员按汉语文本口头告知，并填写翻译人员姓名。',
  en: 'The Mongolian text is not approved yet. An interpreter reads the Chinese text aloud; note their name.',
};

const VERSION = '2026-11';
const chinese = (kind: NoticeKind, title: string, ...paragraphs: string[]): NoticeText => ({ kind, version: VERSION, language: 'zh-CN', title, paragraphs });

export const NOTICE_TEXTS: readonly NoticeText[] = [
  chinese(
    'notice', '入户调查告知书',
    '您好，我们受区民政局委托入户调查您家的经济状况。这是我们两人的工作证，请您核对。',
    '调查内容包括家庭成员、收入、财产、支出和居住情况。调查只记录事实，是否符合条件由民政部门决定，我们不作决定。',
    '请如实说明。您可以不回答某个问题，可以拒绝某个房间被查看，我们会如实记录。',
    '调查结束时会把记录读给您听，您可以提出意见，核对无误后再签字。记录只用于社会救助，依法保密。',
  ),
  chinese(
    'recording', '录音录像同意书',
    '为保证调查真实，本次入户将全程录音录像，民政督导可以实时观看，谁在观看会显示在我们的手机上。',
    '录像封存保管，只供核查使用。卫生间等私密处不拍摄，您可以随时要求暂停。',
    '您可以不同意录像。不同意不影响本次调查，也不影响您的申请：我们改用照片或纸质记录，由双方签字，并请村（居）委会人员见证。',
  ),
  chinese(
    'checkAuthorization', '家庭经济状况核对授权书',
    '本人同意民政部门通过信息平台核对本人及共同生活家庭成员的户籍、收入、存款、车辆、房产、社保等信息。',
    '核对结果只用于本次救助的审核和以后的复核。',
  ),
  chinese(
    'obligor', '赡养（抚养、扶养）义务人核对同意书',
    '本人系申请家庭成员的法定赡（抚、扶）养义务人，同意民政部门核对本人家庭的收入和财产状况。',
    '未经本人同意，不核对本人的信息。',
  ),
  chinese(
    'guardian', '未成年人监护人同意书',
    '本人是这名不满十四周岁儿童的监护人，同意在调查中记录其姓名、就学和健康等必要信息，并同意其可能出现在录像中。',
    '调查人员不会单独询问儿童。',
  ),
];

/** The newest text of a kind in this language. */
export function noticeText(kind: NoticeKind, language: NoticeText['language'] = 'zh-CN'): NoticeText | undefined {
  return NOTICE_TEXTS.findLast((one) => one.kind === kind && one.language === language);
}
