import type { Day } from '../rules/contract.ts';
import type { Actor } from '../people/authenticate.ts';
import type { Action } from '../people/abilities.ts';
import type { Trail } from '../trail/Trail.ts';
import type { BlockDraft, DocumentKind, DocumentSettings } from './contract.ts';
import type { DocumentFiles } from './DocumentFiles.ts';
import type { PdfPrinter } from './PdfPrinter.ts';
import type { DocumentStore } from './store.ts';

/** A document's content before its defaults are filled in. */
export interface ContentDraft {
  readonly office: string;
  readonly title: string;
  readonly blocks: BlockDraft[];
}

/** What the acts on documents work with. The other nouns are reached through narrow functions. */
export interface DocumentDeps {
  readonly documents: DocumentStore;
  readonly files: DocumentFiles;
  readonly printer: Pick<PdfPrinter, 'print'>;
  readonly trail: Trail;
  readonly lock: { run<T>(id: string, act: () => Promise<T>): Promise<T> };
  readonly settings: (on: Day) => Promise<DocumentSettings>;
  /**
   * The content as the case stands now.
   * @throws UserError, RuleError when there is nothing to print yet
   */
  readonly compose: (kind: DocumentKind, caseId: string) => Promise<ContentDraft>;
  /** Lets pass who may do this to the case; throws otherwise. */
  readonly requireCase: (actor: Actor, action: Action, caseId: string) => Promise<void>;
  /** The kinds that this person may see and those they may issue on this case. */
  readonly kindsFor: (actor: Actor, caseId: string) => Promise<{ readonly seen: readonly DocumentKind[]; readonly issued: readonly DocumentKind[] }>;
  /** The public page of a code, absolute. */
  readonly checkUrl: (code: string) => string;
  readonly now: () => number;
}
