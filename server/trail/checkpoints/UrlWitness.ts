import type { SignedCheckpoint } from '../contract.ts';
import type { VerifierKey } from '../proof/note.ts';
import { isSignedBy, parseNote, parseSignatureLine, parseVkey, signatureLine } from '../proof/note.ts';
import { TrailError } from '../proof/TrailError.ts';
import type { ProveConsistency, Witness } from './Witness.ts';

const TIMEOUT_MS = 10_000;
/** A witness answers with a few lines; more is not a witness. */
const MAX_ANSWER_CHARS = 64 * 1024;

/** A witness that speaks c2sp.org/tlog-witness: it gets each checkpoint with a proof and returns its cosignature. */
export class UrlWitness implements Witness {
  readonly name: string;
  readonly #url: string;
  readonly #key: VerifierKey;
  /** Size of the newest checkpoint that the witness has, as far as we know; it tells us when we are wrong. */
  #knownSize = 0;

  /**
   * @param url the submission prefix
   * @param vkey the witness's public key, got from its operator
   * @throws TrailError `trail.badKey`
   */
  constructor(url: string, vkey: string) {
    this.#key = parseVkey(vkey);
    this.#url = `${url.replace(/\/$/u, '')}/add-checkpoint`;
    this.name = this.#key.name;
  }

  async accept(checkpoint: SignedCheckpoint, prove: ProveConsistency): Promise<string> {
    let answer = await this.#submit(checkpoint, prove);
    if (answer.status === 409) {
      // "The response body MUST consist of the tree size of the latest cosigned checkpoint in decimal."
      const size = Number(answer.body.trim());
      if (!Number.isSafeInteger(size) || size < 0) throw this.#refused(`answered 409 with ${answer.body.slice(0, 40)}`);
      if (size > checkpoint.size) return '';
      if (size === this.#knownSize) throw new TrailError('trail.rewritten', `${this.name} has another log of ${size} entries`);
      this.#knownSize = size;
      answer = await this.#submit(checkpoint, prove);
    }
    if (answer.status === 422) {
      throw new TrailError('trail.rewritten', `${this.name} does not find the log of ${checkpoint.size} entries to continue that of ${this.#knownSize}`);
    }
    if (answer.status !== 200) throw this.#refused(`answered ${answer.status}`);
    this.#knownSize = checkpoint.size;
    return this.#checked(checkpoint, answer.body);
  }

  async #submit(checkpoint: SignedCheckpoint, prove: ProveConsistency): Promise<{ status: number; body: string }> {
    const { hashes } = await prove(this.#knownSize, checkpoint.size);
    const body = `old ${this.#knownSize}\n${hashes.map((hash) => `${hash}\n`).join('')}\n${checkpoint.note}`;
    try {
      const response = await fetch(this.#url, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
      return { status: response.status, body: (await response.text()).slice(0, MAX_ANSWER_CHARS) };
    } catch (cause) {
      throw new TrailError('trail.witnessRefused', `${this.name} can't be reached`, { cause });
    }
  }

  /** Keeps the signatures of the witness's known key, once they have been checked. */
  #checked({ note }: SignedCheckpoint, lines: string): string {
    const { text } = parseNote(note);
    const signatures = lines.split('\n').filter((line) => line !== '').map(parseSignatureLine);
    const ours = signatures.filter(({ name, keyId }) => name === this.#key.name && keyId === this.#key.keyId);
    if (ours.length === 0 || !ours.every((signature) => isSignedBy(text, signature, this.#key))) {
      throw this.#refused('did not sign with its key');
    }
    return ours.map(signatureLine).join('');
  }

  #refused(what: string): TrailError {
    return new TrailError('trail.witnessRefused', `${this.name} ${what}`);
  }
}
