import { createHmac, timingSafeEqual } from 'node:crypto';
import { UserError } from '../errors.ts';
import { openKeyFile } from '../openKeyFile.ts';
import type { Actor } from '../people/authenticate.ts';
import type { MediaLink } from './contract.ts';
import { LINK_MS, RENEW_WITHIN_MS } from './contract.ts';

/**
 * Addresses of media that work for one sign-in and for minutes. They come on top of the session and the ability, which are
 * asked for with every byte: an address that leaks through a history, a log or a screen is worth nothing soon, and nothing
 * at once to anybody else. Servers of one district share the key's folder.
 */
export class MediaLinks {
  readonly #key: Buffer;
  readonly #now: () => number;

  private constructor(key: Buffer, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** Opens the key in this folder, or makes it. Losing it only ends the links of these minutes. */
  static async create(folder: string, now: () => number): Promise<MediaLinks> {
    return new MediaLinks(await openKeyFile(folder, 'media-links.key'), now);
  }

  /** A fresh link; whoever calls it has written the look into the trail. */
  issue(actor: Actor, visitId: string): MediaLink {
    const expiresAtMs = this.#now() + LINK_MS;
    const base = `/api/visits/${visitId}/media/${expiresAtMs.toString(36)}.${this.#sign(actor, visitId, expiresAtMs)}`;
    return { hlsUrl: `${base}/hls/index.m3u8`, archiveUrl: `${base}/archive/`, waveformUrl: `${base}/waveform/`, expiresAtMs };
  }

  /** @throws UserError `replay.linkExpired` */
  check(actor: Actor, visitId: string, link: string): void {
    this.#valid(actor, visitId, link, 0);
  }

  /**
   * A link for whoever still holds one: the same look goes on.
   * @throws UserError `replay.linkExpired` when it ran out too long ago
   */
  renew(actor: Actor, visitId: string, link: string): MediaLink {
    this.#valid(actor, visitId, link, RENEW_WITHIN_MS);
    return this.issue(actor, visitId);
  }

  #valid(actor: Actor, visitId: string, link: string, graceMs: number): void {
    const [expires, signature] = link.split('.');
    const expiresAtMs = Number.parseInt(expires ?? '', 36);
    const given = Buffer.from(signature ?? '');
    const right = Buffer.from(this.#sign(actor, visitId, expiresAtMs));
    if (given.length !== right.length || !timingSafeEqual(given, right) || this.#now() > expiresAtMs + graceMs) throw new UserError('replay.linkExpired');
  }

  #sign({ id, session }: Actor, visitId: string, expiresAtMs: number): string {
    return createHmac('sha256', this.#key).update(JSON.stringify([visitId, id, session ?? '', expiresAtMs])).digest('base64url');
  }
}
