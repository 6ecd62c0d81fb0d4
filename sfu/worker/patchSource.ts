import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const PATCHES: readonly Patch[] = [
  // Debian 12 has Meson 1.0.1, which builds the worker as well.
  { file: 'meson.build', from: "meson_version: '>= 1.1.0'", to: "meson_version: '>= 1.0.0'" },
  // OpenSSL calls this after every BIO operation with `operation | BIO_CB_RETURN`. Comparing the whole
  // value never matches, so the callback answers 1 to every control query. An OpenSSL built with kernel
  // TLS (Debian's) then believes that the kernel encrypts, allocates no write buffer, and the worker
  // dies in the first DTLS handshake. The bit has to be tested (BIO_set_callback_ex(3)).
  {
    file: join('src', 'RTC', 'DtlsTransport.cpp'),
    from: '(operationType == BIO_CB_RETURN)',
    to: '((operationType & BIO_CB_RETURN) != 0)',
  },
];

/**
 * Makes a copy of the worker's source fit for a distribution's libraries.
 * @throws Error when the source does not have exactly one place for a patch: another mediasoup version
 * needs another look, and a worker without the second patch dies in use.
 */
export async function patchSource(sourceFolder: string): Promise<void> {
  for (const { file, from, to } of PATCHES) {
    const path = join(sourceFolder, file);
    const text = await readFile(path, 'utf8');
    const places = text.split(from).length - 1;
    if (places !== 1) throw new Error(`${file} of this mediasoup version has ${places} places like \`${from}\`, expected 1`);
    await writeFile(path, text.replace(from, to));
  }
}
