import { z } from 'zod';
import type { Language } from './people/contract.ts';
import type { RuleViolation } from './rules/contract.ts';

/**
 * Every error that a person can meet: a stable code, its HTTP status, and the sentence in both languages
 * that says what happened and what to do. Nothing else ever leaves the server.
 */
const USER_ERRORS = {
  'input.invalid': [400, '提交的内容格式不正确，请检查后重试。', 'What was sent is not in the right form. Check it and try again.'],
  'input.tooLarge': [413, '提交的内容过大。', 'What was sent is too large.'],
  'session.required': [401, '请先登录。', 'Please sign in first.'],
  'session.expired': [401, '登录已过期，请重新登录。', 'Your sign-in has expired. Please sign in again.'],
  'signIn.wrong': [401, '用户名或密码不正确。', 'The user name or the password is not right.'],
  'signIn.tooMany': [429, '尝试次数过多，请 15 分钟后再试。', 'Too many attempts. Try again in 15 minutes.'],
  'access.denied': [403, '您没有权限进行此操作。', 'You are not allowed to do this.'],
  'route.unknown': [404, '没有这个地址。', 'There is nothing at this address.'],
  'visit.unknown': [404, '没有找到这次入户调查。', 'This visit was not found.'],
  'visit.wrongState': [409, '当前状态下不能进行此操作，请刷新后再看。', 'This can’t be done in the visit’s present state. Refresh and look again.'],
  'visit.twoInvestigators': [400, '每次入户须指派两名不同的调查员。', 'A visit needs two different investigators.'],
  'visit.investigatorUnknown': [400, '指派的调查员不存在或不属于本机构。', 'An assigned investigator does not exist or is not of this organisation.'],
  'household.unknown': [404, '没有找到这户家庭。', 'This household was not found.'],
  'gap.unknown': [404, '没有找到这段录制中断。', 'This gap in the recording was not found.'],
  'photo.unknown': [404, '没有找到这张照片。', 'This photo was not found.'],
  'photo.missing': [400, '没有收到照片文件。', 'No photo was received.'],
  'photo.notPicture': [415, '这个文件不是可用的照片（支持 JPEG、PNG、WebP）。', 'This file is not a usable picture (JPEG, PNG or WebP).'],
  'photo.tooLarge': [413, '照片超过 20 MB，请降低分辨率后重拍。', 'The photo is over 20 MB. Take it again at a lower resolution.'],
  'photo.otherVisit': [409, '这张照片已属于另一次入户。', 'This photo already belongs to another visit.'],
  'live.alreadyPublishing': [409, '另一台设备正在直播这次入户。', 'Another device is already streaming this visit.'],
  'live.notJoined': [409, '尚未进入直播间，请重新进入。', 'You are not in the live room. Enter it again.'],
  'live.trackUnknown': [404, '这一路音视频已经结束。', 'This picture or sound has ended.'],
  'live.trackExists': [409, '这一路音视频已经在直播。', 'This picture or sound is already being streamed.'],
  'live.badMedia': [400, '设备发来的音视频参数无法识别，请刷新页面重试。', 'The media parameters from the device are not understood. Reload the page and try again.'],
  'live.unavailable': [503, '音视频服务暂不可用，正在恢复，请稍候。', 'The media service is recovering. Please wait a moment.'],
  'replay.notReady': [409, '录像尚未生成，暂不能回放。', 'There is no recording to replay yet.'],
  'archive.unknownFile': [404, '存档中没有这个文件。', 'The archive has no such file.'],
  'trail.outOfRange': [404, '留痕日志中没有这个位置。', 'The trail has no such place.'],
  'server.broken': [500, '系统出现问题，已记录。请稍后重试。', 'Something went wrong on our side and was recorded. Please try again later.'],
} as const satisfies Record<string, readonly [status: number, zh: string, en: string]>;

export type ErrorCode = keyof typeof USER_ERRORS;

/** An error of the user's: shown to them, with its code. */
export class UserError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.name = 'UserError';
    this.code = code;
  }
}

/** A rule of the field said no: its own stable code and sentence, status 409. */
export class RuleError extends Error {
  readonly code: string;
  readonly violation: RuleViolation;
  constructor(violation: RuleViolation) {
    super(violation.code);
    this.name = 'RuleError';
    this.code = violation.code;
    this.violation = violation;
  }
}

export interface PublicError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** True when this is our fault and belongs into the log with its stack. */
  readonly ours: boolean;
}

/** What a person is told of any error, in their language. */
export function publicError(error: unknown, language: Language): PublicError {
  if (error instanceof RuleError) {
    const { code, sentence } = error.violation;
    return { status: 409, code, message: language === 'en' ? sentence.en : sentence.zh, ours: false };
  }
  const code = codeOf(error);
  const [status, zh, en] = USER_ERRORS[code];
  return { status, code, message: language === 'en' ? en : zh, ours: code === 'server.broken' };
}

/** Codes of the other rooms' own errors, in the words of this one. */
const FOREIGN_CODES: Readonly<Record<string, ErrorCode>> = {
  badRtcParameters: 'live.badMedia',
  cannotWatch: 'live.badMedia',
  trackAlreadyPublished: 'live.trackExists',
  trackUnknown: 'live.trackUnknown',
  closed: 'live.unavailable',
  unavailable: 'live.unavailable',
  'trail.outOfRange': 'trail.outOfRange',
  'entity.parse.failed': 'input.invalid',
  'entity.too.large': 'input.tooLarge',
  'charset.unsupported': 'input.invalid',
  'encoding.unsupported': 'input.invalid',
};

function codeOf(error: unknown): ErrorCode {
  if (error instanceof UserError) return error.code;
  if (error instanceof z.ZodError) return 'input.invalid';
  if (error instanceof URIError) return 'input.invalid';
  if (error instanceof Error) {
    // The body parser's errors carry `type`, the media part's carry `code`.
    const { code, type } = error as { code?: unknown; type?: unknown };
    for (const name of [code, type]) {
      const known = typeof name === 'string' ? FOREIGN_CODES[name] : undefined;
      if (known) return known;
    }
  }
  return 'server.broken';
}

/** `Accept-Language` → the language of the answer; Chinese unless English is asked for first. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return acceptLanguage?.trim().toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}
