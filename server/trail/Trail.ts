import type { Log } from '../../sfu/contract.ts';
import type { AccountId, Role } from '../people/contract.ts';
import { Appender } from './Appender.ts';
import { Checkpoints } from './checkpoints/Checkpoints.ts';
import { KeyFolder } from './checkpoints/KeyFolder.ts';
import { detailsOfKey, KEY_ACTS, keysInLog, signingKey } from './checkpoints/keysInLog.ts';
import type { Witness } from './checkpoints/Witness.ts';
import type {
  Act, ConsistencyProof, DisclosedEntry, InclusionProof, SignedCheckpoint, TrailEntry, TrailFilter, TrailKey, TrailPage, VisitProof,
} from './contract.ts';
import { LOOKS } from './contract.ts';
import { toBase64 } from './proof/encoding.ts';
import { formatVkey, parseVkey } from './proof/note.ts';
import { TrailError } from './proof/TrailError.ts';
import { openCheckpoint } from './proof/verify.ts';
import type { LogVerdict } from './proof/verifyLog.ts';
import { verifyLog } from './proof/verifyLog.ts';
import type { ProvenOlder } from './proveHistory.ts';
import { proveHistory } from './proveHistory.ts';
import { proveVisit } from './proveVisit.ts';
import type { TrailStores } from './stores.ts';
import type { TextSubject } from './texts/store.ts';
import { Withholder } from './texts/Withholder.ts';
import { catchUp } from './tree/catchUp.ts';
import { Tree } from './tree/Tree.ts';

/** Whoever acts, as callers know them. The name is withheld from the log. */
export interface TrailActor {
  readonly id: AccountId;
  readonly name: string;
  readonly role: Role;
  /** Names the sign-in, without giving it away. */
  readonly session?: string;
}

/** What a caller tells; place, time and hashes are the trail's own. */
export interface TrailEvent {
  readonly act: Act;
  readonly actor?: TrailActor;
  readonly object?: NonNullable<TrailEntry['object']>;
  readonly visitId?: string;
  readonly deviceAtMs?: number;
  /** Ids, codes, digests, numbers. What looks like a person's words is withheld as if it were in `personal`. */
  readonly details?: TrailEntry['details'];
  /** Names and words of people, e.g. `{ explanation }`: the log keeps only their salted digests. */
  readonly personal?: Readonly<Record<string, string>>;
}

export interface TrailOptions {
  readonly stores: TrailStores;
  /** Folder of the private keys that sign checkpoints; made if it is not there. */
  readonly keysDir: string;
  /** Names this log among all others: a schema-less URL of the district. */
  readonly origin: string;
  readonly witnesses?: readonly Witness[];
  readonly log: Log;
  readonly now?: () => number;
  /** While there is traffic, a checkpoint is made this long after the first entry that has none. */
  readonly checkpointAfterMs?: number;
  /** A key that has signed for this long is replaced. */
  readonly keyMaxAgeMs?: number;
}

/** The issue asks for a checkpoint every 10 s; half of it leaves time for making it. */
const CHECKPOINT_AFTER_MS = 5_000;
const KEY_MAX_AGE_MS = 365 * 86_400_000;

/**
 * The append-only log of every act and every look: appended durably before the act is acknowledged, chained,
 * in a Merkle tree, and signed.
 */
