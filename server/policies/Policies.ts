import { FIRST_CLASSIFICATION_TABLE } from '../classification/firstClassificationTable.ts';
import { FIRST_CLOCK_PARAMETERS } from '../clocks/clockParameters.ts';
import { FIRST_DOCUMENT_SETTINGS } from '../documents/firstDocumentSettings.ts';
import { RuleError, UserError } from '../errors.ts';
import { FIRST_INCOME_PARAMETERS } from '../income/parameters/firstIncomeParameters.ts';
import type { Actor } from '../people/authenticate.ts';
import { inTrail } from '../people/authenticate.ts';
import type { Day } from '../rules/contract.ts';
import { inForce, publishVersion } from '../rules/inForce.ts';
import type { Trail } from '../trail/Trail.ts';
import type { Policy, PolicyKind, PolicyVersion } from './contract.ts';
import type { PolicyRecord, PolicyStore } from './store.ts';

/** What the platform starts with. Nobody has confirmed any of it. */
const FIRST: { readonly [K in PolicyKind]: Policy<K> } = {
  income: FIRST_INCOME_PARAMETERS,
  classification: FIRST_CLASSIFICATION_TABLE,
  clocks: FIRST_CLOCK_PARAMETERS,
  documents: FIRST_DOCUMENT_SETTINGS,
};

export interface PoliciesDeps {
  readonly store: PolicyStore;
  readonly trail: Trail;
  readonly now: () => number;
}

/** The district's numbers and words with their histories, which are only ever added to. */
export class Policies {
  readonly #deps: PoliciesDeps;

  private constructor(deps: PoliciesDeps) {
    this.#deps = deps;
  }

  /** Puts in what the platform comes with where there is nothing yet. */
  static async create(deps: PoliciesDeps): Promise<Policies> {
    for (const [kind, body] of Object.entries(FIRST) as [PolicyKind, Policy][]) {
      if ((await deps.store.history(kind)).length === 0) await deps.store.addFirst(recordOf(kind, body));
    }
    return new Policies(deps);
  }

  /** By the day they take effect, oldest first; each says who confirmed it. */
  async history<K extends PolicyKind>(kind: K): Promise<PolicyVersion<K>[]> {
    return (await this.#deps.store.history(kind)).map((record) => versionOf<K>(record));
  }

  async versions<K extends PolicyKind>(kind: K): Promise<Policy<K>[]> {
    return (await this.history(kind)).map(({ policy }) => policy);
  }

  /** @throws UserError `policy.noneInForce` before the first version takes effect */
  async inForce<K extends PolicyKind>(kind: K, on: Day): Promise<Policy<K>> {
    const found = inForce<Policy<K>>(await this.versions(kind), on);
    if (!found) throw new UserError('policy.noneInForce');
    return found;
  }

  /**
   * Adds a version. A published one is never edited: finished cases point at it.
   * @throws RuleError `parameters.versionTaken`, `parameters.dayTaken`, `parameters.inThePast`
   */
  async publish<K extends PolicyKind>(kind: K, next: Policy<K>, { actor, today, reason }: { actor: Actor; today: Day; reason: string }): Promise<void> {
    const { store, trail, now } = this.#deps;
    const unconfirmed = { ...next, confirmedBy: null };
    const published = publishVersion(await this.versions(kind), unconfirmed, today);
    if (!published.ok) throw new RuleError(published.violation);
    await trail.append({
      act: 'policy.published',
      actor: inTrail(actor),
      object: { kind: 'policy', id: `${kind}/${next.version}` },
      details: { kind, version: next.version, effectiveFrom: next.effectiveFrom },
      personal: { reason },
    });
    await store.add({ ...recordOf(kind, unconfirmed), publishedBy: { id: actor.id, name: actor.name }, publishedAtMs: now(), reason });
  }

  /** @throws UserError `policy.unknown` */
  async confirm(kind: PolicyKind, version: string, { actor, comparedWith }: { actor: Actor; comparedWith: string }): Promise<void> {
    const { store, trail, now } = this.#deps;
    const record = (await store.history(kind)).find((one) => one.version === version);
    if (!record) throw new UserError('policy.unknown');
    if (record.confirmedBy) return;
    await trail.append({
      act: 'policy.confirmed',
      actor: inTrail(actor),
      object: { kind: 'policy', id: record._id },
      details: { kind, version },
      personal: { comparedWith },
    });
    await store.confirm(record._id, { id: actor.id, name: actor.name }, now());
  }
}

function recordOf(kind: PolicyKind, body: Policy): PolicyRecord {
  return { _id: `${kind}/${body.version}`, kind, version: body.version, effectiveFrom: body.effectiveFrom, body };
}

function versionOf<K extends PolicyKind>({ body, publishedBy, publishedAtMs, reason, confirmedBy, confirmedAtMs }: PolicyRecord): PolicyVersion<K> {
  return {
    // The store keeps each kind's records under that kind.
    policy: { ...(body as Policy<K>), confirmedBy: confirmedBy?.name ?? null },
    ...(publishedBy && publishedAtMs !== undefined && { published: { by: publishedBy.name, atMs: publishedAtMs, reason: reason ?? '' } }),
    ...(confirmedAtMs !== undefined && { confirmedAtMs }),
  };
}
