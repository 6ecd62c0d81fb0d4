import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fieldFiles } from '../../.setup/fieldFiles.mjs';

const PAGE = join(import.meta.dirname, '../../web/dist');
/** A first visit on a stairwell's 1.6 Mbit/s downloads this in about two seconds. */
const MOST_BYTES = 410_000;

describe('the field’s page', () => {
  const scripts = (later: boolean): string[] => [...fieldFiles(PAGE, { later })].filter((file) => file.endsWith('.js'));

  it('loads no more script before the camera shows than a weak line carries', () => {
    const sizes = scripts(false).map((file) => gzipSync(readFileSync(join(PAGE, file))).length);
    const sum = sizes.reduce((before, one) => before + one, 0);
    expect(sum).toBeLessThan(MOST_BYTES);
    expect(sum, 'the page was found at all').toBeGreaterThan(100_000);
  });

  it('takes along for later what a visit needs without a network', () => {
    const first = new Set(scripts(false));
    const later = scripts(true).filter((file) => !first.has(file));
    for (const part of ['FormPages', 'DoorSteps', 'ExitChoices', 'DescribeFields', 'GapStatement', 'CheckPage']) {
      expect(later.some((file) => file.includes(part)), part).toBe(true);
    }
  });
});
