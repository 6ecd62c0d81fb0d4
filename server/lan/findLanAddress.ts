import { networkInterfaces } from 'node:os';
import { isPrivate } from './privateNetworksOnly.ts';

/** This machine's IPv4 address in the local network: the first private one that is not loopback. */
export function findLanAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal, address }) => family === 'IPv4' && !internal && isPrivate(address))?.address;
}
