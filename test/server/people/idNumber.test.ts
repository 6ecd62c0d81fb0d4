import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDigit, readIdNumber } from '../../../server/people/idNumber.ts';
import type { IdNumberWarning } from '../../../server/people/idNumber.ts';
import type { Day } from '../../../server/rules/contract.ts';

const nowMs = Date.parse('2026-11-24T00:00:00Z');
const warningsOf = (text: string, stated = {}): IdNumberWarning[] => readIdNumber(text, nowMs, stated).warnings.map((one) => one.code);
/** With the right check digit. */
const complete = (first17: string): string => first17 + checkDigit(first17);

describe('an ID number', () => {
  it('has the check digits of the standard’s own examples', () => {
    // GB 11643-1999, examples of the annex.
    expect(checkDigit('11010519491231002')).toBe('X');
    expect(checkDigit('44052418800101001')).toBe('4');
  });

  it('tells the birth date and the sex', () => {
    expect(readIdNumber('11010519491231002x', nowMs)).toEqual({ normalized: '11010519491231002X', birthDay: '1949-12-31', sex: 'female', warnings: [] });
    expect(readIdNumber(complete('15010219800301123'), nowMs)).toMatchObject({ birthDay: '1980-03-01', sex: 'male', warnings: [] });
  });

  it('is read with the spaces people put into it', () => {
    expect(readIdNumber(' 110105 19491231 002X ', nowMs).warnings).toEqual([]);
  });

  it('warns of a wrong check digit and still reads the rest', () => {
    expect(readIdNumber('110105194912310021', nowMs)).toMatchObject({ birthDay: '1949-12-31', sex: 'female' });
    expect(warningsOf('110105194912310021')).toEqual(['idNumber.checkDigit']);
  });

  it('warns of every single digit that is mistyped and of neighbours that are swapped', () => {
    const right = fc.stringMatching(/^15010219[5-9]\d0[1-9][01]\d\d{3}$/u).map((first17) => complete(first17.slice(0, 17)));
    fc.assert(
      fc.property(right, fc.nat({ max: 16 }), fc.integer({ min: 1, max: 9 }), (number, place, shift) => {
        const typed = (Number(number[place]) + shift) % 10;
        expect(warningsOf(number.slice(0, place) + typed + number.slice(place + 1))).toContain('idNumber.checkDigit');
        const [a, b] = [number[place], number[place + 1]];
        if (a !== b && b !== 'X') expect(warningsOf(number.slice(0, place) + b + a + number.slice(place + 2))).toContain('idNumber.checkDigit');
      }),
    );
  });

  it.each<[IdNumberWarning, string]>([
    ['idNumber.length', '1101051949123100'],
    ['idNumber.characters', '1101051949123100AX'],
    ['idNumber.characters', '11010519491231X02X'],
    ['idNumber.region', complete('00010519491231002')],
    ['idNumber.birthDay', complete('11010519490229002')],
    ['idNumber.birthDay', complete('11010519491331002')],
    ['idNumber.birthDay', complete('11010520270101002')],
    ['idNumber.birthDay', complete('11010518800101002')],
    ['idNumber.oldForm', '110105491231002'],
  ])('warns with %s of %s', (code, number) => {
    expect(warningsOf(number)).toEqual([code]);
  });

  it('of the old form is of the twentieth century', () => {
    expect(readIdNumber('110105491231002', nowMs)).toMatchObject({ birthDay: '1949-12-31', sex: 'female' });
  });

  it('is compared with the birth date and sex somebody wrote beside it', () => {
    const number = '11010519491231002X';
    expect(warningsOf(number, { birthDay: '1949-12-31' as Day, sex: 'female' })).toEqual([]);
    expect(warningsOf(number, { birthDay: '1950-12-31' as Day, sex: 'male' })).toEqual(['idNumber.otherBirthDay', 'idNumber.otherSex']);
  });

  it('never makes it throw, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(warningsOf(text).length).toBeGreaterThan(0);
      }),
    );
    expect(warningsOf('')).toEqual(['idNumber.length', 'idNumber.characters']);
  });
});
