import { ed25519 } from '@noble/curves/ed25519.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from '../../../../server/trail/proof/checkpoint.ts';
import { toBase64 } from '../../../../server/trail/proof/encoding.ts';
import { EMPTY_ROOT } from '../../../../server/trail/proof/merkle.ts';
import type { VerifierKey } from '../../../../server/trail/proof/note.ts';
import { formatNote, formatVkey, NOTE_KEY_TYPES, openNote, parseNote, parseVkey } from '../../../../server/trail/proof/note.ts';

/** The example of Go's package golang.org/x/mod/sumdb/note. */
const GO_VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n\n'
  + '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';

const secret = new Uint8Array(32).fill(7);
const key = parseVkey(formatVkey('log.example/trail', ed25519.getPublicKey(secret)));
const rootHash = toBase64(EMPTY_ROOT);
const text = formatCheckpoint({ origin: 'log.example/trail', size: 0, rootHash });

function sign(signed: string, by: VerifierKey = key): string {
  return formatNote({ text: signed, signatures: [{ name: by.name, keyId: by.keyId, signature: ed25519.sign(utf8ToBytes(signed), secret) }] });
}

/** The code of what is thrown; undefined when nothing is. */
function codeOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('a signed note', () => {
  it('is read as Go reads it', () => {
    const opened = openNote(GO_NOTE, [parseVkey(GO_VKEY)]);
    expect(opened.text).toMatch(/problem is\.\n$/u);
    expect(opened.signedBy.map(({ name }) => name)).toEqual(['PeterNeumann']);
    expect(formatNote(parseNote(GO_NOTE))).toBe(GO_NOTE);
    expect(formatVkey('PeterNeumann', parseVkey(GO_VKEY).publicKey)).toBe(GO_VKEY);
  });

  it('is refused when any character of it is another', () => {
    expect(codeOf(() => openNote(GO_NOTE, [parseVkey(GO_VKEY)]))).toBeUndefined();
    for (let i = 0; i < GO_NOTE.length; i++) {
      const changed = GO_NOTE.slice(0, i) + String.fromCharCode(GO_NOTE.charCodeAt(i) ^ 1) + GO_NOTE.slice(i + 1);
      expect(codeOf(() => openNote(changed, [parseVkey(GO_VKEY)])), `at ${i}`).toMatch(/^trail\./u);
    }
  });

  it('lets signatures of unknown keys pass, but needs one of a known key', () => {
    const both = sign(text) + GO_NOTE.slice(GO_NOTE.lastIndexOf('— '));
    expect(openNote(both, [key]).signedBy).toEqual([key]);
    expect(codeOf(() => openNote(sign(text), [parseVkey(GO_VKEY)]))).toBe('trail.unknownKey');
  });

  it('is refused when a known key’s signature is wrong, whatever else signs it', () => {
    const wrong = sign(text).replace('\n0\n', '\n1\n');
    expect(codeOf(() => openNote(wrong, [key]))).toBe('trail.badSignature');
  });

  it('carries cosignatures of witnesses, each with its time', () => {
    const witness = parseVkey(formatVkey('witness.example/w', ed25519.getPublicKey(secret), NOTE_KEY_TYPES.cosignature));
    const seconds = 1_800_000_000n;
    const time = new Uint8Array(8);
    new DataView(time.buffer).setBigUint64(0, seconds);
    const signature = Uint8Array.of(...time, ...ed25519.sign(utf8ToBytes(`cosignature/v1\ntime ${seconds}\n${text}`), secret));
    const note = formatNote({ text, signatures: [...parseNote(sign(text)).signatures, { ...witness, signature }] });
    expect(openNote(note, [key, witness]).signedBy).toEqual([key, witness]);
    const later = Uint8Array.from(signature);
    later[7] = 1;
    const shifted = formatNote({ text, signatures: [{ ...witness, signature: later }] });
    expect(codeOf(() => openNote(shifted, [witness]))).toBe('trail.badSignature');
  });

  it.each([
    ['', 'nothing'], ['text\n', 'no signatures'], ['text\n\n', 'an empty list'], ['text\n\n— a b\n', 'a short signature'],
    ['text\n\n— a AAAAAAAA', 'no closing newline'], ['te\u0000xt\n\n— a AAAAAAAAAAA=\n', 'control characters'],
  ])('is not read from %j: %s', (note) => {
    expect(codeOf(() => parseNote(note))).toBe('trail.badNote');
  });

  it.each(['', 'a+00000000+AAAA', GO_VKEY.replace('c74', 'c75'), GO_VKEY.slice(0, -1)])('knows no key by %j', (vkey) => {
    expect(codeOf(() => parseVkey(vkey))).toBe('trail.badKey');
  });
});

describe('a checkpoint', () => {
  it('is its three lines, and lets extension lines pass', () => {
    const checkpoint = { origin: 'log.example/trail', size: 20_852_163, rootHash };
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint);
    expect(parseCheckpoint(`${formatCheckpoint(checkpoint)}more\n`)).toEqual(checkpoint);
  });

  it.each([
    '', 'a\n1\n', `a\n01\n${rootHash}\n`, `a\n-1\n${rootHash}\n`, `\n1\n${rootHash}\n`, `a\n1\n${rootHash}`,
    `a\n1\n${rootHash}\n\n`, `a\n1\nAAAA\n`, `a\n99999999999999999999\n${rootHash}\n`,
  ])('is not read from %j', (bad) => {
    expect(codeOf(() => parseCheckpoint(bad))).toBe('trail.badCheckpoint');
  });
});
