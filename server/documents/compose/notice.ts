import type { ContentDraft } from '../documentDeps.ts';
import type { DocumentSources } from './sources.ts';

/** 入户调查告知书: what is about to happen, and what the household may refuse without harm. */
export function composeNotice({ office, file, visits }: DocumentSources): ContentDraft {
  const investigators = [...new Set(visits.flatMap((visit) => visit.investigators))];
  return {
    office,
    title: '入户家计调查告知书',
    blocks: [
      { block: 'paragraph', indent: false, text: `${file.applicantName}：` },
      { block: 'paragraph', text: `您（户）的社会救助申请（案卷编号 ${file.caseNumber}）已进入调查环节。根据《中华人民共和国社会救助法》和有关规定，现由受委托机构派两名调查员入户了解您家的基本情况，现将有关事项告知如下。` },
      { block: 'heading', text: '一、调查什么' },
      { block: 'paragraph', text: '家庭成员及其身份、收入、财产、必要支出、住房和生活状况、劳动能力和就业情况，以及赡养、抚养、扶养情况。调查员只记录所见所闻的事实，不作是否给予救助的结论。' },
      { block: 'heading', text: '二、录音录像' },
      { block: 'paragraph', text: '经您同意，入户过程将同步录音录像，民政工作人员可以远程实时观看；谁在观看会当场告知您。您可以拒绝录音录像，拒绝录音录像不等于拒绝调查，不影响您的申请：届时改用照片或纸质方式，由双方签字并请村（居）委会人员见证。卫生间不拍摄，未成年人不单独询问。' },
      { block: 'heading', text: '三、您的权利' },
      {
        block: 'list',
        items: [
          '要求调查员出示工作证件，并确认到场的是两名调查员；',
          '了解每一项记录，对记录提出意见，并要求把意见写入调查表；',
          '签字前听调查员宣读全部内容；不能签字的，可以按指印并请见证人签字；',
          '要求使用蒙古语或者请翻译、监护人、亲属在场；',
          '对调查员的行为或者调查结果提出投诉，投诉不影响您的申请。',
        ],
      },
      { block: 'heading', text: '四、您的义务' },
      { block: 'paragraph', text: '如实提供情况，配合核查。故意隐瞒、提供虚假情况的，依法承担责任。' },
      { block: 'heading', text: '五、资料的使用' },
      { block: 'paragraph', text: '调查所得资料仅用于社会救助的审核、确认、复核和监督，由专人保管，每一次查看都有记录，保管期满依法销毁。' },
      {
        block: 'fields',
        fields: [
          { label: '申请人', value: file.applicantName },
          { label: '案卷编号', value: file.caseNumber },
          { label: '家庭住址', value: file.address, wide: true },
          { label: '调查员', value: investigators.join('、') || '待指派', wide: true },
        ],
      },
      { block: 'paragraph', text: '以上内容已由调查员当面宣读并说明，本人已经知晓。' },
      { block: 'signatures', places: placesOf([], ['被告知人（签字或指印）', '告知人（调查员）']) },
      { block: 'seal', office },
    ],
  };
}

/** The hands that are there, or empty places for those that will be. */
export function placesOf(signatures: DocumentSources['signatures'], labels: readonly string[]): { label: string; name?: string; on?: string; png?: string; means?: string }[] {
  return signatures.length > 0 ? signatures.map((one) => ({ ...one })) : labels.map((label) => ({ label }));
}
