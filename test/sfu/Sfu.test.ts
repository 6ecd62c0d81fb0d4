import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import type { RoomEvent, RoomId } from '../../sfu/contract.ts';
import type { Sfu, SfuOptions } from '../../sfu/Sfu.ts';
import { buildSfu, KeptLog, roomId } from '../support/buildSfu.ts';
import { liveMediaWorkers } from '../support/mediaWorkers.ts';
import { until } from '../support/until.ts';

let opened: Sfu[] = [];

async function openSfu(options?: Partial<SfuOptions>): Promise<Sfu> {
  const sfu = await buildSfu(options);
  opened.push(sfu);
  return sfu;
}

afterEach(async () => {
  await Promise.all(opened.map((sfu) => sfu.close()));
  opened = [];
  expect(await liveMediaWorkers(), 'no worker process is left').toEqual([]);
});

describe('rooms', () => {
  test('the same id is the same room while it is open, also for two who ask at once', async () => {
    const sfu = await openSfu();
    const [first, second] = await Promise.all([sfu.openRoom(roomId()), sfu.openRoom(roomId())]);
    expect(second).toBe(first);
    expect(sfu.room(roomId())).toBe(first);

    first.close();
    expect(sfu.room(roomId())).toBeUndefined();
    expect(await sfu.openRoom(roomId())).not.toBe(first);
  });

  test('two workers get the same number of rooms, and a closed room makes way', async () => {
    const sfu = await openSfu({ workers: 2 });
    const rooms = await Promise.all(['a', 'b', 'c', 'd'].map((name) => sfu.openRoom(roomId(name))));
    expect((await sfu.stats()).workers.map((worker) => worker.rooms)).toEqual([2, 2]);

    rooms[0]?.close();
    rooms[2]?.close();
    await sfu.openRoom(roomId('e'));
    expect((await sfu.stats()).workers.map((worker) => worker.rooms)).toEqual([1, 2]);
  });
});

describe('workers', () => {
  test('a killed worker takes its rooms along with a reason, and a new worker takes new rooms', async () => {
    const sfu = await openSfu();
    const room = await sfu.openRoom(roomId());
    const events: RoomEvent[] = [];
    room.on((event) => events.push(event));
    const lost: (readonly RoomId[])[] = [];
    sfu.onWorkerDied((roomIds) => lost.push(roomIds));
    const [killed] = await liveMediaWorkers();

    process.kill(killed ?? 0, 'SIGKILL');
    await until(() => lost.length > 0, 'the news of the death');
    expect(lost).toEqual([[roomId()]]);
    expect(events).toEqual([{ type: 'closed', reason: 'workerDied' }]);
    await expect(room.createPublisher()).rejects.toMatchObject({ code: 'closed' });

    const again = await sfu.openRoom(roomId());
    expect(again).not.toBe(room);
    await again.createWatcher();
    const [worker] = (await sfu.stats()).workers;
    expect(worker).toMatchObject({ rooms: 1, restarts: 1 });
    expect(worker?.pid).not.toBe(killed);
  });

  test('a room can be opened again from within the news that it closed', async () => {
    const sfu = await openSfu();
    const room = await sfu.openRoom(roomId());
    const reopened = new Promise((resolve) => room.on(() => resolve(sfu.openRoom(roomId()))));
    process.kill((await liveMediaWorkers())[0] ?? 0, 'SIGKILL');
    expect(await reopened).toBe(sfu.room(roomId()));
  });

  test('only the rooms of the dead worker close', async () => {
    const sfu = await openSfu({ workers: 2 });
    const [a, b] = [await sfu.openRoom(roomId('a')), await sfu.openRoom(roomId('b'))];
    const [workerOfA] = (await sfu.stats()).workers;
    process.kill(workerOfA?.pid ?? 0, 'SIGKILL');
    await until(() => a.closed, 'the end of room a');
    expect(b.closed).toBe(false);
    await b.createPublisher();
  });

  test('with a range of ports every worker listens on one, over UDP and TCP, and its successor on the same', async () => {
    const min = await freePorts(2);
    const sfu = await openSfu({ workers: 2, rtcPorts: { min, max: min + 1 } });
    const candidates = async (name: string): Promise<string[]> => {
      const publisher = await (await sfu.openRoom(roomId(name))).createPublisher();
      return publisher.transport.iceCandidates.map(({ protocol, port }) => `${protocol} ${port}`);
    };
    expect(await candidates('a')).toEqual([`udp ${min}`, `tcp ${min}`]);
    expect(await candidates('b')).toEqual([`udp ${min + 1}`, `tcp ${min + 1}`]);

    const [first] = (await sfu.stats()).workers;
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(async () => (await sfu.stats()).workers.length === 2 && sfu.room(roomId('a')) === undefined, 'a new worker');
    expect(await candidates('a')).toEqual([`udp ${min}`, `tcp ${min}`]);

    await sfu.close();
    await expectFreePort(min);
    await expectFreePort(min + 1);
  });
});

describe('starting and closing', () => {
  test('a signal that stops this process closes rooms as `closed`, starts no new worker, and closing still waits for the end', async () => {
    const sfu = await openSfu();
    const events: RoomEvent[] = [];
    (await sfu.openRoom(roomId())).on((event) => events.push(event));
    let died = 0;
    sfu.onWorkerDied(() => (died += 1));

    process.emit('SIGTERM', 'SIGTERM');
    expect(events).toEqual([{ type: 'closed', reason: 'closed' }]);
    await sfu.close();
    expect(await liveMediaWorkers()).toEqual([]);
    expect(died).toBe(0);
  });

  test('a binary that cannot run is an error, and nothing is left', async () => {
    await expect(buildSfu({ workerBin: '/nonexistent/worker' })).rejects.toThrow();
  });

  test('too few ports for the workers is an error before anything starts', async () => {
    await expect(buildSfu({ workers: 3, rtcPorts: { min: 40_000, max: 40_001 } })).rejects.toThrow(RangeError);
  });

  test('closing ends every room, is idempotent, and refuses new rooms', async () => {
    const log = new KeptLog();
    const sfu = await openSfu({ workers: 2, log });
    const room = await sfu.openRoom(roomId());
    await Promise.all([sfu.close(), sfu.close()]);
    expect(room.closed).toBe(true);
    expect(await liveMediaWorkers()).toEqual([]);
    await expect(sfu.openRoom(roomId())).rejects.toMatchObject({ code: 'closed' });
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('a room that is being opened while the SFU closes is refused', async () => {
    const sfu = await openSfu();
    const opening = sfu.openRoom(roomId());
    const closing = sfu.close();
    await expect(opening).rejects.toMatchObject({ code: expect.stringMatching(/closed|unavailable/) as string });
    await closing;
  });
});

/** The first of `count` neighbouring UDP ports that nobody has just now. */
async function freePorts(count: number): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return Math.min(port, 65_535 - count);
}

async function expectFreePort(port: number): Promise<void> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  socket.close();
  await once(socket, 'close');
}
