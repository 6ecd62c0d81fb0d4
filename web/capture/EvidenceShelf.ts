import type { Claims, Description } from '../../server/evidence/contract.ts';
import type { EvidenceKind } from '../../server/evidence/kinds/contract.ts';

/** An item as it waits on the device, beside its bytes. */
export interface KeptItem {
  readonly visitId: string;
  readonly bytes: number;
  readonly mimeType: string;
  readonly claims: Claims;
  /** Where a broken upload can be resumed. */
  readonly uploadUrl?: string;
  /** Why the server refused it. */
  readonly refusal?: string;
}

/** That the server stored exactly the bytes that were hashed here. */
export interface KeptReceipt {
  readonly itemId: string;
  readonly visitId: string;
  readonly kind: EvidenceKind;
  readonly takenAtDeviceMs: number;
  readonly bytes: number;
  readonly sha256: string;
  /** This device's clock. */
  readonly verifiedAtMs: number;
}

/** The device's safe place for one person's evidence. Every promise that resolves is durable. */
export interface EvidenceShelf {
  open(): Promise<{ items: readonly KeptItem[]; sayings: ReadonlyMap<string, Description>; receipts: readonly KeptReceipt[] }>;
  put(item: KeptItem, blob: Blob): Promise<void>;
  change(item: KeptItem): Promise<void>;
  bytesOf(itemId: string): Promise<Blob>;
  /** Lets go of the bytes, because the server has them or a person gave them up. */
  forget(itemId: string, receipt?: KeptReceipt): Promise<void>;
  keepSaying(itemId: string, description: Description): Promise<void>;
  forgetSaying(itemId: string): Promise<void>;
}
