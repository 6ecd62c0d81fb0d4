import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawFrameCode, FRAME_NUMBERS, GRID_COLUMNS, isFlash, PICTURE_ROWS, readFrameCode } from './frameCode.ts';

const anyNumber = fc.integer({ min: 0, max: FRAME_NUMBERS - 1 });

/** A frame as 16 × 9 pixels: a grey picture above the code. */
function draw(number: number, luma = 100): Uint8Array {
  return Buffer.concat([Buffer.alloc(PICTURE_ROWS * GRID_COLUMNS, luma), drawFrameCode(number)]);
}

test('every number that was drawn is read again, also when the picture lost contrast', () => {
  fc.assert(
    fc.property(anyNumber, (number) => {
      expect(readFrameCode(draw(number))).toBe(number);
      expect(readFrameCode(draw(number).map((luma) => 90 + luma * 0.3))).toBe(number);
    }),
  );
});

test('a frame that is half one number and half another is not read as a third', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, (one, other) => {
      const [first, second] = [draw(one), draw(other)];
      const read = readFrameCode(first.map((luma, index) => (luma + (second[index] ?? 0)) / 2));
      expect(read === undefined || read === one || read === other).toBe(true);
    }),
  );
});

test('black and white pictures carry no number', () => {
  expect(readFrameCode(new Uint8Array(144))).toBeUndefined();
  expect(readFrameCode(new Uint8Array(144).fill(255))).toBeUndefined();
});

test('a white picture is a flash and a grey one is none', () => {
  expect(isFlash(draw(7, 255))).toBe(true);
  expect(isFlash(draw(7, 128))).toBe(false);
});
