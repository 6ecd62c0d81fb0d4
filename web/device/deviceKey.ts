import type { Dexie } from 'dexie';
import { makeKey } from './encryption.ts';

/**
 * The one key of a database of this device, from its table `keys` (by `name`). It lies beside what it encrypts, but no
 * script can read it out.
 */
export async function deviceKey(database: Dexie): Promise<CryptoKey> {
  const keys = database.table<{ name: string; key: CryptoKey }, string>('keys');
  const made = await makeKey();
  // Two pages that open at once must end with the same key.
  return database.transaction('rw', keys, async () => {
    const known = await keys.get('records');
    if (known) return known.key;
    await keys.add({ name: 'records', key: made });
    return made;
  });
}
