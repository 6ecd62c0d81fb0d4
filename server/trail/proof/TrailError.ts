export type TrailErrorCode =
  /** A public key, a signed note or a checkpoint is not in its form. */
  | 'trail.badKey' | 'trail.badNote' | 'trail.badCheckpoint'
  /** A known key's signature does not fit, or no known key signed. */
  | 'trail.badSignature' | 'trail.unknownKey'
  /** The log is not a continuation of what was signed or stored before. */
  | 'trail.rewritten'
  /** The log was begun under another name. */
  | 'trail.otherOrigin'
  /** The private key that the log names is not on this machine. */
  | 'trail.keyMissing'
  /** A proof was asked for a place or a size that the log does not have. */
  | 'trail.outOfRange'
  /** A witness did not accept a checkpoint. */
  | 'trail.witnessRefused';

/** What can go wrong with the trail itself. `message` is one English sentence for logs and reports. */
export class TrailError extends Error {
  readonly code: TrailErrorCode;
  constructor(code: TrailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrailError';
    this.code = code;
  }
}
