import type { ContentDraft } from '../documentDeps.ts';
import { placesOf } from './notice.ts';
import type { ConsentOutcome, DocumentSources, SignedPlace } from './sources.ts';

const CONSENTS: readonly { kind: ConsentOutcome['kind']; title: string; about: string }[] = [
  { kind: 'recording', title: '录音录像', about: '同意入户全程录音录像，民政工作人员远程观看，录像依法保管。拒绝不影响申请。' },
  { kind: 'checkAuthorization', title: '经济状况核对授权', about: '授权民政部门向有关单位核对共同生活家庭成员的收入和财产。' },
  { kind: 'obligor', title: '义务人核对', about: '赡养、抚养、扶养义务人本人同意核对其经济状况。未经本人同意不核对。' },
  { kind: 'guardian', title: '监护人同意', about: '不满十四周岁未成年人的信息处理，由监护人同意。' },
];

/** 同意书: the four consents side by side, each with its outcome; none rests on another. */
export function composeConsent({ office, file, consents }: DocumentSources): ContentDraft {
  return {
    office,
    title: '知情同意书',
    blocks: [
      {
        block: 'fields',
        fields: [
          { label: '申请人', value: file.applicantName }, { label: '案卷编号', value: file.caseNumber },
          { label: '家庭住址', value: file.address, wide: true },
        ],
      },
      { block: 'paragraph', text: '调查员已当面宣读并说明下列各项。各项同意相互独立，可以同意其中一部分；已经作出的同意可以随时撤回，撤回不影响此前依同意所作的处理。' },
      {
        block: 'table',
        columns: [{ title: '事项', share: 2 }, { title: '内容', share: 5 }, { title: '本人意见', share: 2, align: 'center' }, { title: '本人、时间、方式', share: 3 }],
        rows: CONSENTS.map(({ kind, title, about }) => {
          const outcomes = consents.filter((one) => one.kind === kind);
          return [
            title,
            about,
            outcomes.length === 0 ? '□ 同意\n□ 不同意' : outcomes.map(({ given }) => (given ? '■ 同意' : '■ 不同意')).join('\n'),
            outcomes.map(({ personName, on, means, textVersion }) => `${personName}，${on}，${means}（文本 ${textVersion}）`).join('\n'),
          ];
        }),
      },
      { block: 'paragraph', text: '拒绝录音录像不等于拒绝调查，不得以此为由不予受理、不予确认或者终止程序。' },
      { block: 'signatures', places: placesOf(consents.flatMap(handOf), ['申请人或监护人（签字或指印）', '调查员', '调查员', '见证人（如有）']) },
      { block: 'seal', office },
    ],
  };
}

/** The hand under a consent that was signed; what was spoken is in the recording. */
function handOf({ kind, personName, on, png }: ConsentOutcome): SignedPlace[] {
  const title = CONSENTS.find((one) => one.kind === kind)?.title ?? '';
  return png === undefined ? [] : [{ label: title, name: personName, on, png }];
}
