import { CheckpointStore } from './checkpoints/store.ts';
import { TrailStore } from './store.ts';
import { TextStore } from './texts/store.ts';
import { TileStore } from './tree/store.ts';

/** The trail's four collections. */
export interface TrailStores {
  readonly entries: TrailStore;
  readonly tiles: TileStore;
  readonly checkpoints: CheckpointStore;
  readonly texts: TextStore;
}

/** Resolves once the indexes that the trail rests on exist. */
export async function openStores(connection: ConstructorParameters<typeof TrailStore>[0]): Promise<TrailStores> {
  const stores = {
    entries: new TrailStore(connection),
    tiles: new TileStore(connection),
    checkpoints: new CheckpointStore(connection),
    texts: new TextStore(connection),
  };
  await Promise.all(Object.values(stores).map((store) => store.ready()));
  return stores;
}
