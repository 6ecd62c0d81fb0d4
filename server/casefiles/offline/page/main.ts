import type { VisitProof } from '../../../trail/contract.ts';
import type { DisclosedEntry } from '../../../trail/contract.ts';
import { INDEX_PATH, trailPath } from '../contract.ts';
import type { CaseIndex } from '../contract.ts';
import { readJson } from '../readFiles.ts';
import type { CaseInput } from '../readFiles.ts';
import type { CaseReport } from '../verdict.ts';
import { isCaseFile, verifyCaseFile } from '../verify.ts';
import { openChosen } from './chosenFiles.ts';
import { element, moment } from './element.ts';
import { partsView } from './partsView.ts';
import { recordingView } from './recordingView.ts';
import { reportView, verdictView } from './reportView.ts';
import { marksOf, trailView } from './trailView.ts';

/**
 * The page inside a case file. It opens from a disk, fetches nothing, and shows two things: at once what `data.js` beside it
 * tells, and after a person chose the ZIP or the folder everything in it, verified here.
 */
interface Shown {
  readonly index: CaseIndex;
  readonly trail: readonly { readonly visitId: string; readonly entries: readonly DisclosedEntry[] }[];
}

declare global {
  interface Window { caseFile?: Shown }
}

const app = document.getElementById('app');
let shown: Shown | undefined = window.caseFile;
let input: CaseInput | undefined;
let report: CaseReport | undefined;
let progress: number | undefined;
let failure = '';

async function choose(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  report = undefined;
  failure = '';
  try {
    const opened = await openChosen(files);
    const paths = await opened?.source.list();
    if (!opened || !paths || (!isCaseFile(paths) && !opened.zip?.fault)) {
      failure = '所选文件不是案卷，请选择导出的 ZIP，或解压后的整个文件夹。';
      draw();
      return;
    }
    input = opened;
    progress = 0;
    shown = await readShown(opened).catch(() => shown);
    draw();
    report = await verifyCaseFile(opened, { onProgress: (done, total) => { setProgress(total === 0 ? 1 : done / total); } });
  } catch (error) {
    failure = `没能完成核验：${String(error)}`;
  }
  progress = undefined;
  drawVerdict();
}

async function readShown({ source }: CaseInput): Promise<Shown> {
  const { value: index } = await readJson(source, 'contents', INDEX_PATH, (value) => value as CaseIndex);
  const trail = await Promise.all(index.recordings.map(async ({ visitId }) => {
    const { value } = await readJson(source, 'trail', trailPath(visitId), (proof) => proof as VisitProof);
    return { visitId, entries: value.entries };
  }));
  return { index, trail };
}

const verdictBox = element('div', { class: 'verdict-box' });
const reportBox = element('div', {});

function drawVerdict(): void {
  verdictBox.replaceChildren(failure === '' ? verdictView(report, progress) : element('p', { class: 'verdict bad', role: 'alert', 'data-testid': 'verdict', 'data-state': 'failed' }, failure));
  reportBox.replaceChildren(reportView(report));
}

let lastDrawnMs = 0;
function setProgress(share: number): void {
  progress = share;
  if (performance.now() - lastDrawnMs < 100) return;
  lastDrawnMs = performance.now();
  drawVerdict();
}

function chooser(): HTMLElement {
  const pick = (label: string, attributes: Record<string, string | boolean>): HTMLElement => element('label', { class: 'pick' }, label,
    element('input', {
      type: 'file', ...attributes,
      onchange: (event) => { void choose([...((event.target as HTMLInputElement).files ?? [])]); },
    }));
  return element('div', { class: 'chooser' }, pick('选择案卷 ZIP', { accept: '.zip,application/zip', 'data-testid': 'choose-zip' }), pick('选择解压后的文件夹', { webkitdirectory: true, 'data-testid': 'choose-folder' }));
}

function tabs(names: readonly string[], contents: readonly HTMLElement[]): HTMLElement {
  const buttons = names.map((name, i) => element('button', { type: 'button', role: 'tab', onclick: () => { select(i); } }, name));
  const select = (chosen: number): void => {
    for (const [i, content] of contents.entries()) {
      content.hidden = i !== chosen;
      buttons[i]?.setAttribute('aria-selected', String(i === chosen));
    }
  };
  select(0);
  return element('div', { class: 'tabs' }, element('div', { role: 'tablist' }, ...buttons), ...contents);
}

function draw(): void {
  if (!app) return;
  drawVerdict();
  const head = element('header', {},
    element('div', {}, element('p', { class: 'kind' }, '入户家计调查案卷'), element('h1', {}, shown?.index.title ?? '案卷查看与核验'),
      shown && element('p', { class: 'sub' }, `${shown.index.caseNumber}\u3000第 ${shown.index.version} 版\u3000${moment(shown.index.createdAtMs)} 由 ${shown.index.exportedBy.name}（${shown.index.exportedBy.organisation}）导出，事由：${shown.index.exportedBy.purpose}`)),
    chooser());
  if (!shown) {
    app.replaceChildren(head, verdictBox, element('main', { class: 'single' }, reportBox));
    return;
  }
  const { index, trail } = shown;
  const entriesOf = (visitId: string): readonly DisclosedEntry[] => trail.find((one) => one.visitId === visitId)?.entries ?? [];
  app.replaceChildren(head, verdictBox, element('main', {},
    element('div', { class: 'media' }, ...index.recordings.map((recording) => recordingView(recording, input?.source,
      marksOf(entriesOf(recording.visitId), recording.startMs ?? 0, recording.endMs ?? 0)))),
    tabs(['材料', '核验', '留痕'], [
      partsView(index, input?.source), reportBox,
      element('div', {}, ...trail.map(({ entries }) => trailView(entries))),
    ])));
}

addEventListener('dragover', (event) => { event.preventDefault(); });
addEventListener('drop', (event) => {
  event.preventDefault();
  void choose([...(event.dataTransfer?.files ?? [])]);
});
draw();
