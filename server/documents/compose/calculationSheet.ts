import { dayInChina } from '../../clocks/days.ts';
import { UserError } from '../../errors.ts';
import type { DerivationLine, LineTopic } from '../../income/contract.ts';
import { yuan } from '../../income/money.ts';
import type { ContentDraft } from '../documentDeps.ts';
import { dayText } from '../dayText.ts';
import type { DocumentSources } from './sources.ts';

const TOPICS: Readonly<Record<LineTopic, string>> = {
  labour: '劳动收入', labourPool: '劳动收入', business: '经营收入', property: '财产收入', transfer: '转移收入', other: '其他收入', support: '赡（抚、扶）养费',
  rigidExpense: '刚性支出', rigidExpenseCap: '刚性支出', total: '家庭月收入', perCapita: '人均月收入', gap: '与标准差额', comparison: '对照', hint: '提示',
};
const EFFECTS: Readonly<Record<DerivationLine['effect'], string>> = { adds: '计入', subtracts: '扣除', shows: '—' };

/** 家庭收入计算表: line by line as it was computed, with the version of the parameters. */
export function composeCalculationSheet({ office, file, calculation: record }: DocumentSources): ContentDraft {
  if (!record) throw new UserError('document.notReady');
  const { calculation, revision, madeBy, madeAtMs } = record;
  const { parameters } = calculation;
  return {
    office,
    title: '家庭收入计算表',
    blocks: [
      {
        block: 'fields',
        fields: [
          { label: '申请人', value: file.applicantName }, { label: '案卷编号', value: file.caseNumber },
          { label: '共同生活人数', value: `${calculation.memberCount} 人` }, { label: '计算日期', value: dayText(dayInChina(madeAtMs)) },
          { label: '参数版本', value: `${parameters.version}（${dayText(parameters.effectiveFrom)}起）` }, { label: '计算次数', value: `第 ${revision} 次` },
          { label: '参数确认', value: parameters.confirmedBy === null ? '尚未经区民政局确认' : `已由${parameters.confirmedBy}确认`, wide: true },
        ],
      },
      {
        block: 'table',
        columns: [
          { title: '序号', share: 0.8, align: 'center' }, { title: '项目', share: 1.8 }, { title: '计算过程', share: 7 }, { title: '作用', share: 0.9, align: 'center' },
        ],
        rows: calculation.lines.map(({ topic, text, effect }, index) => [String(index + 1), TOPICS[topic], text.zh, EFFECTS[effect]]),
      },
      {
        block: 'fields',
        fields: [
          { label: '家庭月收入', value: `${yuan(calculation.totalFen)} 元` }, { label: '人均月收入', value: `${yuan(calculation.perCapitaFen)} 元` },
          { label: '差额', value: `${yuan(calculation.gapFen)} 元` }, { label: '当地标准', value: `${yuan(parameters.standardFen)} 元/人·月` },
        ],
      },
      { block: 'smallPrint', text: '本表只列明数据和计算过程，不是认定结论，由有权机关依法确认。金额以分计算，最后一步四舍五入到分。' },
      { block: 'signatures', places: [{ label: '计算人', name: madeBy.name, on: dayText(dayInChina(madeAtMs)) }, { label: '复核人' }] },
      { block: 'seal', office },
    ],
  };
}
