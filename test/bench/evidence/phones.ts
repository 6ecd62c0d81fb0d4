import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { EvidenceView } from '../../../server/evidence/contract.ts';
import type { BenchPhoto } from './photos.ts';

/** Where the platform is, and with whose session. */
export interface Target {
  readonly url: string;
  readonly visitId: string;
  readonly cookie: string;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const TUS = { 'Tus-Resumable': '1.0.0' } as const;

/** Phones that send photos by tus, each over connections of their own kept open. */
export class Phones {
  readonly #target: Target;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(target: Target) {
    this.#target = target;
  }

  /**
   * Sends one photo, and hangs up once on the way where asked to.
   * @returns the digest that the server answered with, and whether it went on behind the break
   */
  async send({ itemId, sha256, bytes }: BenchPhoto, isBroken: boolean): Promise<{ sha256: string; resumed: boolean }> {
    const claims = JSON.stringify({ itemId, kind: 'photo', sha256, takenAtDeviceMs: Date.now() });
    const metadata = Object.entries({ visitId: this.#target.visitId, claims }).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',');
    const begun = await this.#call('POST', '/api/evidence/uploads', { 'Upload-Length': bytes.length, 'Upload-Metadata': metadata });
    const place = begun.headers.location;
    if (begun.status !== 201 || place === undefined) throw new Error(`${begun.status} ${begun.body}`);
    if (isBroken) await this.#breakOff(place, bytes);
    let offset = isBroken ? await this.#offsetOf(place) : 0;
    const rest = () => this.#call('PATCH', place, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': offset }, bytes.subarray(offset));
    let done = await rest();
    // What was in flight when the line broke may be taken in after the question; then the place is asked for again.
    for (; done.status === 409; done = await rest()) offset = await this.#offsetOf(place);
    if (done.status !== 200) throw new Error(`${done.status} ${done.body}`);
    return { sha256: (JSON.parse(done.body) as EvidenceView).sha256, resumed: isBroken && offset > 0 };
  }

  async #offsetOf(place: string): Promise<number> {
    return Number((await this.#call('HEAD', place, {})).headers['upload-offset']);
  }

  close(): void {
    this.#agent.destroy();
  }

  #call(method: string, path: string, headers: Record<string, string | number>, body?: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = request(this.#target.url + path, {
        method, agent: this.#agent, headers: { ...TUS, cookie: this.#target.cookie, ...(body && { 'Content-Length': body.length }), ...headers },
      }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => { text += part; })
          .on('end', () => { resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }); });
      });
      call.on('error', reject).end(body);
    });
  }

  /** Sends a half and resets the connection; resolves once the server must have noticed. */
  #breakOff(path: string, bytes: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const call = request(this.#target.url + path, {
        method: 'PATCH',
        headers: { ...TUS, cookie: this.#target.cookie, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': 0, 'Content-Length': bytes.length },
      });
      call.on('error', () => undefined).on('close', () => { resolve(); });
      call.write(bytes.subarray(0, bytes.length / 2), () => { call.destroy(); });
    });
  }
}
