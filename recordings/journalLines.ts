import { CHAIN_START, parseJournalLine } from './archiveFormat.ts';
import type { JournalEntry } from './archiveFormat.ts';

export interface ParsedJournal {
  /** Those of a batch as if each stood in a line of its own. */
  readonly entries: readonly JournalEntry[];
  /** Whole lines; a batch is one. */
  readonly lines: number;
  /** Bytes up to the end of the last whole line. */
  readonly wholeBytes: number;
  /** The digest that the next line must carry as `prev`. */
  readonly head: string;
  /** Why reading stopped before the end of the bytes; missing when every byte was read. */
  readonly brokenBecause?: string;
}

/**
 * Reads the longest valid prefix of a journal, or of what follows `after`. A crash can tear only the last line;
 * anything else that is wrong was not done by a crash, and shows in `brokenBecause`.
 */
export function parseJournal(
  bytes: Uint8Array, sha256Hex: (line: Uint8Array) => string, after: { readonly seq: number; readonly head?: string } = { seq: 0 },
): ParsedJournal {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const entries: JournalEntry[] = [];
  let head = after.head ?? CHAIN_START;
  let at = 0;
  let lines = 0;
  const stopped = (brokenBecause?: string): ParsedJournal =>
    ({ entries, lines, wholeBytes: at, head, ...(brokenBecause === undefined ? {} : { brokenBecause }) });

  for (;;) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) return at === bytes.byteLength ? stopped() : stopped(`line ${after.seq + lines} is torn`);
    const lineBytes = bytes.subarray(at, end);
    try {
      const line = parseJournalLine(decoder.decode(lineBytes));
      const seq = after.seq + lines;
      if (line.seq !== seq) return stopped(`line ${seq} has number ${line.seq}`);
      if (line.prev !== head) return stopped(`line ${line.seq} does not follow the line before it`);
      if (line.entry.type === 'batch') entries.push(...line.entry.entries);
      else entries.push(line.entry);
    } catch {
      return stopped(`line ${after.seq + lines} cannot be read`);
    }
    head = sha256Hex(lineBytes);
    lines += 1;
    at = end + 1;
  }
}
