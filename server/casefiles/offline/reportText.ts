import type { CaseFault, CaseFinding, CaseReport, CheckName, CheckResult } from './verdict.ts';

/** The report of a verification, in the words of people who are no engineers; for the command line and the page. */

export const CHECK_TITLES: Readonly<Record<CheckName, string>> = {
  container: '文件容器', signature: '案卷签名', contents: '材料完整性', recordings: '录像封存', trail: '全程留痕', evidence: '证据与留痕互证',
  history: '日志历史', earlier: '与上一版案卷的一致性', checkpoints: '与外部留存检查点的一致性',
};

export const FAULT_TEXTS: Readonly<Record<CaseFault, string>> = {
  missing: '缺失', changed: '内容被改动', truncated: '被截断', reordered: '次序被调换', extra: '多出', malformed: '格式无法识别',
  foreignKey: '签名密钥不可信', notInTrail: '留痕日志中没有', rewritten: '日志历史被改写', otherThanRecorded: '与当时记录的不是同一个文件',
};

/** A witness keeps a head every few seconds; only some have a place in one case. */
const MOST_NAMED = 5;

const number = (value: unknown): string => Number(value ?? 0).toLocaleString('zh-CN');

/** One sentence on what a check that held has shown. */
function shown({ name, facts }: CheckResult): string {
  switch (name) {
    case 'container': return `ZIP 中 ${number(facts['files'])} 个文件之外没有任何多余、缺失或移动的字节。`;
    case 'signature': return `目录清单由封存密钥 ${facts['keyId']} 签名，签名有效。`;
    case 'contents': return `清单所列 ${number(facts['files'])} 个文件、${number(facts['bytes'])} 字节逐一重新计算摘要，与签名时相同，没有多出文件。`;
    case 'recordings': return `${number(facts['archives'])} 份录像的 ${number(facts['files'])} 个文件与封存时相同，先后次序未变，其中如实记载 ${number(facts['gaps'])} 处录制中断。`;
    case 'trail': return `${number(facts['entries'])} 条留痕均在检查点（共 ${number(facts['size'])} 条，密钥 ${facts['keyId']}）签名的日志之中，彼此之间没有遗漏。`;
    case 'evidence': return `${number(facts['compared'])} 份证据和录像与留痕当时记下的摘要一致。`;
    case 'history': return `日志是此前 ${number(facts['checkpoints'])} 个已签名检查点的延续，之前的内容没有改动或删除。`;
    case 'earlier': return facts['compared'] === undefined
      ? `延续了第 ${facts['version']} 版案卷，该版的摘要记录在留痕中。`
      : `与所提供的第 ${facts['compared']} 版案卷一致，旧版的每一条留痕都原样保留。`;
    case 'checkpoints': return `${number(facts['compared'])} 个由他处留存的检查点与本案卷的日志一致。`;
  }
}

const ABSENT: Readonly<Record<CheckName, string>> = {
  container: '所核对的是解压后的文件夹，没有 ZIP 容器。', signature: '', contents: '', recordings: '案卷中没有封存的录像。', trail: '',
  evidence: '案卷中没有需要与留痕互证的文件。', history: '', earlier: '这是第一版案卷，也没有提供更早的版本。', checkpoints: '没有提供由他处留存的检查点。',
};

export function describeFinding({ fault, place, reason }: CaseFinding): string {
  return `${FAULT_TEXTS[fault]}：${place}（${reason}）`;
}

/** One line for a check: its mark, and what it shows. */
export function describeCheck(check: CheckResult): { readonly mark: '通过' | '未通过' | '不适用' | '未进行' | '未能比对'; readonly text: string } {
  switch (check.state) {
    case 'proven': return { mark: '通过', text: shown(check) };
    case 'broken': return { mark: '未通过', text: check.findings.map(describeFinding).join('；') };
    case 'absent': return { mark: '不适用', text: ABSENT[check.name] };
    case 'notCompared': return { mark: '未能比对', text: '所提供检查点的规模在本案卷中没有对应的证明，请向运行单位索取一致性证明后再核对。' };
    case 'skipped': return { mark: '未进行', text: '因前面的问题没有进行。' };
  }
}