export class Trail {
  readonly #options: TrailOptions;
  readonly #now: () => number;
  readonly #withholder: Withholder;
  readonly #appender: Appender;
  readonly #tree: Tree;
  readonly #keys: KeyFolder;
  readonly #checkpoints: Checkpoints;
  #timer: NodeJS.Timeout | undefined;
  #made: Promise<unknown> = Promise.resolve();
  #queued: Promise<SignedCheckpoint> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: TrailOptions, tree: Tree, keys: KeyFolder, appender: (trail: Trail) => Appender) {
    const { stores, origin, witnesses = [], log, now = Date.now } = options;
    this.#options = options;
    this.#now = now;
    this.#tree = tree;
    this.#keys = keys;
    this.#withholder = new Withholder(stores.texts);
    this.#checkpoints = new Checkpoints({
      origin, tree, keys, witnesses, log, now,
      store: stores.checkpoints,
      catchUp: () => this.#catchUp(),
      keysAt: async (size) => keysInLog(await stores.entries.ofActs(KEY_ACTS, size)),
    });
    this.#appender = appender(this);
  }

  static async create(options: TrailOptions): Promise<Trail> {
    const { stores, keysDir, origin } = options;
    const [tree, keys, head] = await Promise.all([Tree.create(stores.tiles), KeyFolder.create(keysDir, origin), stores.entries.head()]);
    const trail = new Trail(options, tree, keys, (made) => new Appender({
      store: stores.entries,
      keepTexts: (texts) => stores.texts.addDurably(texts),
      onAppended: (entry, leaf) => {
        // An entry of another process may be between; the tree then reads them all from the store.
        if (entry.seq === tree.size) tree.add(leaf);
        made.#checkpointSoon();
      },
    }, head));
    const [first] = await trail.keys();
    if (!first) await trail.#addKey();
    else if (parseVkey(first.vkey).name !== origin) {
      throw new TrailError('trail.otherOrigin', `the trail was begun as ${parseVkey(first.vkey).name}, not as ${origin}`);
    }
    return trail;
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** Resolves when the entry is durable; rejects when it could not be written, and then the act must fail. */
  async append({ act, actor, object, visitId, deviceAtMs, details = {}, personal = {} }: TrailEvent): Promise<TrailEntry> {
    const { withheld, texts, ...taken } = this.#withholder.take({ actor, visitId, details, personal });
    return this.#appender.append({
      texts,
      entry: {
        atMs: this.#now(),
        ...(deviceAtMs !== undefined && { deviceAtMs }),
        act,
        ...(actor && { actor: { id: actor.id, role: actor.role, ...(actor.session !== undefined && { session: actor.session }) } }),
        ...(object && { object: { kind: object.kind, id: object.id } }),
        ...(visitId !== undefined && { visitId }),
        details: taken.details,
        ...(Object.keys(withheld).length > 0 && { withheld }),
      },
    });
  }

  ofVisit(visitId: string): Promise<TrailEntry[]> {
    return this.#options.stores.entries.ofVisit(visitId);
  }

  /** The entries with those of their withheld texts that have not been forgotten. */
  disclose(entries: readonly TrailEntry[]): Promise<DisclosedEntry[]> {
    return this.#withholder.disclose(entries);
  }

  /** Newest first. */
  async page(filter: TrailFilter): Promise<TrailPage> {
    const found = await this.#options.stores.entries.page({ ...filter, limit: filter.limit + 1 });
    const entries = found.slice(0, filter.limit);
    const last = entries.at(-1);
    return { entries: await this.disclose(entries), ...(found.length > filter.limit && last && { next: last.seq }) };
  }

  /** Looks of a time, newest first, at most `limit`. */
  async looks(filter: Pick<TrailFilter, 'actorId' | 'visitId' | 'fromMs' | 'toMs'>, limit: number): Promise<DisclosedEntry[]> {
    return this.disclose(await this.#options.stores.entries.ofActsBetween(LOOKS, filter, limit));
  }

  /**
   * Walks the whole log, and holds it against the newest checkpoint.
   * @throws TrailError `trail.badSignature`, `trail.unknownKey` when that was not signed by a key of the log
   */
  async verify(): Promise<LogVerdict> {
    const newest = await this.#checkpoints.newest();
    const keys = (await this.keys()).map(({ vkey }) => parseVkey(vkey));
    return verifyLog(this.#options.stores.entries.all(), newest && openCheckpoint(newest.note, keys).checkpoint);
  }

  /**
   * A signed checkpoint over everything that was appended before the call.
   * @throws TrailError `trail.rewritten`, `trail.keyMissing`
   */
  checkpoint(): Promise<SignedCheckpoint> {
    this.#queued ??= this.#made.then(() => {
      this.#queued = undefined;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return this.#checkpoints.make();
    }).catch((error: unknown) => {
      // What can't be signed now is tried again, also without new entries.
      this.#checkpointSoon();
      throw error;
    });
    const making = this.#queued;
    this.#made = making.catch(() => undefined);
    return making;
  }

  /**
   * @param size the size of the log to prove it for; the newest checkpoint's by default
   * @throws TrailError `trail.outOfRange`
   */
  async inclusion(seq: number, size?: number): Promise<InclusionProof> {
    const within = size ?? (await this.#covering(seq + 1)).size;
    if (within > this.#tree.size) await this.#catchUp();
    return { seq, size: within, hashes: (await this.#tree.inclusion(seq, within)).map(toBase64) };
  }

  /**
   * @param to the newest checkpoint's size by default
   * @throws TrailError `trail.outOfRange`
   */
  async consistency(from: number, to?: number): Promise<ConsistencyProof> {
    const within = to ?? (await this.#covering(from)).size;
    if (within > this.#tree.size) await this.#catchUp();
    return this.#checkpoints.prove(from, within);
  }

  /** Every key that signs or has signed, oldest first. */
  async keys(): Promise<TrailKey[]> {
    return keysInLog(await this.#options.stores.entries.ofActs(KEY_ACTS, Number.MAX_SAFE_INTEGER));
  }

  /** All that a stranger needs to check this visit's entries. */
  proofOfVisit(visitId: string): Promise<VisitProof> {
    return proveVisit(this, this.#options.stores, visitId);
  }

  /** The heads that were signed while a visit's entries were written, each continued by the head of this proof. */
  historyOf(proof: VisitProof): Promise<ProvenOlder[]> {
    return proveHistory(proof, (size) => this.#options.stores.checkpoints.firstOf(size), (from, to) => this.consistency(from, to));
  }

  /**
   * Replaces the key that signs: the new one is in the log, under a checkpoint of the old one, before it signs.
   * Safe to repeat after a crash at any point.
   */
  async rotateKey(): Promise<void> {
    const { current, next } = signingKey(await this.keys());
    if (!next) await this.#addKey();
    await this.checkpoint();
    await this.append({ act: 'trail.keyRetired', details: detailsOfKey(current.vkey) });
    await this.checkpoint();
  }

  /** Deletes the clear texts of a person or a visit for ever. The log stays whole; its digests say that there was something. */
  async forgetTexts(subject: TextSubject, by: TrailActor): Promise<void> {
    const [kind, id] = 'visitId' in subject ? ['visit', subject.visitId] : ['account', subject.accountId];
    await this.append({
      act: 'trail.textsForgotten', actor: by, object: { kind, id },
      ...('visitId' in subject && { visitId: id }),
      details: { count: await this.#withholder.count(subject) },
    });
    await this.#withholder.forget(subject);
    this.#appender.forgetTexts();
  }

  /** Waits for what is being written, signs what is not yet signed, and asks the witnesses. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#appender.settled();
    await this.#checkpointOrLog();
    await this.#checkpoints.exported();
    clearTimeout(this.#timer);
  }

  #checkpointSoon(): void {
    if (this.#closing) return;
    this.#timer ??= setTimeout(() => void this.#tick(), this.#options.checkpointAfterMs ?? CHECKPOINT_AFTER_MS).unref();
  }

  async #tick(): Promise<void> {
    await this.#checkpointOrLog();
    await this.#rotateWhenDue().catch((error: unknown) => this.#options.log.error({ err: error }, 'the trail’s key could not be replaced'));
  }

  async #checkpointOrLog(): Promise<void> {
    await this.checkpoint().catch((error: unknown) => this.#options.log.error({ err: error }, 'the trail’s head could not be signed'));
  }

  async #rotateWhenDue(): Promise<void> {
    const { current } = signingKey(await this.keys());
    if (this.#now() - current.addedAtMs > (this.#options.keyMaxAgeMs ?? KEY_MAX_AGE_MS)) await this.rotateKey();
  }

  async #addKey(): Promise<void> {
    const { name, publicKey } = await this.#keys.generate();
    await this.append({ act: 'trail.keyAdded', details: detailsOfKey(formatVkey(name, publicKey)) });
  }

  /** The newest checkpoint, if it covers so many entries; otherwise a new one. */
  async #covering(size: number): Promise<SignedCheckpoint> {
    const newest = await this.#checkpoints.newest();
    return newest && newest.size >= size ? newest : this.checkpoint();
  }

  #catchUp(): Promise<void> {
    return catchUp(this.#tree, (seq, limit) => this.#options.stores.entries.from(seq, limit));
  }
}
