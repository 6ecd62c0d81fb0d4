import type { CaseDeps } from '../caseDeps.ts';
import type { ImportFiles } from './ImportFiles.ts';
import type { ImportStore } from './store.ts';

export interface ImportDeps extends CaseDeps {
  readonly imports: ImportStore;
  readonly importFiles: ImportFiles;
}
