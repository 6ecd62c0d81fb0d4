/** One file as a manifest lists it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sm3: string;
}

const DIGESTS_BYTES = 64;

/**
 * The files of a manifest in their order, in a hundred bytes each instead of the thousand that objects and texts take: an
 * archive of any length can be verified in little memory.
 */
export class FileTable {
  readonly #paths: string[] = [];
  readonly #places = new Map<string, number>();
  #sizes = new Float64Array(1_024);
  #digests = new Uint8Array(1_024 * DIGESTS_BYTES);

  get length(): number {
    return this.#paths.length;
  }

  /** Answers false when a file of this path is there already. */
  add({ path, bytes, sha256, sm3 }: ListedFile): boolean {
    if (this.#places.has(path)) return false;
    const place = this.#paths.length;
    if (place === this.#sizes.length) this.#grow();
    this.#paths.push(path);
    this.#places.set(path, place);
    this.#sizes[place] = bytes;
    writeHex(this.#digests, place * DIGESTS_BYTES, sha256);
    writeHex(this.#digests, place * DIGESTS_BYTES + 32, sm3);
    return true;
  }

  has(path: string): boolean {
    return this.#places.has(path);
  }

  find(path: string): ListedFile | undefined {
    const place = this.#places.get(path);
    return place === undefined ? undefined : this.at(place);
  }

  at(place: number): ListedFile {
    const from = place * DIGESTS_BYTES;
    return {
      path: this.#paths[place]!, bytes: this.#sizes[place]!,
      sha256: readHex(this.#digests, from), sm3: readHex(this.#digests, from + 32),
    };
  }

  /** The first file that has this SHA-256. */
  pathOf(sha256: string): string | undefined {
    for (let place = 0; place < this.#paths.length; place += 1) {
      if (readHex(this.#digests, place * DIGESTS_BYTES) === sha256) return this.#paths[place];
    }
    return undefined;
  }

  #grow(): void {
    const sizes = new Float64Array(this.#sizes.length * 2);
    sizes.set(this.#sizes);
    this.#sizes = sizes;
    const digests = new Uint8Array(this.#digests.length * 2);
    digests.set(this.#digests);
    this.#digests = digests;
  }
}

function writeHex(into: Uint8Array, at: number, hex: string): void {
  for (let i = 0; i < 32; i += 1) into[at + i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
}

function readHex(from: Uint8Array, at: number): string {
  let hex = '';
  for (let i = at; i < at + 32; i += 1) hex += from[i]!.toString(16).padStart(2, '0');
  return hex;
}
