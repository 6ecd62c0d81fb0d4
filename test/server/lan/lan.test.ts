import { createPublicKey, X509Certificate } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LanAuthority } from '../../../server/lan/LanAuthority.ts';
import { lanGreeting } from '../../../server/lan/lanGreeting.ts';
import { isPrivate } from '../../../server/lan/privateNetworksOnly.ts';
import { launchBrowser } from '../../support/browser.ts';
import { startPlatform } from '../../support/startPlatform.ts';

const run = promisify(execFile);
let folder: string;

beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lan-')); });
afterEach(() => rm(folder, { recursive: true }));

/** Whether OpenSSL, which knows nothing of us, accepts a server's certificate under this authority. */
async function opensslAccepts(authority: LanAuthority, cert: string): Promise<boolean> {
  const [ca, leaf] = [join(folder, 'ca.pem'), join(folder, 'leaf.pem')];
  await writeFile(ca, new X509Certificate(authority.certificate).toString());
  await writeFile(leaf, cert);
  return run('openssl', ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, leaf]).then(() => true, () => false);
}

describe('the authority of a local network', () => {
  it('signs a certificate for a private address that OpenSSL accepts, and keeps its keys to itself', async () => {
    const authority = await LanAuthority.create(join(folder, 'ca'));
    const { cert } = await authority.identityFor('192.168.7.9');
    expect(new X509Certificate(cert).checkIP('192.168.7.9')).toBe('192.168.7.9');
    expect(await opensslAccepts(authority, cert)).toBe(true);
    for (const name of ['authority.pem', 'server.pem']) {
      expect((await stat(join(folder, 'ca', name))).mode & 0o777).toBe(0o600);
    }
  });

  it('cannot vouch for an address of the internet, even with its own key', async () => {
    const authority = await LanAuthority.create(join(folder, 'ca'));
    const { cert } = await authority.identityFor('93.184.216.34');
    expect(await opensslAccepts(authority, cert)).toBe(false);
  });

  it('stays the same from start to start, and makes a certificate anew for another address or before it ends', async () => {
    let nowMs = Date.now();
    const open = (): Promise<LanAuthority> => LanAuthority.create(join(folder, 'ca'), () => nowMs);
    const first = await open();
    const identity = await first.identityFor('10.1.2.3');
    const again = await open();
    expect(again.certificate.equals(first.certificate)).toBe(true);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(await again.identityFor('10.1.2.3')).toEqual(identity);
    nowMs += 370 * 86_400_000;
    const renewed = await again.identityFor('10.1.2.3');
    expect(renewed.cert).not.toBe(identity.cert);
    const moved = await again.identityFor('10.1.2.4');
    expect(new X509Certificate(moved.cert).checkIP('10.1.2.3')).toBeUndefined();
    expect(createPublicKey(moved.key).equals(new X509Certificate(moved.cert).publicKey)).toBe(true);
  });
});

it.each([['10.0.0.1', true], ['172.31.9.9', true], ['192.168.0.1', true], ['172.32.0.1', false], ['8.8.8.8', false]])(
  '%s is private: %s', (address, answer) => { expect(isPrivate(address)).toBe(answer); },
);

describe('a platform opened to the local network', () => {
  it('is the whole platform by TLS, with a secure cookie, and offers nothing but its certificate without', async () => {
    await using stack = new AsyncDisposableStack();
    const running = await startPlatform({ args: ['--lan'], env: { LAN_ADDRESS: '127.0.0.1', LAN_PORT: '0' } });
    stack.defer(() => running.stop());
    const lan = running.platform.lan!;
    expect(await lanGreeting(lan)).toContain(lan.welcomeUrl);

    const ca = Buffer.from(await (await fetch(`${lan.welcomeUrl}/ca.crt`)).arrayBuffer());
    expect(await (await fetch(`${lan.welcomeUrl}/api/session`)).text()).toContain(lan.secureUrl);
    expect(await (await fetch(lan.welcomeUrl)).text()).toContain(lan.fingerprint);
    const { status, cookie } = await signIn(lan.secureUrl, new X509Certificate(ca).toString());
    expect(status).toBe(200);
    expect(cookie).toMatch(/; Secure/u);
    await expect(signIn(lan.secureUrl, undefined)).rejects.toThrow(/self-signed|unable to/u);

    const browser = await launchBrowser();
    stack.defer(() => browser.close());
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    await page.goto(`${lan.secureUrl}/api/session`);
    expect(await page.evaluate(() => [isSecureContext, 'mediaDevices' in navigator])).toEqual([true, true]);
    const socket = await page.evaluate(async () => {
      const open = new WebSocket(`wss://${location.host}/socket.io/?EIO=4&transport=websocket`);
      return new Promise((resolve) => { open.onmessage = ({ data }) => { resolve(String(data).slice(0, 1)); }; open.onerror = () => { resolve('error'); }; });
    });
    expect(socket).toBe('0');
    expect((await readFile(join(running.dataDir, 'lan', 'authority.pem'), 'utf8'))).toContain('PRIVATE KEY');
  });
});

function signIn(url: string, ca: string | undefined): Promise<{ status: number | undefined; cookie: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/api/session`, { method: 'POST', agent: false, ...(ca !== undefined && { ca }), headers: { 'content-type': 'application/json' } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, cookie: response.headers['set-cookie']?.[0] ?? '' });
    });
    sent.once('error', reject);
    sent.end(JSON.stringify({ username: 'supervisor', password: 'Demo-2026!' }));
  });
}
