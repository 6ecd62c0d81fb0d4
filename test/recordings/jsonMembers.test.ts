import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonMembers } from '../../recordings/jsonMembers.ts';
import type { JsonMember } from '../../recordings/jsonMembers.ts';

async function read(text: string, chunkBytes: number): Promise<readonly JsonMember[]> {
  const bytes = new TextEncoder().encode(text);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const members: JsonMember[] = [];
  for await (const member of jsonMembers(chunks())) members.push(member);
  return members;
}

test('an object read as a stream, however it is cut, is the object that JSON.parse reads', async () => {
  await fc.assert(fc.asyncProperty(
    fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()))), fc.integer({ min: 1, max: 9 }), fc.constantFrom(0, 2),
    async (object, chunkBytes, spaces) => {
      const parsed = JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
      const expected = Object.entries(parsed).flatMap(([key, value]) => (
        Array.isArray(value) ? value.map((element: unknown, place) => ({ key, place, value: element })) : [{ key, value }]));
      expect(await read(JSON.stringify(object, null, spaces), chunkBytes)).toEqual(expected);
    },
  ), { numRuns: 300 });
});

test.each(['', '[]', '{', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{"a":[1,]}', '{"a":[,]}', '{"a":1}{', '{"a":1 2}', '{a:1}', '{"a":[1}', '"a"', '{"a":tru}'])(
  'what is not one whole object is refused: %s',
  async (text) => { await expect(read(text, 3)).rejects.toThrow(SyntaxError); },
);
