import { defineTexts } from '../kit/defineTexts.ts';

export const useAwaitedTexts = defineTexts(
  'awaited',
  {
    'title': '还有 {{count}} 段本机录像没有到达服务器',
    'here': '{{count}} 段在这台手机上，正在按顺序补传，请保持页面打开。',
    'elsewhere': '{{count}} 段不在这台手机上：可能在同行调查员的手机上，请在那台手机上打开本平台。',
    'lost': '如果那台手机已丢失，或浏览器数据已被清除，请说明原因。说明会写入留痕，缺失的录像不会再补。',
    'reason': '为什么这些录像不会再到达',
    'giveUp': '确认不会再到达',
  },
  {
    'title': '{{count}} pieces of this visit have not reached the server',
    'here': '{{count}} are on this phone and on their way. Please keep this page open.',
    'elsewhere': '{{count}} are not on this phone. They may be on the other investigator’s: open the platform there.',
    'lost': 'If that phone is lost, or its browser was cleared, say so. Your words go into the trail, and these pieces will not be waited for.',
    'reason': 'Why these pieces will not come',
    'giveUp': 'They will not come',
  },
);
