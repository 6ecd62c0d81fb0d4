import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../server/config.ts';

describe('settings', () => {
  it('have defaults that keep to this machine', () => {
    const config = readConfig({}, []);
    expect(config).toMatchObject({ host: '127.0.0.1', port: 8080, mediaListenIp: '127.0.0.1', demo: false, cookieSecure: false });
    expect(isAbsolute(config.dataDir)).toBe(true);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('report every problem at once', () => {
    const read = (): unknown => readConfig({ PORT: '70000', SESSION_HOURS: 'soon', MONGODB_URL: 'http://x' }, ['--fast']);
    expect(read).toThrow(ConfigError);
    for (const name of ['PORT', 'SESSION_HOURS', 'MONGODB_URL', '--fast']) expect(read).toThrow(name);
  });

  it('give each media worker a port of its own from the first one on', () => {
    expect(readConfig({ MEDIA_PORT: '40000', SFU_WORKERS: '4' }, []).mediaPorts).toEqual({ min: 40_000, max: 40_003 });
  });
});
