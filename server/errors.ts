import { z } from 'zod';
import { en as enSentences, zhCN as zhSentences } from 'zod/locales';
import type { Language } from './people/contract.ts';
import type { RuleViolation } from './rules/contract.ts';

const zhCN = zhSentences();
const enLocale = enSentences();

/**
 * Every error that a person can meet: a stable code, its HTTP status, and the sentence in both languages
 * that says what happened and what to do. Nothing else ever leaves the server.
 */
const USER_ERRORS = {
  'input.invalid': [400, '提交的内容格式不正确，请检查后重试。', 'What was sent is not in the right form. Check it and try again.'],
  'input.tooLarge': [413, '提交的内容过大。', 'What was sent is too large.'],
  'session.required': [401, '请先登录。', 'Please sign in first.'],
  'session.expired': [401, '登录已过期，请重新登录。', 'Your sign-in has expired. Please sign in again.'],
  'session.disabled': [401, '该账号已停用，请联系管理员。', 'This account is disabled. Ask your administrator.'],
  'session.contractEnded': [401, '所在机构的服务合同未生效或已到期，账号已停用。', 'Your organisation’s contract is not in force, so its accounts are disabled.'],
  'signIn.wrong': [401, '用户名或密码不正确。', 'The user name or the password is not right.'],
  'signIn.tooMany': [429, '尝试次数过多，请 15 分钟后再试。', 'Too many attempts. Try again in 15 minutes.'],
  'access.denied': [403, '您没有权限进行此操作。', 'You are not allowed to do this.'],
  'route.unknown': [404, '没有这个地址。', 'There is nothing at this address.'],
  'visit.unknown': [404, '没有找到这次入户调查。', 'This visit was not found.'],
  'visit.wrongState': [409, '当前状态下不能进行此操作，请刷新后再看。', 'This can’t be done in the visit’s present state. Refresh and look again.'],
  'visit.changedMeanwhile': [409, '同行调查员刚刚操作了这次入户，请刷新后再看。', 'Somebody else has just acted on this visit. Refresh and look again.'],
  'visit.recordingRefused': [409, '住户不同意录制，不能再开启直播；请用照片或纸质方式继续。', 'The household refused to be recorded. Go on with photos or paper.'],
  'visit.inkMissing': [400, '请先在屏幕上签名。', 'Please sign on the screen first.'],
  'visit.notOnRecord': [409, '现在没有录音，口头同意无法留存，请改用签字。', 'There is no sound on record now; use a signature instead.'],
  'notice.textUnknown': [400, '没有这个语言或版本的文本。', 'There is no text in this language or version.'],
  'ink.unknown': [404, '没有找到这份签名。', 'This signature was not found.'],
  'visit.twoInvestigators': [400, '每次入户须指派两名不同的调查员。', 'A visit needs two different investigators.'],
  'visit.investigatorUnknown': [400, '指派的调查员不存在或不属于本机构。', 'An assigned investigator does not exist or is not of this organisation.'],
  'case.unknown': [404, '没有找到这个案件。', 'This case was not found.'],
  'case.changedMeanwhile': [409, '他人刚刚修改了这个案件，请刷新后在新版本上修改。', 'Somebody has just changed this case. Refresh and edit the newer version.'],
  'case.notEditable': [409, '案件当前所处环节不能再修改登记信息。', 'At the present stage the case’s registration can’t be changed.'],
  'case.searchTooShort': [400, '请至少输入两个字再搜索。', 'Type at least two characters to search.'],
  'import.missing': [400, '没有收到表格文件。', 'No spreadsheet was received.'],
  'import.tooLarge': [413, '表格超过 20 MB，请拆分后分批导入。', 'The spreadsheet is over 20 MB. Split it.'],
  'import.unreadable': [415, '无法读取这个文件，请上传 .xlsx 或 .csv 表格。', 'The file can’t be read. Upload an .xlsx or .csv spreadsheet.'],
  'import.encoding': [415, '文件编码无法识别，请另存为 UTF-8 或 GBK 编码的 CSV，或 .xlsx。', 'The encoding is not known. Save it as UTF-8 or GBK CSV, or as .xlsx.'],
  'import.columns': [422, '缺少必需的列，请使用下载的模板。', 'Required columns are missing. Use the template.'],
  'import.tooManyRows': [413, '表格超过 50000 行，请拆分后分批导入。', 'The spreadsheet has more than 50,000 rows. Split it.'],
  'import.empty': [422, '表格里没有数据行。', 'The spreadsheet has no rows.'],
  'import.unknown': [404, '没有找到这次导入，请重新上传。', 'This import was not found. Upload the file again.'],
  'import.hasProblems': [409, '表格还有错误，全部改正后才能导入；没有导入任何一行。', 'The spreadsheet still has errors. Nothing was imported.'],
  'import.running': [409, '这次导入正在进行，请稍候。', 'This import is under way. Please wait.'],
  'account.nameTaken': [409, '这个用户名已被使用。', 'This user name is taken.'],
  'account.unknown': [404, '没有找到这个账号。', 'This account was not found.'],
  'account.wrongRole': [400, '这个角色不能属于该机构。', 'An account of this role can’t belong to this organisation.'],
  'account.own': [409, '不能停用自己的账号。', 'You can’t disable your own account.'],
  'organisation.wrongKind': [400, '机构类别不能改变；受委托机构须填写合同，其他机构没有合同。', 'What an organisation is can’t change; a contracted one needs its contract, the others have none.'],
  'organisation.townUnknown': [400, '没有找到这个镇（街道）。', 'This town was not found.'],
  'organisation.unknown': [404, '没有找到这个机构。', 'This organisation was not found.'],
  'organisation.notContracted': [409, '该机构没有覆盖本镇（街道）的有效服务合同，不能委托调查。', 'This organisation has no contract in force that covers the town.'],
  'household.unknown': [404, '没有找到这户家庭。', 'This household was not found.'],
  'gap.unexplained': [409, '这段中断还没有说明，暂不能裁定。', 'This gap has no explanation yet to rule on.'],
  'exchange.unknown': [404, '没有找到这条指令。', 'This request was not found.'],
  'exchange.otherItem': [409, '这个编号已用于另一条指令。', 'This id already belongs to something else.'],
  'exchange.notPossible': [409, '现场设备不支持这项操作。', 'The field’s device can’t do this.'],
  'exchange.noEarpiece': [409, '调查员没有戴耳机，耳语会被住户听到。', 'The investigator wears no earpiece; the family would hear a whisper.'],
  'live.someoneSpeaks': [409, '另一位督导正在喊话，请稍候。', 'Another supervisor is speaking. Please wait.'],
  'supervision.nothingLive': [409, '目前没有正在直播的入户。', 'No visit is live at the moment.'],
  'gap.unknown': [404, '没有找到这段录制中断。', 'This gap in the recording was not found.'],
  'evidence.unknown': [404, '没有找到这份证据。', 'This piece of evidence was not found.'],
  'evidence.missing': [400, '没有收到文件。', 'No file was received.'],
  'evidence.notPicture': [415, '这个文件不是可用的照片（支持 JPEG、PNG、WebP）。', 'This file is not a usable picture (JPEG, PNG or WebP).'],
  'evidence.heic': [415, '暂不支持 HEIC/AVIF 照片，请在手机相机设置中选择“兼容性最佳”（JPEG）后重拍。', 'HEIC and AVIF are not supported. Set the camera to “most compatible” (JPEG) and take it again.'],
  'evidence.notDocument': [415, '这个文件不是可用的 PDF 文档。', 'This file is not a usable PDF.'],
  'evidence.notClip': [415, '这个文件不是可用的短视频（支持 MP4、WebM）。', 'This file is not a usable clip (MP4 or WebM).'],
  'evidence.notAudio': [415, '这个文件不是可用的录音（支持 M4A、WebM、OGG、WAV）。', 'This file is not a usable recording (M4A, WebM, OGG or WAV).'],
  'evidence.activeContent': [415, '文件含有脚本、附件、加密或网页等活动内容，不能作为证据。', 'The file carries scripts, attachments, encryption or markup and can’t be evidence.'],
  'evidence.polyglot': [415, '文件内混有另一种格式的内容，不能作为证据。', 'The file is two things at once and can’t be evidence.'],
  'evidence.truncated': [422, '文件不完整或已损坏，请重新拍摄或选择。', 'The file is incomplete or damaged. Take or choose it again.'],
  'evidence.tooManyPixels': [413, '照片的像素过多，请降低分辨率后重拍。', 'The picture has too many pixels. Take it again at a lower resolution.'],
  'evidence.tooLarge': [413, '文件过大：照片和文档不超过 20 MB，录音不超过 50 MB，短视频不超过 200 MB。', 'The file is too large: pictures and documents up to 20 MB, sound up to 50 MB, clips up to 200 MB.'],
  'evidence.wrongDigest': [422, '文件在传输中发生变化，请重新上传。', 'The file changed on its way. Send it again.'],
  'evidence.otherItem': [409, '这个编号已属于另一份证据。', 'This id already belongs to another piece of evidence.'],
  'evidence.visitOver': [409, '这次入户不在进行中或已封存，不能再添加证据。', 'This visit is not under way or already sealed and takes no more evidence.'],
  'upload.unknown': [404, '没有找到这次上传，请重新上传。', 'This upload was not found. Send the file again.'],
  'upload.offset': [409, '上传进度不一致，正在重新核对。', 'The upload is at another place than was thought.'],
  'upload.broken': [400, '上传中断，请重试。', 'The upload was broken off. Try again.'],
  'pieces.sealed': [409, '录像已封存，不能再补传。', 'The recording is sealed and takes nothing more.'],
  'pieces.tooLarge': [413, '这段本机录像过大，不能补传。', 'This piece of the device’s own recording is too large.'],
  'pieces.noRoom': [507, '服务器存储空间不足，稍后自动补传。', 'The server has no room at the moment. It will be sent again by itself.'],
  'flag.unknown': [404, '没有找到这条提示。', 'This flag was not found.'],
  'live.alreadyPublishing': [409, '另一台设备正在直播这次入户。', 'Another device is already streaming this visit.'],
  'live.notJoined': [409, '尚未进入直播间，请重新进入。', 'You are not in the live room. Enter it again.'],
  'live.trackUnknown': [404, '这一路音视频已经结束。', 'This picture or sound has ended.'],
  'live.trackExists': [409, '这一路音视频已经在直播。', 'This picture or sound is already being streamed.'],
  'live.badMedia': [400, '设备发来的音视频参数无法识别，请刷新页面重试。', 'The media parameters from the device are not understood. Reload the page and try again.'],
  'live.unavailable': [503, '音视频服务暂不可用，正在恢复，请稍候。', 'The media service is recovering. Please wait a moment.'],
  'replay.notReady': [409, '录像尚未生成，暂不能回放。', 'There is no recording to replay yet.'],
  'replay.linkExpired': [403, '媒体地址已过期，请刷新页面后继续观看。', 'The address of the recording has run out. Refresh the page to go on.'],
  'archive.unknownFile': [404, '存档中没有这个文件。', 'The archive has no such file.'],
  'caseFile.unknown': [404, '没有找到这份案卷。', 'This case file was not found.'],
  'caseFile.notYet': [409, '入户结束后才能导出案卷。', 'A case file can be made once the visit has ended.'],
  'caseFile.gone': [410, '这份案卷文件尚未生成，或已被清理，请重新导出。', 'This case file is not ready, or was cleared. Export it again.'],
  'retention.held': [409, '这次入户已设置保全，不得销毁。', 'This visit is on legal hold and must not be destroyed.'],
  'retention.notDue': [409, '保管期限尚未届满，不能销毁。', 'The retention period has not ended yet.'],
  'retention.samePerson': [409, '销毁须由申请人以外的另一人确认。', 'Destruction has to be confirmed by another person than the one who asked.'],
  'retention.notRequested': [409, '没有待确认的销毁申请。', 'There is no destruction to confirm.'],
  'trail.outOfRange': [404, '留痕日志中没有这个位置。', 'The trail has no such place.'],
  'policy.unknown': [404, '没有这项参数或这个版本。', 'There is no such policy or version.'],
  'policy.noneInForce': [409, '当前没有生效的参数版本，请先由区民政局发布。', 'No version is in force today; the district has to publish one first.'],
  'calendar.unknown': [404, '没有这一年的安排，或已有更新的修订。', 'There is no such arrangement, or a newer one has taken its place.'],
  'calculation.finished': [409, '案件已办结，保持当时的计算版本。', 'The case is finished and keeps the version it was computed with.'],
  'calculation.noForm': [409, '还没有入户调查表，暂不能计算。', 'There is no visit form to work from yet.'],
  'calculation.formIncomplete': [409, '调查表还没有家庭成员，暂不能计算。', 'The form has no members yet; nothing can be computed.'],
  'calculation.subjectUnknown': [404, '调查表中没有这一项，可能已被删除。', 'The form has no such line; it may have been taken out.'],
  'calculation.notOfficer': [403, '只有民政工作人员可以采用数值。', 'Only an officer adopts values.'],
  'need.unknown': [404, '没有找到这项需求。', 'This need was not found.'],
  'need.changedMeanwhile': [409, '他人刚刚处理了这项需求，请刷新后再看。', 'Somebody has just acted on this need. Refresh and look again.'],
  'report.unknown': [404, '还没有调查报告。', 'There is no report yet.'],
  'report.notWritable': [409, '当前环节不能修改报告或访问记录。', 'The report and the interviews can’t be changed at this stage.'],
  'report.changedMeanwhile': [409, '他人刚刚保存了新版本，请刷新后在新版本上继续。', 'Somebody has just saved a newer version. Refresh and go on from it.'],
  'document.notReady': [409, '生成这份文书所需的内容还不齐全。', 'What this document is made from is not there yet.'],
  'document.unknown': [404, '没有找到这份文书，请核对核验码。', 'This document was not found. Check the code.'],
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

export interface FieldProblem {
  /** Where in what was sent, e.g. `members.0.idNumber`. */
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

/** Some of what was sent can't stand, each with its sentence, for the page to show at the field. */
export class FieldsError extends Error {
  readonly problems: readonly FieldProblem[];
  constructor(problems: readonly FieldProblem[]) {
    super('input.invalid');
    this.name = 'FieldsError';
    this.problems = problems;
  }
}

/** More would be no help to anybody. */
const MAX_FIELDS_TOLD = 100;

export interface PublicError {
  /** Of input that can't stand: which field, and why. */
  readonly fields?: readonly { readonly path: string; readonly message: string }[];
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** True when this is our fault and belongs into the log with its stack. */
  readonly ours: boolean;
}

/** Rules that are about who acts rather than about when. */
const PERSONAL_RULES: ReadonlySet<string> = new Set(['visit.roleMayNot', 'visit.notYourVisit', 'visit.signForYourselfOnly', 'visit.rulerExplained']);

/** What a person is told of any error, in their language. */
export function publicError(error: unknown, language: Language): PublicError {
  if (error instanceof RuleError) {
    const { code, sentence } = error.violation;
    return { status: PERSONAL_RULES.has(code) ? 403 : 409, code, message: language === 'en' ? sentence.en : sentence.zh, ours: false };
  }
  const code = codeOf(error);
  const [status, zh, en] = USER_ERRORS[code];
  const fields = fieldsOf(error)?.slice(0, MAX_FIELDS_TOLD).map((one) => ({ path: one.path, message: language === 'en' ? one.en : one.zh }));
  return { status, code, message: language === 'en' ? en : zh, ours: code === 'server.broken', ...(fields && { fields }) };
}

function fieldsOf(error: unknown): readonly FieldProblem[] | undefined {
  if (error instanceof FieldsError) return error.problems;
  return error instanceof z.ZodError ? problemsOf(error) : undefined;
}

/** The sentences of a schema: its own Chinese ones where it has them, zod's otherwise. */
export function problemsOf(error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => {
    const { en } = (issue.code === 'custom' ? (issue.params ?? {}) : {}) as { en?: unknown };
    const zh = /[\u4e00-\u9fff]/u.test(issue.message) ? issue.message : sentenceOf(issue);
    return { path: issue.path.map(String).join('.'), zh, en: typeof en === 'string' ? en : english(issue) };
  });
}

type Locale = ReturnType<typeof zhSentences>;

function sentenceOf(issue: z.core.$ZodIssue): string {
  return spoken(zhCN, issue) ?? '这一项不正确。';
}

function english(issue: z.core.$ZodIssue): string {
  return spoken(enLocale, issue) ?? 'This is not right.';
}

function spoken({ localeError }: Locale, issue: z.core.$ZodIssue): string | undefined {
  const said = localeError(issue as Parameters<Locale['localeError']>[0]);
  return typeof said === 'string' ? said : said?.message;
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
  if (error instanceof z.ZodError || error instanceof FieldsError) return 'input.invalid';
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
