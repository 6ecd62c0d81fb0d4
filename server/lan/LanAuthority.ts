import { createHash, createPrivateKey, X509Certificate as NodeCertificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, Extension, KeyUsageFlags,
  KeyUsagesExtension, SubjectAlternativeNameExtension, SubjectKeyIdentifierExtension, X509Certificate, X509CertificateGenerator,
} from '@peculiar/x509';
import { privateNetworksOnly } from './privateNetworksOnly.ts';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
/** Phones refuse a server's certificate that is valid for more than 825 days (Apple) or 398 (by habit). */
const SERVER_DAYS = 397;
/** A certificate that ends sooner is made anew at the next start. */
const RENEW_DAYS = 30;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const ORGANISATION = '入户家计调查平台';

interface Identity {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

/** What a TLS server needs; PEM. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

/**
 * A certificate authority of this machine's own, so that phones on the same network get the secure page without which
 * a browser gives no camera. Its key stays in a file of mode 0600, and its certificate says that it speaks for
 * addresses of private networks only (RFC 5280 §4.2.1.10): who trusts it on a phone risks nothing elsewhere.
 */
export class LanAuthority {
  readonly #folder: string;
  readonly #identity: Identity;
  readonly #now: () => number;

  private constructor(folder: string, identity: Identity, now: () => number) {
    this.#folder = folder;
    this.#identity = identity;
    this.#now = now;
  }

  /** Takes up the authority of `folder`, or makes one there. */
  static async create(folder: string, now: () => number = Date.now): Promise<LanAuthority> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const known = await readIdentity(folder, 'authority');
    const identity = known ?? (await makeAuthority(now()));
    if (known === undefined) await keep(folder, 'authority', identity);
    return new LanAuthority(folder, identity, now);
  }

  /** DER, as phones install it. */
  get certificate(): Buffer {
    return Buffer.from(this.#identity.certificate.rawData);
  }

  /** SHA-256 of the certificate's key, the first eight bytes, in pairs: short enough to be compared by eye. */
  get fingerprint(): string {
    const digest = createHash('sha256').update(Buffer.from(this.#identity.certificate.publicKey.rawData)).digest('hex');
    return digest.slice(0, 16).toUpperCase().match(/../gu)?.join(' ') ?? '';
  }

  /** A certificate for this IPv4 address; the last one, while it holds and is for the same address. */
  async identityFor(address: string): Promise<ServerIdentity> {
    if (!isIPv4(address)) throw new TypeError(`${address} is no IPv4 address`);
    const known = await readIdentity(this.#folder, 'server');
    if (known !== undefined && this.#serves(known.certificate, address)) return pem(known);
    const made = await this.#makeServer(address);
    await keep(this.#folder, 'server', made);
    return pem(made);
  }

  #serves(certificate: X509Certificate, address: string): boolean {
    const read = new NodeCertificate(Buffer.from(certificate.rawData));
    const authority = new NodeCertificate(this.certificate);
    return read.checkIP(address) !== undefined
      && read.verify(authority.publicKey)
      && certificate.notAfter.getTime() - this.#now() > RENEW_DAYS * DAY_MS;
  }

  async #makeServer(address: string): Promise<Identity> {
    const keys = await makeKeys();
    const { certificate: issuer, keys: { privateKey } } = this.#identity;
    const certificate = await X509CertificateGenerator.create({
      // Not the address: verifiers read a common name with dots as a host's name, which the authority may not vouch for.
      subject: `CN=${ORGANISATION}`,
      issuer: issuer.subjectName,
      notBefore: new Date(this.#now() - DAY_MS),
      notAfter: new Date(this.#now() + SERVER_DAYS * DAY_MS),
      publicKey: keys.publicKey,
      signingKey: privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([{ type: 'ip', value: address }]),
        await AuthorityKeyIdentifierExtension.create(issuer),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return { certificate, keys };
  }
}

function makeKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function makeAuthority(nowMs: number): Promise<Identity> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${ORGANISATION} 本地根证书, O=${ORGANISATION}`,
    notBefore: new Date(nowMs - DAY_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension('2.5.29.30', true, privateNetworksOnly()),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, keys };
}

async function pem({ certificate, keys }: Identity): Promise<ServerIdentity> {
  return { cert: certificate.toString('pem'), key: await privatePem(keys.privateKey) };
}

async function privatePem(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }) as string;
}

/** Key and certificate in one file, renamed into place, so that a crash leaves both or neither. */
async function keep(folder: string, name: string, identity: Identity): Promise<void> {
  const { key, cert } = await pem(identity);
  const path = join(folder, `${name}.pem`);
  await writeFile(`${path}.new`, key + cert, { mode: 0o600, flush: true });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

async function readIdentity(folder: string, name: string): Promise<Identity | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, `${name}.pem`), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const der = createPrivateKey(text).export({ format: 'der', type: 'pkcs8' });
  const certificate = new X509Certificate(text.slice(text.indexOf('-----BEGIN CERTIFICATE')));
  const privateKey = await crypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
  return { certificate, keys: { privateKey, publicKey: await certificate.publicKey.export(ALGORITHM, ['verify']) } };
}
