/** Builds replies around stored documents without decoding them: what was inserted goes back as the same bytes. */

/** A BSON array of documents that are BSON already. */
export function rawArray(documents: readonly Uint8Array[]): Buffer {
  let size = 5;
  for (let i = 0; i < documents.length; i += 1) size += 2 + digitsOf(i) + (documents[i] as Uint8Array).length;
  const array = Buffer.allocUnsafe(size);
  let at = array.writeInt32LE(size, 0);
  for (let i = 0; i < documents.length; i += 1) {
    const document = documents[i] as Uint8Array;
    at = array.writeUInt8(0x03, at);
    at += array.write(String(i), at, 'latin1');
    at = array.writeUInt8(0, at);
    array.set(document, at);
    at += document.length;
  }
  array.writeUInt8(0, at);
  return array;
}

/**
 * A BSON document with one more field in front.
 * @param type 0x03 for a document, 0x04 for an array
 */
export function withFirstField(name: string, type: 0x03 | 0x04, value: Uint8Array, rest: Uint8Array): Buffer {
  const size = rest.length + 2 + name.length + value.length;
  const document = Buffer.allocUnsafe(size);
  let at = document.writeInt32LE(size, 0);
  at = document.writeUInt8(type, at);
  at += document.write(name, at, 'latin1');
  at = document.writeUInt8(0, at);
  document.set(value, at);
  document.set(rest.subarray(4), at + value.length);
  return document;
}

function digitsOf(index: number): number {
  return index < 10 ? 1 : index < 100 ? 2 : index < 1_000 ? 3 : String(index).length;
}
