import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'bson';
import type { Document } from 'bson';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EmbeddedStore } from '../../../../server/store/embedded/EmbeddedStore.ts';

/** A message of OP_MSG around a body, with lengths that can lie. */
function message(body: Uint8Array, { opCode = 2013, flags = 0, size = 21 + body.length } = {}): Buffer {
  const head = Buffer.alloc(21);
  head.writeInt32LE(size, 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(opCode, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, body]);
}

function command(body: Document): Buffer {
  return message(serialize({ ...body, $db: 'wire' }));
}

/** Documents in documents, as bytes: `serialize` itself would overflow. */
function nested(levels: number): Buffer {
  const inner = Buffer.from([5, 0, 0, 0, 0]);
  const size = (level: number): number => 5 + level * 8;
  const heads: Buffer[] = [];
  for (let level = levels; level > 0; level -= 1) {
    const head = Buffer.alloc(7);
    head.writeInt32LE(size(level), 0);
    head.writeUInt8(3, 4);
    head.write('a', 5);
    heads.push(head);
  }
  return Buffer.concat([...heads, inner, Buffer.alloc(levels)]);
}

describe('the wire of the embedded store', () => {
  let folder: string;
  let store: EmbeddedStore;
  let bystander: MongoClient;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'store-'));
    store = await EmbeddedStore.create({ dataDir: folder });
    bystander = await new MongoClient(store.url).connect();
    await bystander.db('wire').collection('rows').insertOne({ a: 1 });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    // Other clients have noticed nothing.
    expect(await bystander.db('wire').collection('rows').countDocuments()).toBeGreaterThan(0);
  });
  afterAll(async () => {
    await bystander.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function open(): Promise<Socket> {
    const socket = connect(join(folder, 'store.sock'));
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  async function answerTo(bytes: Buffer): Promise<Document | 'closed'> {
    const socket = await open();
    const chunks: Buffer[] = [];
    return new Promise((resolve) => {
      socket.on('close', () => resolve('closed'));
      socket.on('data', (chunk) => {
        chunks.push(chunk);
        const all = Buffer.concat(chunks);
        if (all.length >= 4 && all.length >= all.readInt32LE(0)) resolve(deserialize(all.subarray(21)));
      });
      socket.write(bytes);
    });
  }

  test('only its owner may open the socket', async () => {
    expect((await stat(join(folder, 'store.sock'))).mode & 0o777).toBe(0o600);
  });

  test('a whole message is answered, also when it comes a byte at a time', async () => {
    const socket = await open();
    for (const byte of command({ ping: 1 })) socket.write(Buffer.from([byte]));
    const [reply] = (await once(socket, 'data')) as [Buffer];
    expect(deserialize(reply.subarray(21))).toEqual({ ok: 1 });
    expect(reply.readInt32LE(8)).toBe(7);
  });

  test.each([
    ['a length below a header', message(Buffer.alloc(0), { size: 3 })],
    ['a negative length', message(Buffer.alloc(0), { size: -1 })],
    ['a message of 48 MB and one byte', message(Buffer.alloc(0), { size: 48_000_001 })],
    ['an operation that is not spoken', message(serialize({}), { opCode: 2004_1 })],
    ['flags that must be understood', message(serialize({ ping: 1, $db: 'a' }), { flags: 1 << 5 })],
    ['noise', Buffer.from('GET / HTTP/1.1\r\nHost: store\r\n\r\n')],
    ['a section of an unknown kind', Buffer.concat([command({ ping: 1 }).fill(9, 20, 21)])],
  ])('%s closes the connection', async (_name, bytes) => {
    expect(await answerTo(bytes)).toBe('closed');
  });

  test('a document whose length lies is answered by an error', async () => {
    const body = Buffer.from(serialize({ ping: 1, $db: 'wire' }));
    body.writeInt32LE(body.length + 40, 0);
    expect(await answerTo(message(body))).toMatchObject({ ok: 0, codeName: 'InvalidBSON' });
    const text = Buffer.from(serialize({ ping: 'x', $db: 'wire' }));
    text.writeInt32LE(0x7fff_ffff, text.indexOf('ping') + 5);
    expect(await answerTo(message(text))).toMatchObject({ ok: 0, codeName: 'InvalidBSON' });
  });

  test('bombs of nested documents are refused whatever their size', async () => {
    expect(await answerTo(message(nested(250)))).toMatchObject({ ok: 0, codeName: 'Overflow' });
    expect(await answerTo(message(nested(300_000)))).toMatchObject({ ok: 0, codeName: 'Overflow' });
  });

  test('every single flipped byte of a message gets an answer or a closed connection', async () => {
    const whole = command({ insert: 'rows', documents: [{ a: 'text', b: { c: [1, 2.5] } }] });
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0xff;
      // A length that grew leaves the store waiting for more, which is right: the client is the one to give up.
      if (damaged.readInt32LE(0) > whole.length && damaged.readInt32LE(0) <= 48_000_000) continue;
      expect(await answerTo(damaged)).toBeDefined();
    }
  });

  test('a document of 16 MiB is kept and one byte more is refused', async () => {
    const rows = bystander.db('wire').collection<Document>('large');
    const overhead = serialize({ _id: 1, text: '' }).length;
    await rows.insertOne({ _id: 1, text: 'x'.repeat(16 * 1024 * 1024 - overhead) } as Document);
    expect(((await rows.findOne({ _id: 1 } as Document)) as Document)['text']).toHaveLength(
      16 * 1024 * 1024 - overhead,
    );
    const direct = await answerTo(
      command({ insert: 'large', documents: [{ _id: 2, text: 'x'.repeat(16 * 1024 * 1024 - overhead + 1) }] }),
    );
    expect(direct).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 10334 }] });
  });

  test("a client that does not read is not answered further, and the store's memory stays", async () => {
    await bystander
      .db('wire')
      .collection('rows')
      .insertMany(Array.from({ length: 15 }, () => ({ text: 'x'.repeat(1_000_000) })));
    const before = process.memoryUsage.rss();
    const socket = await open();
    socket.pause();
    // 200 answers of 15 MB would be 3 GB.
    for (let i = 0; i < 200; i += 1) socket.write(command({ find: 'rows', batchSize: 1_000 }));
    for (let i = 0; i < 20; i += 1) await bystander.db('wire').command({ ping: 1 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
  });

  test('an unacknowledged write is done without an answer', async () => {
    const socket = await open();
    socket.write(
      message(serialize({ insert: 'silent', documents: [{ a: 1 }], writeConcern: { w: 0 }, $db: 'wire' }), {
        flags: 2,
      }),
    );
    socket.write(command({ count: 'silent' }));
    const [reply] = (await once(socket, 'data')) as [Buffer];
    expect(deserialize(reply.subarray(21))).toEqual({ n: 1, ok: 1 });
  });

  test('on a port, it listens on loopback', async () => {
    const other = await mkdtemp(join(tmpdir(), 'store-'));
    const onPort = await EmbeddedStore.create({ dataDir: other, tcpPort: 0 });
    const client = await new MongoClient(onPort.url).connect();
    expect(onPort.url).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await client.db('a').command({ ping: 1 })).toEqual({ ok: 1 });
    await client.close();
    await onPort.close();
    await rm(other, { recursive: true });
  });

  test('a data folder with too long a path is refused by name, and one in use too', async () => {
    const long = join(folder, 'x'.repeat(120));
    await mkdir(long);
    await expect(EmbeddedStore.create({ dataDir: long })).rejects.toThrow('Choose a shorter DATA_DIR');
    await expect(EmbeddedStore.create({ dataDir: folder })).rejects.toThrow('another process has the store open');
  });
});
