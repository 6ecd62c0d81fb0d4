import type { Document } from 'bson';
import { decode, isPlainObject } from '../bson/exact.ts';
import { FrameError } from './FrameReader.ts';
import { checkBson } from './checkBson.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits 0–15 of OP_MSG's flags must be understood or refused; 16–31 may be ignored. */
const REQUIRED_FLAGS = 0xffff;

/** One command from a client. */
export interface Request {
  readonly requestId: number;
  /** `legacy` is OP_QUERY, in which drivers send their first `hello`. */
  readonly kind: 'message' | 'legacy';
  /** The client waits for no answer (an unacknowledged write). */
  readonly silent: boolean;
  readonly command: Document;
  /** Documents of the document sequences, as bytes, by the sequence's name. */
  readonly sequences: Readonly<Record<string, readonly Buffer[]>>;
}

/**
 * Parses a whole message. Source: MongoDB manual, "MongoDB Wire Protocol".
 * @throws FrameError when the frame itself is wrong
 * @throws StoreError when a document in it is
 */
export function parseMessage(frame: Buffer): Request {
  const requestId = frame.readInt32LE(4);
  const opCode = frame.readInt32LE(12);
  if (opCode === OP_MSG) return parseOpMsg(frame, requestId);
  if (opCode === OP_QUERY) return parseOpQuery(frame, requestId);
  throw new FrameError(`the operation ${opCode} is not spoken here`);
}

function parseOpMsg(frame: Buffer, requestId: number): Request {
  if (frame.length < 21) throw new FrameError('a message without sections');
  const flags = frame.readUInt32LE(16);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0)
    throw new FrameError(`unknown flags ${flags}`);
  const end = (flags & CHECKSUM_PRESENT) !== 0 ? frame.length - 4 : frame.length;
  const sections = frame.subarray(0, end);
  let command: Document | undefined;
  const sequences: Record<string, readonly Buffer[]> = {};
  let at = 20;
  while (at < end) {
    const kind = sections[at];
    at += 1;
    if (kind === 0) {
      if (command !== undefined) throw new FrameError('a message with two bodies');
      const bodyEnd = checkBson(sections, at);
      command = decode(sections.subarray(at, bodyEnd));
      at = bodyEnd;
    } else if (kind === 1) {
      at = readSequence(sections, at, sequences);
    } else {
      throw new FrameError(`a section of the unknown kind ${kind}`);
    }
  }
  if (command === undefined) throw new FrameError('a message without a body');
  return { requestId, kind: 'message', silent: (flags & MORE_TO_COME) !== 0, command, sequences };
}

function readSequence(sections: Buffer, begin: number, into: Record<string, readonly Buffer[]>): number {
  if (begin + 4 > sections.length) throw new FrameError('a sequence is cut off');
  const size = sections.readInt32LE(begin);
  const end = begin + size;
  const zero = sections.indexOf(0, begin + 4);
  if (size < 5 || end > sections.length || zero === -1 || zero >= end)
    throw new FrameError('a sequence has a wrong length');
  const name = sections.toString('utf8', begin + 4, zero);
  if (Object.hasOwn(into, name)) throw new FrameError(`two sequences called ${name}`);
  const documents: Buffer[] = [];
  const sequence = sections.subarray(0, end);
  let at = zero + 1;
  while (at < end) {
    const next = checkBson(sequence, at);
    documents.push(sequence.subarray(at, next));
    at = next;
  }
  into[name] = documents;
  return end;
}

/** The one use of OP_QUERY that is left: a command on `<db>.$cmd`, as which a driver sends its first `hello`. */
function parseOpQuery(frame: Buffer, requestId: number): Request {
  const zero = frame.indexOf(0, 20);
  if (zero === -1 || zero + 9 > frame.length) throw new FrameError('a query is cut off');
  const namespace = frame.toString('utf8', 20, zero);
  if (!namespace.endsWith('.$cmd')) throw new FrameError('a query that is not a command');
  const at = zero + 9;
  const body = decode(frame.subarray(at, checkBson(frame, at)));
  const inner: unknown = body['$query'];
  const command = isPlainObject(inner) ? inner : body;
  return {
    requestId,
    kind: 'legacy',
    silent: false,
    command: { ...command, $db: namespace.slice(0, -5) },
    sequences: {},
  };
}

let lastReplyId = 0;

/** The bytes of the answer to a request, in the form that the request came in. */
export function buildReply(request: Pick<Request, 'requestId' | 'kind'>, body: Uint8Array): Buffer {
  lastReplyId = (lastReplyId + 1) & 0x7fff_ffff;
  const prefix = request.kind === 'message' ? 5 : 20;
  const reply = Buffer.allocUnsafe(16 + prefix + body.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(lastReplyId, 4);
  reply.writeInt32LE(request.requestId, 8);
  if (request.kind === 'message') {
    reply.writeInt32LE(OP_MSG, 12);
    reply.writeUInt32LE(0, 16);
    reply.writeUInt8(0, 20);
  } else {
    reply.writeInt32LE(OP_REPLY, 12);
    reply.writeInt32LE(8, 16); // AwaitCapable
    reply.writeBigInt64LE(0n, 20); // no cursor
    reply.writeInt32LE(0, 28); // the first document
    reply.writeInt32LE(1, 32); // and the only one
  }
  reply.set(body, 16 + prefix);
  return reply;
}

/** The id of a frame's request, for the error that answers a frame whose documents are wrong. */
export function requestIdOf(frame: Buffer): Pick<Request, 'requestId' | 'kind'> {
  return { requestId: frame.readInt32LE(4), kind: frame.readInt32LE(12) === OP_QUERY ? 'legacy' : 'message' };
}
