import { defineTexts } from '../kit/defineTexts.ts';

export const useAppTexts = defineTexts(
  'app',
  {
    'nav': '主导航',
    'nav.visits': '我的入户',
    'nav.live': '实时督导',
    'nav.review': '录像审核',
    'nav.assign': '入户安排',
    'nav.desk': '工作台',
    'skip': '跳到正文',
    'notFound.title': '没有这个页面',
    'notFound.text': '网址可能输错了，或者页面已被移走。',
    'noAccess.title': '您不能打开这个页面',
    'noAccess.text': '您的账号没有这项权限。如确需使用，请联系机构管理员。',
    'home': '回到首页',
  },
  {
    'nav': 'Main',
    'nav.visits': 'My visits',
    'nav.live': 'Live',
    'nav.review': 'Review',
    'nav.assign': 'Assignments',
    'nav.desk': 'Desk',
    'skip': 'Skip to the content',
    'notFound.title': 'There is no such page',
    'notFound.text': 'The address may be mistyped, or the page has moved.',
    'noAccess.title': 'You can’t open this page',
    'noAccess.text': 'Your account has no right to it. If you need it, ask your organisation’s administrator.',
    'home': 'Go to the start',
  },
);
