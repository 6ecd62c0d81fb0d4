import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import type { Upload } from '@tus/server';
import { Metadata, Server } from '@tus/server';
import { z } from 'zod';
import type { Log } from '../../sfu/contract.ts';
import { languageOf, publicError, UserError } from '../errors.ts';
import type { Actor } from '../people/authenticate.ts';
import type { VisitId } from '../visits/contract.ts';
import type { Incoming } from './incoming.ts';
import { ResumableFiles } from './ResumableFiles.ts';

const UPLOAD_ID = /^[0-9a-f]{32}$/u;
const CLEAN_UP_MS = 3_600_000;

/** Whose upload it is and what it claims to be. */
interface Sent<Claims> {
  readonly actor: Actor;
  readonly visitId: VisitId;
  readonly claims: Claims;
}

export interface ResumableUploadsParts<Claims> {
  /** Below the server's root, e.g. `/api/evidence/uploads`. */
  readonly path: string;
  /** Holds what has come so far. */
  readonly directory: string;
  /** What a device says of the file before it sends it. */
  readonly claims: z.ZodType<Claims>;
  readonly maxBytes: (claims: Claims) => number;
  /** Lets pass who may add this to the visit now; asked for every request of an upload. */
  readonly authorise: (actor: Actor, visitId: string) => Promise<VisitId>;
  /** Takes the whole file; what it answers is the upload's answer. The file is removed afterwards, unless our side failed. */
  readonly add: (actor: Actor, visitId: VisitId, claims: Claims, incoming: Incoming) => Promise<unknown>;
  readonly log: Log;
}

/** What a route needs of it. */
export interface UploadHandler {
  handle(request: Request, response: Response, actor: Actor): Promise<void>;
}

const metadataSchema = <Claims>(claims: z.ZodType<Claims>) => z.object({
  visitId: z.string().min(1).max(64),
  claims: z.string().max(8192).transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  }).pipe(claims),
});

/** Resumable uploads (tus 1.0.0: core, creation, creation-with-upload, termination, expiration). */
export class ResumableUploads<Claims> implements UploadHandler {
  readonly #parts: ResumableUploadsParts<Claims>;
  readonly #metadata: ReturnType<typeof metadataSchema<Claims>>;
  readonly #store: ResumableFiles;
  readonly #tus: Server;
  readonly #sent = new WeakMap<IncomingMessage, Sent<Claims>>();
  readonly #cleaning: NodeJS.Timeout;

  constructor(parts: ResumableUploadsParts<Claims>) {
    this.#parts = parts;
    this.#metadata = metadataSchema(parts.claims);
    this.#store = new ResumableFiles(parts.directory);
    const sentOf = (request: unknown): Sent<Claims> => {
      const node = (request as { runtime?: { node?: { req: IncomingMessage } } }).runtime?.node?.req;
      const sent = node && this.#sent.get(node);
      if (!sent) throw new UserError('input.invalid');
      return sent;
    };
    this.#tus = new Server({
      path: parts.path,
      datastore: this.#store,
      relativeLocation: true,
      allowedOrigins: [],
      maxSize: (request) => parts.maxBytes(sentOf(request).claims),
      onUploadCreate: async (request, upload) => ({ metadata: { ...upload.metadata, accountId: sentOf(request).actor.id } }),
      onUploadFinish: async (request, upload) => ({
        status_code: 200,
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(await this.#finish(sentOf(request), upload)),
      }),
      onResponseError: (request, error) => this.#inOurWords(request.headers.get('accept-language'), error),
    });
    const clean = (): void => void this.#tus.cleanUpExpiredUploads().catch((error: unknown) => parts.log.error({ err: error }, 'expired uploads were not removed'));
    clean();
    this.#cleaning = setInterval(clean, CLEAN_UP_MS).unref();
  }

  close(): void {
    clearInterval(this.#cleaning);
  }

  /**
   * Answers one request of an upload, after its sender was found to be who may send it.
   * @throws UserError before the first byte is taken
   */
  async handle(request: Request, response: Response, actor: Actor): Promise<void> {
    const uploadId = request.params['uploadId'];
    if (uploadId === undefined) {
      const { visitId, claims } = this.#metadata.parse(parseMetadata(request.headers['upload-metadata']));
      this.#sent.set(request, { actor, visitId: await this.#parts.authorise(actor, visitId), claims });
      if (Number(request.headers['upload-length']) > this.#parts.maxBytes(claims)) throw new UserError('evidence.tooLarge');
    } else {
      const upload = await this.#uploadOf(String(uploadId), actor);
      const { visitId, claims } = this.#metadata.parse(upload.metadata);
      const sent = { actor, visitId: await this.#parts.authorise(actor, visitId), claims };
      this.#sent.set(request, sent);
      // The last byte came, and the server or the line broke before the answer: what is whole is finished now.
      if (request.method === 'HEAD' && upload.offset === upload.size) {
        await this.#finish(sent, upload);
        response.set({ 'Tus-Resumable': '1.0.0', 'Upload-Offset': String(upload.size), 'Upload-Length': String(upload.size) }).status(200).end();
        return;
      }
    }
    await this.#tus.handle(request, response);
  }

  /** @throws UserError `upload.unknown`, also for somebody else's */
  async #uploadOf(id: string, actor: Actor): Promise<Upload> {
    const upload = UPLOAD_ID.test(id) ? await this.#store.getUpload(id).catch(() => undefined) : undefined;
    if (upload?.metadata?.['accountId'] !== actor.id) throw new UserError('upload.unknown');
    return upload;
  }

  async #finish({ actor, visitId, claims }: Sent<Claims>, upload: Upload): Promise<unknown> {
    const incoming = await this.#store.finish(upload.id, upload.size ?? 0);
    try {
      const view = await this.#parts.add(actor, visitId, claims, incoming);
      await this.#store.remove(upload.id);
      return view;
    } catch (error) {
      // What was refused is not kept; what failed on our side is, and the device asks again.
      if (error instanceof UserError) await this.#store.remove(upload.id);
      throw error;
    }
  }

  #inOurWords(acceptLanguage: string | null, error: unknown): { status_code: number; body: string } {
    const known = error instanceof Error ? error : new UserError(CODES[(error as { status_code: number }).status_code] ?? 'upload.broken');
    const { status, code, message, ours } = publicError(known, languageOf(acceptLanguage ?? undefined));
    if (ours) this.#parts.log.error({ err: error }, 'an upload failed');
    return { status_code: status, body: JSON.stringify({ error: { code, message } }) };
  }
}

/** Tus's own refusals. */
const CODES: Readonly<Record<number, 'upload.unknown' | 'upload.offset' | 'evidence.tooLarge'>> = {
  404: 'upload.unknown', 410: 'upload.unknown', 409: 'upload.offset', 413: 'evidence.tooLarge',
};

function parseMetadata(header: string | string[] | undefined): unknown {
  try {
    return Metadata.parse(typeof header === 'string' ? header : '');
  } catch {
    throw new UserError('input.invalid');
  }
}
