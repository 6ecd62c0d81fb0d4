/**
 * The frame number that is burned into the test camera's picture so that a machine still reads it
 * after lossy encoding at a low bit rate. The picture is a grid of 16 × 9 squares; the last two rows
 * carry 16 bits, white for one, and below each square its opposite. Averaged to 16 × 9 pixels, every
 * square is one pixel. A square that does not differ clearly from its opposite, or a checksum that
 * does not fit, makes the frame unreadable rather than wrong.
 */
export const GRID_COLUMNS = 16;
export const GRID_ROWS = 9;
/** Rows of the grid that show the picture; the flash fills them. */
export const PICTURE_ROWS = GRID_ROWS - 2;

const NUMBER_BITS = 12;
/** Numbers run from 0 to one below this. */
export const FRAME_NUMBERS = 2 ** NUMBER_BITS;

/** Of 255; black and white squares end up about 200 apart even at 100 kbit/s. */
const CLEAR_DIFFERENCE = 60;
/** Of 255; the mean of the picture, which is well below this in all frames but the flash. */
const FLASH_LUMA = 200;

/** The two rows of squares for a number, one byte of luma each: 16 for the bits, 16 for their opposites. */
export function drawFrameCode(number: number): Buffer {
  const code = number | (checksum(number) << NUMBER_BITS);
  return Buffer.from(Array.from({ length: 2 * GRID_COLUMNS }, (_, index) => {
    const bit = (code >> (index % GRID_COLUMNS)) & 1;
    return bit === (index < GRID_COLUMNS ? 1 : 0) ? 255 : 0;
  }));
}

/**
 * @param grid a frame averaged to 16 × 9 pixels of luma
 * @returns its number, or nothing where it can't be read with certainty
 */
export function readFrameCode(grid: Uint8Array): number | undefined {
  let code = 0;
  for (let column = 0; column < GRID_COLUMNS; column++) {
    const bit = grid[PICTURE_ROWS * GRID_COLUMNS + column] ?? 0;
    const opposite = grid[(PICTURE_ROWS + 1) * GRID_COLUMNS + column] ?? 0;
    if (Math.abs(bit - opposite) < CLEAR_DIFFERENCE) return undefined;
    if (bit > opposite) code |= 1 << column;
  }
  const number = code & (FRAME_NUMBERS - 1);
  return code >> NUMBER_BITS === checksum(number) ? number : undefined;
}

/** True while the picture is white. */
export function isFlash(grid: Uint8Array): boolean {
  const picture = grid.subarray(0, PICTURE_ROWS * GRID_COLUMNS);
  return picture.reduce((sum, luma) => sum + luma, 0) / picture.length > FLASH_LUMA;
}

/** Four bits: the sum of the number's hexadecimal digits, plus one so that all-black is never right. */
function checksum(number: number): number {
  return ((number & 15) + ((number >> 4) & 15) + ((number >> 8) & 15) + 1) & 15;
}
