import type { Document } from 'bson';

/** The codes of MongoDB's `error_codes.yml` that this store answers with. */
export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  ConversionFailure: 241,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  MergeStageNoMatchingDocument: 13113,
  OutOfDiskSpace: 14031,
  UndefinedVariable: 17276,
  ResultingDocumentTooLarge: 17419,
  InvalidStageCount: 40323,
  UnrecognisedStage: 40324,
  IDLFailedToParse: 40414,
  IDLUnknownField: 40415,
  OnlyOnReplicaSet: 40573,
  StageNotLast: 40601,
} as const;

export type ErrorName = keyof typeof ERROR_CODES;

/** Servers answer these with a name of the form `Location<code>`, for they have no entry in `error_codes.yml`. */
const UNNAMED = new Set<ErrorName>([
  'UndefinedVariable',
  'ResultingDocumentTooLarge',
  'MergeStageNoMatchingDocument',
  'InvalidStageCount',
  'UnrecognisedStage',
  'StageNotLast',
  'IDLUnknownField',
  'IDLFailedToParse',
  'OnlyOnReplicaSet',
]);

/** An error that is answered to the client: `code`, `codeName`, `errmsg` and what belongs to the code. */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Fields beside the message, as `keyPattern` and `keyValue` of a duplicate key. */
  readonly details: Document;

  constructor(name: ErrorName, message: string, details: Document = {}) {
    super(message);
    this.name = 'StoreError';
    this.code = ERROR_CODES[name];
    this.codeName = UNNAMED.has(name) ? `Location${this.code}` : name;
    this.details = details;
  }
}
