import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Gap } from '../../recordings/contract.ts';
import type { PiecesReport } from '../../server/pieces/contract.ts';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import type { VisitDetail } from '../../server/visits/contract.ts';
import { launchBrowser } from '../support/browser.ts';
import { downloadHls } from '../support/downloadHls.ts';
import { unwrapNumbers } from '../support/flashAndBeep.ts';
import { freePort } from '../support/freePort.ts';
import { readFrames } from '../support/judge.ts';
import { LossyRelay, RELAY_ADDRESS } from '../support/LossyRelay.ts';
import { CAMERA_FPS, makeCamera } from '../support/makeCamera.ts';
import { startPlatform } from '../support/startPlatform.ts';
import { until } from '../support/until.ts';
import { goLive, PHONE_SCREEN, signInOn } from '../support/visitPhone.ts';

/** Seconds; short ones are common, long ones are what a tunnel or a lift makes. */
const OUTAGES_S = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 1, 2, 5, 10, 25, 30, 45, 60, 120];
const RESTARTS = 3;
/** Between two troubles, so that the line settles and the recording has something of its own. */
const CALM_MS = 6_000;

interface Trouble {
  readonly kind: 'outage' | 'restart';
  readonly fromMs: number;
  readonly toMs: number;
  /** From packets flowing again to the page saying that it is live. */
  readonly reconnectMs: number;
}

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const round = (value: number): number => Math.round(value * 100) / 100;

/** Processor time of this machine's Chromium processes below a browser, seconds. */
async function cpuSecondsOf(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const pid of pids) {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(') ')[1]?.split(' ') ?? [];
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks / 100;
}

