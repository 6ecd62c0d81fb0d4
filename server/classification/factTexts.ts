import { yuan } from '../income/money.ts';
import type { Sentence } from '../rules/contract.ts';
import type { FactName, FactValue } from './contract.ts';

export const FACT_LABELS: Readonly<Record<FactName, Sentence>> = {
  ageYears: { zh: '年龄', en: 'age' },
  livesAlone: { zh: '独居', en: 'lives alone' },
  failedAdls: { zh: '六项日常生活能力中不能完成的项数', en: 'of six activities of daily living, failed' },
  isOrphan: { zh: '孤儿', en: 'orphan' },
  isDeFactoUnsupported: { zh: '事实无人抚养', en: 'de facto unsupported' },
  isLeftBehind: { zh: '留守', en: 'left behind' },
  disabilityType: { zh: '残疾类别', en: 'type of disability' },
  disabilityGrade: { zh: '残疾等级', en: 'grade of disability' },
  labourCapacity: { zh: '劳动能力', en: 'labour capacity' },
  employment: { zh: '就业状况', en: 'employment' },
  hasListedSeriousDisease: { zh: '患目录内重大疾病', en: 'has a listed serious disease' },
  outOfPocketMedicalFen: { zh: '月自付医疗费', en: 'medical costs out of pocket a month' },
  isSingleParent: { zh: '单亲家庭', en: 'single parent' },
  hadDisaster: { zh: '遭遇灾害', en: 'hit by a disaster' },
  debtFen: { zh: '负债', en: 'debt' },
  rigidSpendingShareMilli: { zh: '刚性支出占收入的比例', en: 'necessary spending as a share of income' },
};

const WORDS: Readonly<Record<string, Sentence>> = {
  visual: { zh: '视力', en: 'visual' }, hearing: { zh: '听力', en: 'hearing' }, speech: { zh: '言语', en: 'speech' },
  physical: { zh: '肢体', en: 'physical' }, intellectual: { zh: '智力', en: 'intellectual' }, mental: { zh: '精神', en: 'mental' },
  multiple: { zh: '多重', en: 'multiple' }, none: { zh: '无', en: 'none' }, partial: { zh: '部分', en: 'partial' }, full: { zh: '完全', en: 'full' },
  employed: { zh: '受雇', en: 'employed' }, selfEmployed: { zh: '自营', en: 'self-employed' }, unemployed: { zh: '失业', en: 'unemployed' },
  student: { zh: '在校', en: 'student' }, retired: { zh: '退休', en: 'retired' }, unable: { zh: '无法就业', en: 'unable to work' },
};

/** A fact as an officer reads it: `年龄：81 岁`. */
export function factText(fact: FactName, value: FactValue): Sentence {
  const shown = valueText(fact, value);
  return { zh: `${FACT_LABELS[fact].zh}：${shown.zh}`, en: `${FACT_LABELS[fact].en}: ${shown.en}` };
}

function valueText(fact: FactName, value: FactValue): Sentence {
  if (typeof value === 'boolean') return value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
  if (typeof value === 'string') return WORDS[value] ?? { zh: value, en: value };
  switch (fact) {
    case 'ageYears': return { zh: `${value} 岁`, en: `${value} years` };
    case 'disabilityGrade': return { zh: `${value} 级`, en: `${value}` };
    case 'failedAdls': return { zh: `${value} 项`, en: `${value}` };
    case 'outOfPocketMedicalFen':
    case 'debtFen': return { zh: `${yuan(value)} 元`, en: `${yuan(value)} yuan` };
    case 'rigidSpendingShareMilli': return { zh: `${value / 10}%`, en: `${value / 10}%` };
    default: return { zh: `${value}`, en: `${value}` };
  }
}
