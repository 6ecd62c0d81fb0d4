import { availableParallelism } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { findLanAddress } from './lan/findLanAddress.ts';

/**
 * The only reader of the environment. Every setting of the platform is here, with its unit and default.
 */
const port = z.coerce.number().int().min(0).max(65_535);
const environment = z.object({
  /** Address the web server listens on. Loopback unless a reverse proxy or the operator says otherwise. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Port of the web server; 0 takes a free one. */
  PORT: port.default(8080),
  /** With `--lan`: this machine's IPv4 address in the local network, where it has several; the first private one by default. */
  LAN_ADDRESS: z.ipv4().optional(),
  /** With `--lan`: port of the platform by HTTPS. The page that says how to trust it is on PORT, by HTTP. */
  LAN_PORT: port.default(8443),
  /** Where people reach the pages from outside, e.g. `https://visits.example`; printed on documents. This machine's own address by default. */
  PUBLIC_URL: z.url({ protocol: /^https?$/u }).optional(),
  /** Where everything that must survive lives: store, recordings, evidence, keys. */
  DATA_DIR: z.string().min(1).default('data'),
  /** A MongoDB connection string; without it the embedded store in DATA_DIR is used. */
  MONGODB_URL: z.string().startsWith('mongodb').optional(),
  /** A mediasoup worker to use instead of the one that the setup made. */
  MEDIASOUP_WORKER_BIN: z.string().min(1).optional(),
  /** Media workers; one core each. */
  SFU_WORKERS: z.coerce.number().int().min(1).max(64).default(Math.max(1, availableParallelism() - 1)),
  /** Address that phones send media to on this machine. */
  MEDIA_LISTEN_IP: z.string().min(1).default('127.0.0.1'),
  /** Address that phones are told, where it differs (NAT). */
  MEDIA_ANNOUNCED_ADDRESS: z.string().min(1).optional(),
  /** First of the ports for media, one per worker, UDP and TCP; without it the system picks free ports. */
  MEDIA_PORT: port.min(1).optional(),
  /** Addresses of a TURN relay, separated by commas, for networks that let no media through directly; and the secret shared with it. */
  TURN_URLS: z.string().transform((list) => list.split(',').map((one) => one.trim())).pipe(z.array(z.string().regex(/^turns?:[^\s]+$/u)).min(1)).optional(),
  TURN_SECRET: z.string().min(8).optional(),
  /** Names the district's trail among all others, as a URL without its scheme. It can't be changed once the trail has begun. */
  TRAIL_ORIGIN: z.string().regex(/^[^\s+]+$/u).default('household-investigation/trail'),
  /** A folder, best on another office's disk, that gets every signed checkpoint of the trail. */
  TRAIL_WITNESS_DIR: z.string().min(1).optional(),
  /** A witness (c2sp.org/tlog-witness) that gets every checkpoint, and the public key by which it signs. */
  TRAIL_WITNESS_URL: z.url({ protocol: /^https?$/u }).optional(),
  TRAIL_WITNESS_KEY: z.string().min(1).optional(),
  /** Hours that an exported case file can be downloaded before its ZIP is cleared. */
  CASE_FILE_HOURS: z.coerce.number().positive().max(24 * 90).default(72),
  /** A time-stamping authority (RFC 3161, HTTP) that is asked about every seal of a recording; without it seals say that there is none. */
  TIMESTAMP_URL: z.url({ protocol: /^https?$/u }).optional(),
  /** What a Prometheus server has to send as its bearer token to read `/api/metrics`; without it there are no metrics to read. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** Years that recordings and originals are kept at least, by what became of the case; without a decision as if approved. */
  RETENTION_YEARS_APPROVED: z.coerce.number().min(0).max(100).default(10),
  RETENTION_YEARS_REFUSED: z.coerce.number().min(0).max(100).default(3),
  /** Seconds that an investigator's connection may be gone before they count as away. */
  PRESENCE_GRACE_SECONDS: z.coerce.number().min(0.1).max(600).default(20),
  /** Days after a case's last seal that its investigators still see it in full. */
  SEEN_AFTER_SEAL_DAYS: z.coerce.number().min(0).max(3_650).default(7),
  /** Hours that a sign-in lasts without use. */
  SESSION_HOURS: z.coerce.number().positive().max(24 * 30).default(12),
  /** `true` when pages arrive by HTTPS: the cookie is then sent only there. */
  COOKIE_SECURE: z.stringbool().default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}).refine((set) => (set.TRAIL_WITNESS_URL === undefined) === (set.TRAIL_WITNESS_KEY === undefined), {
  path: ['TRAIL_WITNESS_KEY'],
  message: 'goes together with TRAIL_WITNESS_URL',
}).refine((set) => (set.TURN_URLS === undefined) === (set.TURN_SECRET === undefined), {
  path: ['TURN_SECRET'],
  message: 'goes together with TURN_URLS',
});

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end. */
  readonly publicUrl?: string;
  /** Present when phones of the local network are to be let in. */
  readonly lan?: { readonly address: string; readonly port: number };
  /** Absolute. */
  readonly dataDir: string;
  readonly mongodbUrl?: string;
  readonly workerBin?: string;
  readonly sfuWorkers: number;
  readonly mediaListenIp: string;
  readonly mediaAnnouncedAddress?: string;
  readonly mediaPorts?: { readonly min: number; readonly max: number };
  readonly turn?: { readonly urls: readonly string[]; readonly secret: string };
  readonly trail: {
    readonly origin: string;
    /** Absolute. */
    readonly witnessDir?: string;
    readonly witness?: { readonly url: string; readonly vkey: string };
  };
  readonly caseFileMs: number;
  readonly timestampUrl?: string;
  readonly metricsToken?: string;
  readonly retentionYears: { readonly approved: number; readonly refused: number; readonly withdrawn: number; readonly undecided: number };
  readonly seenAfterSealMs: number;
  readonly sessionMs: number;
  readonly presenceGraceMs: number;
  readonly cookieSecure: boolean;
  readonly logLevel: string;
  /** Seeds an empty store with demo people and households. */
  readonly demo: boolean;
}

