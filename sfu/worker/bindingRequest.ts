import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

// RFC 8489 §14 and RFC 8445 §16.1
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const PRIORITY = 0x0024;
const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
const ICE_CONTROLLING = 0x802a;

const HEADER_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const MAGIC_COOKIE = 0x2112a442;

/** What an ICE lite agent says of itself (RFC 8445 §2.5). */
export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

/**
 * The connectivity check that makes an ICE lite agent take the sender's address as the nominated
 * one: a STUN binding request with USE-CANDIDATE (RFC 8445 §7.2.2, §8.1.1).
 */
export function bindingRequest(remote: IceCredentials): Buffer {
  const priority = Buffer.alloc(4);
  priority.writeUInt32BE(0x6e7f00ff);
  const attributes = [
    attribute(USERNAME, Buffer.from(`${remote.usernameFragment}:checker`)),
    attribute(PRIORITY, priority),
    attribute(ICE_CONTROLLING, randomBytes(8)),
    attribute(USE_CANDIDATE, Buffer.alloc(0)),
  ];
  const message = Buffer.concat([Buffer.alloc(HEADER_BYTES), ...attributes]);
  message.writeUInt16BE(BINDING_REQUEST, 0);
  message.writeUInt32BE(MAGIC_COOKIE, 4);
  randomBytes(12).copy(message, 8);
  const signed = append(message, MESSAGE_INTEGRITY, 20, (covered) =>
    createHmac('sha1', remote.password).update(covered).digest(),
  );
  return append(signed, FINGERPRINT, 4, (covered) => {
    const value = Buffer.alloc(4);
    value.writeUInt32BE((crc32(covered) ^ 0x5354554e) >>> 0);
    return value;
  });
}

/** True for a datagram of STUN where DTLS and RTP share its port (RFC 7983 §7). */
export function isStun(datagram: Buffer): boolean {
  return (datagram[0] ?? 0xff) <= 3;
}

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** The length in the header already counts the new attribute when its value is computed (RFC 8489 §14.5, §14.7). */
function append(message: Buffer, type: number, valueBytes: number, compute: (covered: Buffer) => Buffer): Buffer {
  message.writeUInt16BE(message.length - HEADER_BYTES + 4 + valueBytes, 2);
  return Buffer.concat([message, attribute(type, compute(message))]);
}
