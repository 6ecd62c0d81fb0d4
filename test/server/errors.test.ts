import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { languageOf, publicError, RuleError, UserError } from '../../server/errors.ts';

describe('errors', () => {
  it('speak the language of the person', () => {
    expect(publicError(new UserError('signIn.wrong'), 'zh-CN').message).toBe('用户名或密码不正确。');
    expect(publicError(new UserError('signIn.wrong'), 'en').message).toMatch(/password/u);
  });

  it('are Chinese unless English is asked for first', () => {
    expect(languageOf(undefined)).toBe('zh-CN');
    expect(languageOf('mn,zh;q=0.8,en;q=0.5')).toBe('zh-CN');
    expect(languageOf('en-GB,en;q=0.9')).toBe('en');
  });

  it('turn what a schema refused into the sender’s fault', () => {
    const refused = z.string().safeParse(1).error;
    expect(publicError(refused, 'en')).toMatchObject({ status: 400, code: 'input.invalid', ours: false });
  });

  it('take over the media part’s codes', () => {
    const refused = Object.assign(new Error('no'), { code: 'trackAlreadyPublished' });
    expect(publicError(refused, 'en')).toMatchObject({ status: 409, code: 'live.trackExists' });
  });

  it('pass a rule of the field on with its own code and sentence', () => {
    const refused = new RuleError({ code: 'case.hearFirst', sentence: { zh: '先听取陈述。', en: 'Hear them first.' } });
    expect(publicError(refused, 'zh-CN')).toEqual({ status: 409, code: 'case.hearFirst', message: '先听取陈述。', ours: false });
    expect(publicError(refused, 'en').message).toBe('Hear them first.');
  });

  it('tell nothing of what broke inside', () => {
    const told = publicError(new TypeError('cannot read /etc/passwd'), 'en');
    expect(told).toMatchObject({ status: 500, code: 'server.broken', ours: true });
    expect(told.message).not.toMatch(/passwd/u);
  });
});
