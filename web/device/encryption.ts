import { DeviceStoreError } from './DeviceStoreError.ts';

/** AES-GCM (NIST SP 800-38D): 96 random bits of `iv`, and the tag at the end of `bytes`. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

const IV_BYTES = 12;

/** 256 bits that no script can read out again. */
export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** @param name what it is; one record's bytes put in the place of another's do not open */
export async function seal(key: CryptoKey, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, bytes: await crypto.subtle.encrypt(parameters(iv, name), key, bytes) };
}

/** @throws {DeviceStoreError} `damaged` */
export async function open(key: CryptoKey, name: string, { iv, bytes }: Sealed): Promise<ArrayBuffer> {
  try {
    return await crypto.subtle.decrypt(parameters(iv, name), key, bytes);
  } catch (error) {
    throw new DeviceStoreError('damaged', { cause: error });
  }
}

function parameters(iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
}
