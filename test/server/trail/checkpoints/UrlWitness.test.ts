import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UrlWitness } from '../../../../server/trail/checkpoints/UrlWitness.ts';
import type { Checkpoint } from '../../../../server/trail/contract.ts';
import { isConsistent } from '../../../../server/trail/proof/consistency.ts';
import { formatVkey, NOTE_KEY_TYPES, openNote, parseVkey, signatureLine } from '../../../../server/trail/proof/note.ts';
import { openCheckpoint } from '../../../../server/trail/proof/verify.ts';
import type { Trail } from '../../../../server/trail/Trail.ts';
import type { TrailBed } from '../../../support/openTestTrail.ts';
import { openTrailBed } from '../../../support/openTestTrail.ts';

const secret = new Uint8Array(32).fill(9);
const vkey = formatVkey('witness.example/w1', ed25519.getPublicKey(secret), NOTE_KEY_TYPES.cosignature);

/** The witness's side of c2sp.org/tlog-witness, for one log whose keys it knows. */
class WitnessServer {
  #latest: Checkpoint | undefined;
  readonly #server: Server;
  readonly logKeys: string[] = [];
  /** Signs as somebody else. */
  impostor = false;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [status, body] = this.#answer(request.url ?? '', Buffer.concat(chunks).toString('utf8'));
        response.writeHead(status).end(body);
      });
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/log/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get size(): number {
    return this.#latest?.size ?? 0;
  }

  #answer(url: string, body: string): [number, string] {
    if (url !== '/log/add-checkpoint') return [404, ''];
    const divide = body.indexOf('\n\n');
    const [old = '', ...hashes] = body.slice(0, divide).split('\n');
    const note = body.slice(divide + 2);
    const { checkpoint } = openCheckpoint(note, this.logKeys.map(parseVkey));
    const from = Number(old.slice('old '.length));
    if (from !== this.size) return [409, `${this.size}\n`];
    if (this.#latest && !isConsistent(this.#latest, checkpoint, { from, to: checkpoint.size, hashes })) return [422, ''];
    this.#latest = checkpoint;
    const text = note.slice(0, note.indexOf('\n\n') + 1);
    const time = new Uint8Array(8);
    new DataView(time.buffer).setBigUint64(0, 1_800_000_000n);
    const signed = ed25519.sign(utf8ToBytes(`cosignature/v1\ntime 1800000000\n${text}`), this.impostor ? new Uint8Array(32).fill(1) : secret);
    const { name, keyId } = parseVkey(vkey);
    return [200, signatureLine({ name, keyId, signature: Uint8Array.of(...time, ...signed) })];
  }
}

describe('a witness by URL', () => {
  let bed: TrailBed;
  let server: WitnessServer;
  let url: string;
  const errors: { err?: { code?: string } }[] = [];
  const log = { info() {}, warn() {}, error: (fields: object) => void errors.push(fields) };

  beforeEach(async () => {
    errors.length = 0;
    bed = await openTrailBed();
    server = new WitnessServer();
    url = await server.listen();
  });
  afterEach(async () => {
    await bed.close();
    server.close();
  });

  async function openWitnessed(): Promise<Trail> {
    const trail = await bed.open({ log, witnesses: [new UrlWitness(url, vkey)] });
    server.logKeys.push(...(await trail.keys()).map((key) => key.vkey));
    return trail;
  }

  async function appendAndSign(trail: Trail, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await trail.append({ act: 'visit.viewed', details: { i } });
    await trail.checkpoint();
  }

  it('gets each checkpoint with its proof, and its cosignature is kept under the note', async () => {
    const trail = await openWitnessed();
    await appendAndSign(trail, 5);
    await expect.poll(() => server.size).toBe(6);
    await appendAndSign(trail, 5);
    await expect.poll(() => server.size).toBe(11);
    await expect.poll(async () => openNote((await bed.stores.checkpoints.newest())?.note ?? '', [parseVkey(vkey)]).signedBy.length).toBe(1);
    expect(errors).toEqual([]);
  });

  it('tells a server that has been restarted how far it is', async () => {
    const before = await openWitnessed();
    await appendAndSign(before, 5);
    await before.close();
    const after = await openWitnessed();
    await appendAndSign(after, 3);
    await after.close();
    expect(server.size).toBe(9);
    expect(errors).toEqual([]);
  });

  it('is not believed when it signs with another key', async () => {
    server.impostor = true;
    const trail = await openWitnessed();
    await appendAndSign(trail, 1);
    await trail.close();
    expect(errors.map(({ err }) => err?.code)).toEqual(['trail.witnessRefused']);
    expect((await bed.stores.checkpoints.newest())?.note).not.toContain('witness.example');
  });

  it('keeps nobody waiting when it can’t be reached', async () => {
    const trail = await openWitnessed();
    server.close();
    await appendAndSign(trail, 1);
    await trail.close();
    expect(errors.map(({ err }) => err?.code)).toEqual(['trail.witnessRefused']);
  });
});
