import { CHECK_TITLES, conclusions, describeCheck } from '../reportText.ts';
import type { CaseReport } from '../verdict.ts';
import { element } from './element.ts';

/** The verdict in one line, for the head of the page. */
export function verdictView(report: CaseReport | undefined, progress: number | undefined): HTMLElement {
  if (!report) {
    const text = progress === undefined ? '尚未核验：请选择案卷 ZIP 或其解压后的文件夹' : `正在本机核验 ${Math.floor(progress * 100)}%`;
    return element('p', { class: 'verdict waiting', role: 'status', 'data-testid': 'verdict', 'data-state': progress === undefined ? 'none' : 'checking' }, text);
  }
  const good = report.verdict === 'proven';
  return element('p', { class: `verdict ${good ? 'good' : 'bad'}`, role: 'status', 'data-testid': 'verdict', 'data-state': report.verdict },
    good ? '✓ 核验通过：未发现任何改动' : '✗ 核验未通过：发现问题，见“核验”');
}

/** Every check with what it shows, then what is proven and what is not. */
export function reportView(report: CaseReport | undefined): HTMLElement {
  if (!report) return element('p', { class: 'hint' }, '选择案卷后，本页在这台电脑上逐字节核验，不连接任何服务器。');
  const { proven, notProven } = conclusions(report);
  return element('div', { 'data-testid': 'report' },
    element('ul', { class: 'checks' }, ...report.checks.map((check) => {
      const { mark, text } = describeCheck(check);
      return element('li', { class: check.state, 'data-check': check.name, 'data-state': check.state },
        element('b', {}, CHECK_TITLES[check.name]), element('span', { class: 'mark' }, mark), element('p', {}, text));
    })),
    report.verdict === 'proven' && element('h3', {}, '已经证明'),
    report.verdict === 'proven' && element('ul', { class: 'lines' }, ...proven.map((line) => element('li', {}, line))),
    element('h3', {}, '没有证明'),
    element('ul', { class: 'lines' }, ...notProven.map((line) => element('li', {}, line))));
}
