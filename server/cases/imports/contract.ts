import { z } from 'zod';

/** 20 MB; fifty thousand rows are a third of it. */
export const MAX_IMPORT_BYTES = 20 * 1024 * 1024;
export const MAX_IMPORT_ROWS = 50_000;
/** Problems told of one table; whoever has more begins with these. */
export const MAX_PROBLEMS = 500;

/** What is wrong with a row, or worth a look (`warning`): the number is the spreadsheet's own, the head is row 1. */
export interface RowProblem {
  readonly row: number;
  /** The column's title; missing where it is the whole row. */
  readonly column?: string;
  readonly value?: string;
  readonly message: string;
  readonly warning?: boolean;
}

/** `POST /api/imports?name=` with the file as the body → ImportPreview. Nothing is imported by it. */
export const importNameSchema = z.strictObject({ name: z.string().trim().min(1).max(200) });

export interface ImportPreview {
  readonly id: string;
  readonly fileName: string;
  /** `UTF-8`, `GBK`, or `XLSX`. */
  readonly encoding: string;
  readonly rows: number;
  readonly cases: number;
  readonly members: number;
  readonly problemCount: number;
  readonly warningCount: number;
  /** The first of them, errors before warnings. */
  readonly problems: readonly RowProblem[];
  /** The first few cases as they would be. */
  readonly sample: readonly { readonly caseNumber: string; readonly applicantName: string; readonly memberCount: number; readonly address: string }[];
  readonly committed: boolean;
}

/** `POST /api/imports/:importId/commit` → ImportResult. Sent again it answers the same. */
export interface ImportResult {
  readonly id: string;
  readonly cases: number;
  readonly members: number;
}
