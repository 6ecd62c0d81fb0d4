import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VisitDetail } from '../../../../server/visits/contract.ts';
import type { Client, RunningPlatform } from '../../../support/startPlatform.ts';
import { ask, startPlatform } from '../../../support/startPlatform.ts';
import { until } from '../../../support/until.ts';
import { bringTo } from '../../../support/visitActs.ts';
import type { Pair } from '../../../support/visitActs.ts';

let running: RunningPlatform;
let pair: Pair;
let supervisor: Client;

beforeAll(async () => {
  running = await startPlatform({ env: { PRESENCE_GRACE_SECONDS: '3' } });
  pair = { first: await running.signIn('investigator'), second: await running.signIn('investigator2') };
  supervisor = await running.signIn('supervisor');
});
afterAll(() => running.stop());

const detail = (id: string): Promise<VisitDetail> => pair.first.get(`/api/visits/${id}`);

describe('presence of two', () => {
  test('a lost connection beyond the grace is a gap in presence and a red flag, coming back ends it', async () => {
    const id = 'demo-visit-1';
    await bringTo(pair, id, 'arrived');
    const [one, two] = [running.connect(pair.first), running.connect(pair.second)];
    expect(await ask(one, 'live:present', { visitId: id, deviceId: 'phone-1' })).toEqual({ ok: true, value: {} });
    expect(await ask(two, 'live:present', { visitId: id, deviceId: 'phone-2' })).toEqual({ ok: true, value: {} });
    await bringTo(pair, id, 'inProgress');
    two.close();
    await until(async () => (await detail(id)).presence.gaps.length === 1, 'the gap in presence', 15_000);
    expect(await detail(id)).toMatchObject({ state: 'inProgress', presence: { present: [{ accountId: 'demo-investigator' }], gaps: [{ accountId: 'demo-investigator2', cause: 'connectionLost', startMs: expect.any(Number) as unknown }] } });
    const { flags } = await supervisor.get<{ flags: { kind: string }[] }>(`/api/visits/${id}/flags`);
    expect(flags.map((flag) => flag.kind)).toContain('presence.oneInvestigator');
    const back = running.connect(pair.second);
    await ask(back, 'live:present', { visitId: id, deviceId: 'phone-2' });
    const after = await detail(id);
    expect(after.presence.present).toHaveLength(2);
    expect(after.presence.gaps[0]?.endMs).toBeGreaterThan(after.presence.gaps[0]?.startMs ?? Infinity);
    one.close();
    back.close();
  });

  test('a stranger’s connection stands for nobody', async () => {
    const id = 'demo-visit-2';
    const socket = running.connect(supervisor);
    await bringTo(pair, id, 'arrived');
    expect(await ask(socket, 'live:present', { visitId: id, deviceId: 'desk' })).toMatchObject({ ok: false, error: { code: 'visit.roleMayNot' } });
    socket.close();
  });
});
