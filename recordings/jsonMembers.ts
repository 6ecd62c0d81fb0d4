/** One member of a JSON object, or one element of a member that is an array. */
export interface JsonMember {
  readonly key: string;
  /** The element's place in its array; missing when the member is not an array. */
  readonly place?: number;
  readonly value: unknown;
}

/** More than any element has that this house writes. */
const MAX_ELEMENT_CHARACTERS = 1024 * 1024;

/**
 * Reads one JSON object as a stream, member by member and array element by array element, so that its size does not
 * matter. An empty array answers nothing. Throws SyntaxError for anything but one object.
 */
export async function* jsonMembers(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<JsonMember> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const scanner = new Scanner();
  for await (const chunk of chunks) yield* scanner.push(decoder.decode(chunk, { stream: true }));
  yield* scanner.push(decoder.decode());
  scanner.end();
}

const SPACE = /\s/;
const ENDS_PLAIN_VALUE = /[\s,:\]}]/;

/**
 * Finds where elements begin and end; what is between is left to `JSON.parse`. `#at` says what comes next: the object, a
 * key, its colon, a value, an element, or what follows one of them.
 */
class Scanner {
  #at: 'object' | 'key' | 'colon' | 'value' | 'element' | 'afterValue' | 'afterElement' | 'nothing' = 'object';
  #key = '';
  #place = 0;
  /** Whether a value or key is being read, and what of it stood in the chunks before. */
  #reading = false;
  #before = '';
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** After `{` or `[` an element may follow, or the end; after a comma only an element. */
  #mayEnd = true;

  * push(text: string): Generator<JsonMember> {
    let from = 0;
    for (let i = 0; i < text.length; i += 1) {
      const character = text[i]!;
      if (this.#reading) {
        const ended = this.#ends(character);
        if (ended === 'no') continue;
        const member = this.#finish(this.#before + text.slice(from, ended === 'with' ? i + 1 : i));
        if (member !== undefined) yield member;
        if (ended === 'with') continue;
      }
      if (this.#begins(character)) from = i;
    }
    if (!this.#reading) return;
    this.#before += text.slice(from);
    if (this.#before.length > MAX_ELEMENT_CHARACTERS) throw new SyntaxError('an element is too large');
  }

  end(): void {
    if (this.#at !== 'nothing') throw new SyntaxError('the object does not end');
  }

  /** Whether what is being read ends before this character, with it, or goes on. */
  #ends(character: string): 'no' | 'with' | 'before' {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === '\\') this.#escaped = true;
      else if (character === '"') {
        this.#inString = false;
        if (this.#depth === 0) return 'with';
      }
      return 'no';
    }
    if (this.#depth === 0) return ENDS_PLAIN_VALUE.test(character) ? 'before' : 'no';
    if (character === '"') this.#inString = true;
    else if (character === '{' || character === '[') this.#depth += 1;
    else if (character === '}' || character === ']') {
      this.#depth -= 1;
      if (this.#depth === 0) return 'with';
    }
    return 'no';
  }

  #finish(text: string): JsonMember | undefined {
    this.#reading = false;
    this.#before = '';
    const value: unknown = JSON.parse(text);
    if (this.#at === 'key') {
      this.#key = value as string;
      this.#at = 'colon';
      return undefined;
    }
    if (this.#at === 'value') {
      this.#at = 'afterValue';
      return { key: this.#key, value };
    }
    this.#at = 'afterElement';
    this.#place += 1;
    return { key: this.#key, place: this.#place - 1, value };
  }

  /** Takes a character between values; answers whether a key or a value begins with it. */
  #begins(character: string): boolean {
    if (SPACE.test(character)) return false;
    const at = this.#at;
    if (at === 'object' && character === '{') this.#expect('key', true);
    else if (at === 'colon' && character === ':') this.#at = 'value';
    else if (at === 'value' && character === '[') {
      this.#place = 0;
      this.#expect('element', true);
    } else if (at === 'afterElement' && character === ',') this.#expect('element', false);
    else if (at === 'afterValue' && character === ',') this.#expect('key', false);
    else if ((at === 'afterElement' || (at === 'element' && this.#mayEnd)) && character === ']') this.#at = 'afterValue';
    else if ((at === 'afterValue' || (at === 'key' && this.#mayEnd)) && character === '}') this.#at = 'nothing';
    else if (at === 'value' || at === 'element' || (at === 'key' && character === '"')) return this.#begin(character);
    else throw new SyntaxError(`${character} is not expected`);
    return false;
  }

  #expect(at: 'key' | 'element', mayEnd: boolean): void {
    this.#at = at;
    this.#mayEnd = mayEnd;
  }

  #begin(character: string): true {
    this.#reading = true;
    this.#inString = character === '"';
    this.#escaped = false;
    this.#depth = character === '{' || character === '[' ? 1 : 0;
    return true;
  }
}
