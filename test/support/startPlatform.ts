import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import { readConfig } from '../../server/config.ts';
import { DEMO_PASSWORD } from '../../server/demo.ts';
import { Platform } from '../../server/Platform.ts';
import { locateWorker } from '../../sfu/worker/locateWorker.ts';
import type { LiveReplies, LiveRequests, Reply } from '../../server/visits/contract.ts';

export type DemoUser = 'supervisor' | 'investigator' | 'investigator2' | 'reviewer' | 'orgadmin' | 'clerk' | 'approver' | 'sysadmin' | 'clerk2' | 'orgadmin2';

/** An HTTP client with one person's session, as a page would be. */
export interface Client {
  readonly cookie: string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** GET, and the body as JSON. */
  get<T>(path: string): Promise<T>;
  post(path: string, body?: unknown): Promise<Response>;
}

export interface RunningPlatform {
  readonly platform: Platform;
  readonly url: string;
  readonly dataDir: string;
  signIn(user: DemoUser): Promise<Client>;
  connect(client: Client | undefined): Socket;
  /** Stops it; with `keepData` its folder stays for a next start. */
  stop(options?: { keepData?: boolean }): Promise<void>;
}

/**
 * A whole platform with demo data on free ports of this machine.
 * @param dataDir a folder of an earlier platform; a new temporary one by default
 */
export async function startPlatform(
  options: { dataDir?: string; pageDir?: string; kitDir?: string; env?: Record<string, string>; args?: readonly string[] } = {},
): Promise<RunningPlatform> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'visits-')));
  const config = readConfig({ PORT: '0', DATA_DIR: dataDir, SFU_WORKERS: '1', LOG_LEVEL: 'error', ...options.env }, ['--demo', ...(options.args ?? [])]);
  const platform = await Platform.create({
    config,
    workerBin: process.env['MEDIASOUP_WORKER_BIN'] ?? (await locateWorker()),
    log: pino({ level: config.logLevel }),
    ...(options.pageDir !== undefined && { pageDir: options.pageDir }),
    ...(options.kitDir !== undefined && { kitDir: options.kitDir }),
  });
  const { url } = platform;
  return {
    platform,
    url,
    dataDir,
    signIn: (user) => signInAt(url, user),
    connect: (client) => io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      ...(client && { extraHeaders: { cookie: client.cookie } }),
    }),
    async stop({ keepData = false } = {}) {
      await platform.close();
      if (!keepData) await rm(dataDir, { recursive: true });
    },
  };
}

/** A person's session at a platform of any process. */
export async function signInAt(url: string, username: DemoUser): Promise<Client> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: DEMO_PASSWORD }),
  });
  if (!response.ok) throw new Error(`${username} could not sign in: ${await response.text()}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { ...init, headers: { ...(init.headers as Record<string, string>), cookie } });
  return {
    cookie,
    fetch: request,
    async get<T>(path: string) {
      return (await (await request(path)).json()) as T;
    },
    post: (path, body) => request(path, {
      method: 'POST',
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    }),
  };
}

/** One live request and its reply. */
export function ask<E extends keyof LiveRequests>(socket: Socket, event: E, request: unknown): Promise<Reply<LiveReplies[E]>> {
  return socket.timeout(10_000).emitWithAck(event, request) as Promise<Reply<LiveReplies[E]>>;
}

/** The code of a refused answer. */
export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}
