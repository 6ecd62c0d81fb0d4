import type { FormSection } from '../../contract.ts';
import { option } from '../people/contract.ts';

/** The end of the form: facts without a verdict, and the family's own words. */
export const CLOSING_SECTIONS: readonly FormSection[] = [
  {
    key: 'closing', title: { zh: '调查小结', en: 'Closing' }, repeats: 'once',
    items: [
      { key: 'needs', kind: 'choices', label: { zh: '家庭需求', en: 'Needs' }, options: [
        option('medical', '医疗', 'medical'), option('education', '教育', 'education'), option('employment', '就业', 'employment'), option('housing', '住房', 'housing'),
        option('care', '照料护理', 'care'), option('psychological', '心理', 'counselling'), option('legal', '法律', 'legal'), option('none', '无', 'none'),
      ] },
      { key: 'contradictions', kind: 'text', label: { zh: '发现的矛盾之处', en: 'Contradictions found' } },
      { key: 'facts', kind: 'text', label: { zh: '调查事实（不作结论）', en: 'Facts, without a verdict' }, required: true, hint: { zh: '只写看到和听到的事实，不写是否符合条件。', en: 'What was seen and heard; not whether it qualifies.' } },
      { key: 'comments', kind: 'text', label: { zh: '家庭成员意见', en: 'The family’s comments' }, required: true, hint: { zh: '没有意见请写“无意见”。', en: 'Write “none” where there are none.' } },
    ],
  },
];
