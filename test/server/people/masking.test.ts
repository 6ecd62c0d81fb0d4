import { describe, expect, it } from 'vitest';
import { maskAddress, maskName, maskPhone } from '../../../server/people/masking.ts';

describe('masking', () => {
  it('keeps the family name', () => {
    expect(maskName('刘桂兰')).toBe('刘**');
    expect(maskName('其木格')).toBe('其**');
    expect(maskName('王')).toBe('王*');
  });

  it('keeps the last four digits of a phone', () => {
    expect(maskPhone('13904716628')).toBe('*******6628');
  });

  it('keeps the address to the community', () => {
    expect(maskAddress('新城区保合少镇恼包村 57 号')).not.toMatch(/57/u);
    expect(maskAddress('光明路社区 18 号院 3 号楼')).toBe('光明路社区****');
    expect(maskAddress('18 号院')).toBe('****');
  });
});
