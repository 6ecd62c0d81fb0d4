import type { ArchiveSource } from '../../../../recordings/contract.ts';
import { below } from '../checkRecordings.ts';
import type { CaseRecording } from '../contract.ts';
import { recordingFolder } from '../contract.ts';
import { clock, duration, element, moment } from './element.ts';
import { OfflinePlayer } from './OfflinePlayer.ts';

const CAUSES: Readonly<Record<string, string>> = {
  loss: '网络丢包', network: '网络中断', background: '应用切到后台', mute: '静音', cameraSwitch: '切换摄像头', privacyPause: '隐私暂停',
  recorderRestart: '录制服务重启', serverRestart: '服务器重启', diskFull: '存储空间不足', devicePower: '设备断电', deviceStall: '设备短暂卡顿', unknown: '原因不明',
};
const WHY: Readonly<Record<string, string>> = { notSealed: '尚未封存，未收入本案卷。', destroyed: '已依法销毁，仅保留其存在的证明。', none: '这次入户没有录像。' };

export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

/** One recording: picture and sound, its timeline with every gap hatched, and the moments to jump to. */
export function recordingView(recording: CaseRecording, source: ArchiveSource | undefined, marks: readonly Mark[]): HTMLElement {
  const { visitId, included, startMs, endMs, gaps = [] } = recording;
  if (!included || startMs === undefined || endMs === undefined) {
    return element('section', { class: 'recording' }, element('p', { class: 'hint' }, WHY[recording.why ?? 'none'] ?? ''));
  }
  const video = element('video', { controls: true, playsinline: true, 'data-testid': 'offline-video', 'aria-label': '入户录像' });
  const message = element('p', { class: 'hint', role: 'status' }, source ? '正在打开录像' : '选择案卷 ZIP 或其文件夹后可以播放。');
  const share = (ms: number): string => `${(Math.max(0, Math.min(1, (ms - startMs) / (endMs - startMs))) * 100).toFixed(3)}%`;
  const head = element('i', { class: 'head' });
  const bar = element('div', { class: 'bar', role: 'slider', tabindex: 0, 'aria-label': '时间轴', 'data-testid': 'offline-timeline' },
    ...gaps.map((gap) => element('i', { class: `gap ${gap.kind}`, style: `left:${share(gap.startMs)};width:calc(${share(gap.endMs)} - ${share(gap.startMs)})`, title: CAUSES[gap.cause] ?? gap.cause })),
    ...marks.map(({ atMs, label }) => element('i', { class: 'mark-at', style: `left:${share(atMs)}`, title: `${clock(atMs)} ${label}` })), head);
  const now = element('span', { class: 'now' }, `${moment(startMs)}\u3000共 ${duration(endMs - startMs)}`);
  let player: OfflinePlayer | undefined;
  const seek = (atMs: number): void => { player?.seek(atMs); };
  bar.addEventListener('pointerdown', (event) => {
    const box = bar.getBoundingClientRect();
    seek(startMs + ((event.clientX - box.left) / box.width) * (endMs - startMs));
  });
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
    if (step !== undefined) seek(startMs + (video.currentTime + step) * 1000);
  });
  video.addEventListener('timeupdate', () => {
    const atMs = startMs + video.currentTime * 1000;
    head.style.left = share(atMs);
    const gap = gaps.find((one) => atMs >= one.startMs && atMs < one.endMs);
    now.textContent = `${moment(atMs)}\u3000${duration(atMs - startMs)} / ${duration(endMs - startMs)}${gap ? `\u3000此处无${gap.kind === 'video' ? '画面' : '声音'}：${CAUSES[gap.cause] ?? gap.cause}` : ''}`;
  });
  if (source) {
    void OfflinePlayer.open(video, below(source, recordingFolder(visitId)), (reason) => { message.textContent = reason; }).then((opened) => {
      player = opened;
      message.textContent = '';
    }, (error: unknown) => { message.textContent = `录像没能打开：${String(error)}`; });
  }
  const list = [
    ...marks.map((mark) => ({ ...mark, kind: '' })),
    ...gaps.map((gap) => ({
      atMs: gap.startMs, kind: 'warn',
      label: `${gap.kind === 'video' ? '无画面' : '无声音'} ${((gap.endMs - gap.startMs) / 1000).toFixed(1)} 秒 · ${CAUSES[gap.cause] ?? gap.cause} · ${gap.explanation === undefined ? '未说明' : `说明：${gap.explanation}`}`,
    })),
  ].sort((a, b) => a.atMs - b.atMs);
  return element('section', { class: 'recording' }, element('div', { class: 'screen' }, video), bar, now, message,
    element('ol', { class: 'moments' }, ...list.map(({ atMs, label, kind }) => element('li', {},
      element('button', { type: 'button', class: kind, onclick: () => { seek(atMs); } }, element('time', {}, clock(atMs)), label)))));
}
