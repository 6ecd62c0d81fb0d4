import type { Disclosure, DisclosedEntry, TrailEntry } from '../contract.ts';
import { digestOf, divideDetails, isDisclosureOf, withhold } from '../proof/disclosure.ts';
import type { PersonalText, TextStore, TextSubject } from './store.ts';

/** People whose name keeps its salt, so that not each of their acts makes a text of its own. */
const MAX_NAMES = 10_000;

/** What is to be told of an event, before its personal texts are taken out. */
export interface Told {
  readonly actor?: { readonly id: string; readonly name: string } | undefined;
  readonly visitId?: string | undefined;
  readonly details: TrailEntry['details'];
  readonly personal: Readonly<Record<string, string>>;
}

/** What goes into the entry, and the texts that must be kept before it. */
export interface Withheld {
  readonly details: TrailEntry['details'];
  readonly withheld: Readonly<Record<string, string>>;
  readonly texts: readonly PersonalText[];
}

/** Takes people's names and words out of what the log keeps for ever, and gives them back while they are kept. */
export class Withholder {
  readonly #store: TextStore;
  /** By account and name: a new name is a new text. */
  readonly #names = new Map<string, PersonalText>();

  constructor(store: TextStore) {
    this.#store = store;
  }

  take({ actor, visitId, details, personal }: Told): Withheld {
    const { open, words } = divideDetails(details);
    const texts = Object.entries({ ...words, ...personal }).map(([name, text]): PersonalText => ({
      ...kept(withhold(name, text)),
      ...(visitId !== undefined && { visitId }),
      ...(actor && visitId === undefined && { accountId: actor.id }),
    }));
    if (actor) texts.push(this.#nameOf(actor));
    return { details: open, withheld: Object.fromEntries(texts.map(({ name, _id }) => [name, _id])), texts };
  }

  async disclose(entries: readonly TrailEntry[]): Promise<DisclosedEntry[]> {
    const digests = new Set(entries.flatMap(({ withheld }) => Object.values(withheld ?? {})));
    const texts = digests.size === 0 ? new Map<string, Disclosure>() : await this.#store.byDigest([...digests]);
    return entries.map((entry) => ({
      entry,
      // A text that was changed beside the trail is as good as none.
      disclosures: Object.values(entry.withheld ?? {})
        .map((digest) => texts.get(digest))
        .filter((disclosure) => disclosure !== undefined && isDisclosureOf(entry, disclosure)) as Disclosure[],
    }));
  }

  count(subject: TextSubject): Promise<number> {
    return this.#store.count(subject);
  }

  async forget(subject: TextSubject): Promise<void> {
    this.#names.clear();
    await this.#store.forget(subject);
  }

  #nameOf({ id, name }: { readonly id: string; readonly name: string }): PersonalText {
    const key = JSON.stringify([id, name]);
    const known = this.#names.get(key) ?? { ...kept(withhold('actorName', name)), accountId: id };
    this.#names.delete(key);
    this.#names.set(key, known);
    const oldest = this.#names.keys().next();
    if (this.#names.size > MAX_NAMES && !oldest.done) this.#names.delete(oldest.value);
    return known;
  }
}

function kept(disclosure: Disclosure): PersonalText {
  return { _id: digestOf(disclosure), ...disclosure };
}
