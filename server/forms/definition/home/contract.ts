import type { FormSection } from '../../contract.ts';
import { option } from '../people/contract.ts';

/** What the home shows: the house, daily life, and each room. */
export const HOME_SECTIONS: readonly FormSection[] = [
  {
    key: 'housing', title: { zh: '住房', en: 'Housing' }, repeats: 'once',
    items: [
      { key: 'ownership', kind: 'choice', label: { zh: '产权', en: 'Ownership' }, required: true, field: 'property', options: [
        option('owned', '自有', 'owned'), option('rented', '租住', 'rented'), option('public', '公租房', 'public housing'), option('borrowed', '借住', 'borrowed'),
      ] },
      { key: 'area', kind: 'number', label: { zh: '建筑面积', en: 'Floor area' }, unit: { zh: '平方米', en: 'm²' }, required: true, min: 1, max: 5000, decimals: 1, quick: [40, 60, 80, 100], field: 'property' },
      { key: 'structure', kind: 'choice', label: { zh: '结构', en: 'Structure' }, options: [
        option('brickConcrete', '砖混', 'brick and concrete'), option('brickTimber', '砖木', 'brick and timber'), option('earth', '土坯', 'earth'), option('frame', '框架', 'frame'), option('yurt', '蒙古包', 'yurt'),
      ] },
      { key: 'condition', kind: 'choice', label: { zh: '房屋状况', en: 'Condition' }, options: [
        option('good', '完好', 'good'), option('fair', '一般', 'fair'), option('dangerous', '危房', 'dangerous'),
      ] },
    ],
  },
  {
    key: 'living', title: { zh: '生活实况', en: 'Living reality' }, repeats: 'once',
    items: [
      { key: 'food', kind: 'choice', label: { zh: '饮食', en: 'Food' }, required: true, options: [option('good', '充足', 'ample'), option('plain', '简单够吃', 'plain, enough'), option('lacking', '不足', 'lacking')] },
      { key: 'clothing', kind: 'choice', label: { zh: '衣被', en: 'Clothing' }, options: [option('good', '充足', 'ample'), option('plain', '够用', 'enough'), option('lacking', '不足', 'lacking')] },
      { key: 'heating', kind: 'choice', label: { zh: '取暖', en: 'Heating' }, required: true, options: [
        option('central', '集中供暖', 'district heating'), option('coal', '燃煤', 'coal'), option('electric', '用电', 'electric'), option('none', '无取暖', 'none'),
      ] },
      { key: 'appliances', kind: 'choices', label: { zh: '家用电器', en: 'Appliances' }, options: [
        option('fridge', '冰箱', 'fridge'), option('washer', '洗衣机', 'washing machine'), option('television', '电视', 'television'), option('airConditioner', '空调', 'air conditioner'),
        option('computer', '电脑', 'computer'), option('smartphone', '智能手机', 'smartphone'), option('waterHeater', '热水器', 'water heater'),
      ] },
      { key: 'utilities', kind: 'money', label: { zh: '每月水电气费', en: 'Utilities a month' }, min: 0, quick: [5000, 10_000, 20_000, 30_000] },
      { key: 'luxury', kind: 'text', label: { zh: '明显高于生活水平的物品或消费', en: 'Things or spending clearly above this standard of living' } },
    ],
  },
  {
    key: 'rooms', title: { zh: '房间清单', en: 'Rooms' }, repeats: 'list', entry: { zh: '房间', en: 'room' }, atLeast: 1,
    items: [
      { key: 'kind', kind: 'choice', label: { zh: '房间', en: 'Room' }, required: true, options: [
        option('living', '客厅', 'living room'), option('bedroom', '卧室', 'bedroom'), option('kitchen', '厨房', 'kitchen'), option('storage', '储物间', 'storage'),
        option('yard', '院落', 'yard'), option('shed', '棚圈', 'shed'), option('other', '其他', 'other'),
      ] },
      { key: 'outcome', kind: 'choice', label: { zh: '是否查看', en: 'Seen' }, required: true, options: [
        option('entered', '已进入', 'entered'), option('refused', '拒绝进入', 'refused'), option('locked', '无法打开', 'could not be opened'),
      ] },
      { key: 'note', kind: 'text', label: { zh: '说明', en: 'Note' } },
    ],
  },
];
