import { join } from 'node:path';
import { DirectoryWitness } from './checkpoints/DirectoryWitness.ts';
import { UrlWitness } from './checkpoints/UrlWitness.ts';
import { openStores } from './stores.ts';
import type { TrailOptions } from './Trail.ts';
import { Trail } from './Trail.ts';

export interface OpenTrailOptions extends Pick<TrailOptions, 'origin' | 'log' | 'now'> {
  readonly connection: Parameters<typeof openStores>[0];
  /** The platform's folder; the keys are below it. */
  readonly dataDir: string;
  readonly witnessDir?: string;
  readonly witness?: { readonly url: string; readonly vkey: string };
}

/** The trail of this district, with its keys and its witnesses, as the settings have it. */
export async function openTrail({ connection, dataDir, witnessDir, witness, ...rest }: OpenTrailOptions): Promise<Trail> {
  return Trail.create({
    ...rest,
    stores: await openStores(connection),
    keysDir: join(dataDir, 'keys', 'trail'),
    witnesses: [
      ...(witnessDir !== undefined ? [new DirectoryWitness(witnessDir)] : []),
      ...(witness ? [new UrlWitness(witness.url, witness.vkey)] : []),
    ],
  });
}