const OPTIONS = new Set(['--demo', '--lan']);

/** All problems of the settings at once, one line each. */
export class ConfigError extends Error {}

/**
 * @param env the environment's variables
 * @param args the command line: `--demo`, `--lan`
 * @throws ConfigError naming every setting that is wrong
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env, args: readonly string[] = process.argv.slice(2)): Config {
  const problems = args.filter((arg) => !OPTIONS.has(arg)).map((arg) => `unknown option ${arg}`);
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const lanAddress = args.includes('--lan') ? (parsed.data?.LAN_ADDRESS ?? findLanAddress()) : undefined;
  if (args.includes('--lan') && lanAddress === undefined) {
    problems.push('--lan: this machine has no address in a local network; connect it, or name one in LAN_ADDRESS');
  }
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems.join('\n'));
  const set = parsed.data;
  return Object.freeze({
    host: set.HOST,
    port: set.PORT,
    ...(set.PUBLIC_URL !== undefined && { publicUrl: set.PUBLIC_URL.replace(/\/+$/u, '') }),
    ...(lanAddress !== undefined && { lan: { address: lanAddress, port: set.LAN_PORT } }),
    dataDir: isAbsolute(set.DATA_DIR) ? set.DATA_DIR : resolve(set.DATA_DIR),
    ...(set.MONGODB_URL !== undefined && { mongodbUrl: set.MONGODB_URL }),
    ...(set.MEDIASOUP_WORKER_BIN !== undefined && { workerBin: set.MEDIASOUP_WORKER_BIN }),
    sfuWorkers: set.SFU_WORKERS,
    mediaListenIp: lanAddress ?? set.MEDIA_LISTEN_IP,
    ...(set.MEDIA_ANNOUNCED_ADDRESS !== undefined && { mediaAnnouncedAddress: set.MEDIA_ANNOUNCED_ADDRESS }),
    ...(set.MEDIA_PORT !== undefined && {
      mediaPorts: { min: set.MEDIA_PORT, max: set.MEDIA_PORT + set.SFU_WORKERS - 1 },
    }),
    ...(set.TURN_URLS !== undefined && set.TURN_SECRET !== undefined && { turn: { urls: set.TURN_URLS, secret: set.TURN_SECRET } }),
    trail: {
      origin: set.TRAIL_ORIGIN,
      ...(set.TRAIL_WITNESS_DIR !== undefined && { witnessDir: resolve(set.TRAIL_WITNESS_DIR) }),
      ...(set.TRAIL_WITNESS_URL !== undefined && set.TRAIL_WITNESS_KEY !== undefined && {
        witness: { url: set.TRAIL_WITNESS_URL, vkey: set.TRAIL_WITNESS_KEY },
      }),
    },
    retentionYears: {
      approved: set.RETENTION_YEARS_APPROVED, undecided: set.RETENTION_YEARS_APPROVED,
      refused: set.RETENTION_YEARS_REFUSED, withdrawn: set.RETENTION_YEARS_REFUSED,
    },
    caseFileMs: set.CASE_FILE_HOURS * 3_600_000,
    ...(set.TIMESTAMP_URL !== undefined && { timestampUrl: set.TIMESTAMP_URL }),
    ...(set.METRICS_TOKEN !== undefined && { metricsToken: set.METRICS_TOKEN }),
    seenAfterSealMs: set.SEEN_AFTER_SEAL_DAYS * 86_400_000,
    sessionMs: set.SESSION_HOURS * 3_600_000,
    presenceGraceMs: set.PRESENCE_GRACE_SECONDS * 1000,
    cookieSecure: set.COOKIE_SECURE,
    logLevel: set.LOG_LEVEL,
    demo: args.includes('--demo'),
  });
}