/**
 * A phone, a platform, and between them a line that is cut 20 times for 1 to 120 s, and a server that is started anew
 * three times: what the archive has afterwards, by the numbers in its pictures. `--quick` takes six short ones.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const quick = process.argv.includes('--quick');
  const outages = quick ? [1, 2, 3, 5, 8] : OUTAGES_S;
  const restarts = quick ? 1 : RESTARTS;
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'capture-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const mediaPort = await freePort();
  const pageDir = join(import.meta.dirname, '../../web/dist');
  const env = { MEDIA_PORT: String(mediaPort), MEDIA_ANNOUNCED_ADDRESS: RELAY_ADDRESS };
  let running = await startPlatform({ pageDir, env });
  stack.defer(() => running.stop());
  const relay = await LossyRelay.open(running.url, mediaPort);
  stack.defer(() => relay.close());
  const browser = await launchBrowser(await makeCamera());
  stack.defer(() => browser.close());
  const session = await browser.newBrowserCDPSession();
  const pids = async (): Promise<number[]> => (await session.send('SystemInfo.getProcessInfo')).processInfo.map(({ id }) => id);

  /** Share of a core that the browser takes while a visit is live. */
  const measureCpu = async (): Promise<number> => {
    const before = await cpuSecondsOf(await pids());
    const startedMs = performance.now();
    await delay(10_000);
    return ((await cpuSecondsOf(await pids())) - before) / ((performance.now() - startedMs) / 1_000);
  };
  const openPhone = async (keeps: boolean): Promise<Page> => {
    const context = await browser.newContext({ ...PHONE_SCREEN, permissions: ['camera', 'microphone'] });
    // The page without a recorder of its own is what keeping is measured against.
    if (!keeps) await context.addInitScript(() => { Reflect.deleteProperty(globalThis, 'MediaRecorder'); });
    const page = await context.newPage();
    await signInOn(page, relay.url, 'investigator', DEMO_PASSWORD);
    return page;
  };

  const partner = await (await browser.newContext(PHONE_SCREEN)).newPage();
  await signInOn(partner, relay.url, 'investigator2', DEMO_PASSWORD);
  const bare = await openPhone(false);
  await goLive(bare, partner);
  await delay(3_000);
  const cpuBare = await measureCpu();
  await bare.context().close();

  const phone = await openPhone(true);
  const visitId = await goLive(phone, partner);
  await delay(3_000);
  const cpuKeeping = await measureCpu();
  const isLive = async (): Promise<boolean> => (await phone.getByTestId('network-state').getAttribute('data-state')) === 'live';

  const troubles: Trouble[] = [];
  const restartAfter = new Set(Array.from({ length: restarts }, (_, n) => Math.floor(((n + 1) * outages.length) / (restarts + 1))));
  for (const [place, seconds] of outages.entries()) {
    const fromMs = Date.now();
    relay.cut();
    await delay(seconds * 1_000);
    relay.heal();
    troubles.push(await back('outage', fromMs));
    if (restartAfter.has(place)) {
      const stopMs = Date.now();
      const { port } = new URL(running.url);
      await running.stop({ keepData: true });
      running = await startPlatform({ pageDir, dataDir: running.dataDir, env: { ...env, PORT: port } });
      troubles.push(await back('restart', stopMs));
    }
  }
  async function back(kind: Trouble['kind'], fromMs: number): Promise<Trouble> {
    const toMs = Date.now();
    await until(isLive, 'the line to be back', 60_000);
    const reconnectMs = Date.now() - toMs;
    await delay(CALM_MS);
    return { kind, fromMs, toMs, reconnectMs };
  }

  const investigator = await running.signIn('investigator');
  let report: PiecesReport | undefined;
  await until(async () => {
    report = await investigator.get<PiecesReport>(`/api/visits/${visitId}/pieces`);
    return report.lacking.length === 0 && report.expected.length === 0;
  }, 'everything to be sent', 180_000).catch(() => undefined);
  const { recording } = await investigator.get<VisitDetail>(`/api/visits/${visitId}`);
  const gaps = recording?.gaps ?? [];

  const playlist = await downloadHls(await running.signIn('reviewer'), visitId, join(folder, 'hls'));
  const frames = await readFrames(playlist);
  const numbers = unwrapNumbers(frames);
  const read = numbers.flatMap((number, at) => (number === undefined ? [] : [{ number, atS: frames[at]?.atS ?? 0 }]));
  const startMs = recording?.startMs ?? 0;
  // The worst hole in the camera's own count within each trouble and its surroundings is what that trouble lost.
  const lostMs = troubles.map(({ fromMs, toMs }) => {
    const near = read.filter(({ atS }) => startMs + atS * 1_000 > fromMs - 3_000 && startMs + atS * 1_000 < toMs + 5_000);
    const steps = near.slice(1).map(({ number }, index) => number - (near[index]?.number ?? number) - 1);
    return (Math.max(0, ...steps) * 1_000) / CAMERA_FPS;
  });
  const totalS = (read.at(-1)?.atS ?? 0) - (read[0]?.atS ?? 0);
  const missingS = lostMs.reduce((sum, lost) => sum + lost, 0) / 1_000;
  return {
    outages: troubles.length,
    lostPerOutageP50Ms: round(quantile(lostMs, 0.5)), lostPerOutageMaxMs: round(Math.max(...lostMs)),
    archiveCompletePct: round((100 * (totalS - missingS)) / totalS),
    reconnectP95Ms: quantile(troubles.map(({ reconnectMs }) => reconnectMs), 0.95),
    ledgerErrorMaxMs: round(Math.max(0, ...troubles.filter(({ kind, fromMs, toMs }) => kind === 'outage' && toMs - fromMs > 1_500).map((trouble) => ledgerErrorMs(trouble, gaps)))),
    extraCpuPct: round((100 * (cpuKeeping - cpuBare)) / cpuBare),
    unfilled: report?.lacking.length ?? -1,
  };
}

/** How far the nearest told gap of the picture begins from the cut, beyond what was on the wire. */
function ledgerErrorMs({ fromMs }: Trouble, gaps: readonly Gap[]): number {
  return Math.min(...gaps.filter(({ source }) => source === 'camera').map(({ startMs }) => Math.abs(startMs - fromMs)));
}