/** What a reader may rely on after this verification, and on what not. */
export function conclusions(report: CaseReport): { readonly proven: readonly string[]; readonly notProven: readonly string[] } {
  const holds = (name: CheckName): boolean => report.checks.some((check) => check.name === name && check.state === 'proven');
  const proven = [
    ...(holds('contents') && holds('signature') ? ['案卷中的材料自签名以来没有增加、减少、替换或改动。'] : []),
    ...(holds('recordings') ? ['录像自封存以来一个字节也没有改动，片段没有删除或调换；没有画面或声音的时段都列在中断表中。'] : []),
    ...(holds('trail') ? ['所列留痕确在日志之中，首尾之间没有抽去任何一条；谁在何时看过、做过什么，以此为准。'] : []),
    ...(holds('history') || holds('earlier') || holds('checkpoints') ? ['日志在所比对的时点之后只有追加，没有改写。'] : []),
    ...(report.sealKeyKnown ? ['签名者就是所提供封存公钥的持有者。'] : []),
  ];
  const notProven = [
    ...(report.sealKeyKnown ? [] : ['由谁签名：公钥取自案卷本身。请另行取得封存公钥，用 --key 核对。']),
    ...(report.trailKeyKnown ? [] : ['日志属于哪个机构：请另行取得留痕首把公钥，用 --trail-key 核对。']),
    ...(holds('checkpoints') || holds('earlier') ? [] : ['运行单位没有另造一整套日志：需要他处留存的检查点或更早的案卷，用 --checkpoint 或 --earlier 核对。']),
    '导出之后发生的事情：本案卷只到导出时为止。',
    '时间：所有时刻来自服务器时钟，除非封存带有时间戳或检查点有见证人签名。',
    '镜头之外发生的事情，以及陈述内容是否属实。',
  ];
  return { proven, notProven };
}

/** The whole report, line by line. */
export function reportText(report: CaseReport, name: string): string {
  const { manifest, index, verdict, checks } = report;
  const lines = ['案 卷 核 验 报 告', '═'.repeat(40), `文件\u3000\u3000\u3000${name}`];
  if (index) lines.push(`案件\u3000\u3000\u3000${index.title}\u3000${index.caseNumber}`, `导出\u3000\u3000\u3000${index.exportedBy.name}（${index.exportedBy.organisation}），事由：${index.exportedBy.purpose}`);
  if (manifest) lines.push(`案卷编号\u3000${manifest.caseFileId}\u3000第 ${manifest.version} 版`, `签名时间\u3000${new Date(manifest.createdAtMs).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })}（北京时间）`);
  lines.push('', verdict === 'proven' ? '结论\u3000\u3000\u3000通过：未发现任何改动' : '结论\u3000\u3000\u3000未通过：发现问题，见下', '', '逐项结果');
  for (const check of checks) {
    const { mark, text } = describeCheck(check);
    lines.push(`  [${mark}] ${CHECK_TITLES[check.name]}：${text}`);
  }
  for (const { visitId, included, gaps = [] } of index?.recordings ?? []) {
    if (!included) lines.push(`  \u3000录像 ${visitId} 未收入本案卷。`);
    for (const gap of gaps) {
      const said = gap.explanation === undefined ? '未说明' : `说明：${gap.explanation}`;
      lines.push(`  \u3000中断 ${new Date(gap.startMs).toISOString()}，${((gap.endMs - gap.startMs) / 1000).toFixed(1)} 秒，${gap.kind === 'video' ? '画面' : '声音'}，${said}`);
    }
  }
  const { proven, notProven } = conclusions(report);
  if (verdict === 'proven') lines.push('', '已经证明', ...proven.map((line) => `  · ${line}`));
  lines.push('', '没有证明', ...notProven.map((line) => `  · ${line}`));
  for (const missed of report.notCompared.slice(0, MOST_NAMED)) lines.push(`  · 检查点 ${missed} 未能比对。`);
  if (report.notCompared.length > MOST_NAMED) lines.push(`  · 另有 ${report.notCompared.length - MOST_NAMED} 个检查点未能比对。`);
  return lines.join('\n');
}
