/** Address and mask of each network that no router of the internet knows (RFC 1918, RFC 3927), and loopback. */
const PRIVATE_NETWORKS = [
  [10, 0, 0, 0, 255, 0, 0, 0],
  [172, 16, 0, 0, 255, 240, 0, 0],
  [192, 168, 0, 0, 255, 255, 0, 0],
  [169, 254, 0, 0, 255, 255, 0, 0],
  [127, 0, 0, 0, 255, 0, 0, 0],
];

/** Whether an IPv4 address lies in one of them. */
export function isPrivate(address: string): boolean {
  const bytes = address.split('.').map(Number);
  return PRIVATE_NETWORKS.some((network) => bytes.every((byte, at) => (byte & (network[at + 4] ?? 0)) === network[at]));
}

/**
 * The value of a `nameConstraints` extension (RFC 5280 §4.2.1.10), DER: permitted are those networks, and of names only
 * those below `local`, which no public server has.
 */
export function privateNetworksOnly(): Uint8Array<ArrayBuffer> {
  const addresses = PRIVATE_NETWORKS.map((network) => tagged(0x30, tagged(0x87, network)));
  const names = tagged(0x30, tagged(0x82, [...new TextEncoder().encode('local')]));
  return Uint8Array.from(tagged(0x30, tagged(0xa0, [...addresses.flat(), ...names])));
}

/** One DER value shorter than 128 bytes. */
function tagged(tag: number, content: readonly number[]): number[] {
  return [tag, content.length, ...content];
}
