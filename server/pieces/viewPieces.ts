import { phaseOf } from '../visits/phases/contract.ts';
import type { DevicePieces, ExpectedPiece, Gap, GapCause, RecordingStatus } from '../../recordings/contract.ts';
import { RecordingError } from '../../recordings/RecordingError.ts';
import type { LackingStretch, PiecesReport } from './contract.ts';
import type { PieceDeps, RecordedVisit } from './pieceDeps.ts';

/** Nothing was to be recorded then, so a device has nothing to add. */
const MEANT: ReadonlySet<GapCause> = new Set<GapCause>(['mute', 'privacyPause']);
const FIELD_SOURCES: ReadonlySet<string> = new Set(['camera', 'microphone']);

/** What the archive of a visit lacks and has, for the devices that recorded it too. */
export async function viewPieces({ statusOf, piecesOf }: PieceDeps, visit: RecordedVisit): Promise<PiecesReport> {
  const over = phaseOf(visit.state) === 'sealed';
  const status = await statusOf(visit._id);
  if (!status) return { sealed: over, lacking: [], added: [], expected: [] };
  const expected = over ? undefined : await expectedUntilSealed(piecesOf(visit._id));
  const sealed = expected === undefined;
  return {
    sealed,
    ...(status.endMs !== undefined && { recordedUntilMs: status.endMs }),
    lacking: sealed ? [] : status.gaps.filter(isLacking).map(viewOfGap),
    added: addedDigests(status),
    expected: expected?.map(({ sha256 }) => sha256) ?? [],
  };
}

/** Undefined once the archive is sealed; that is the archive's to say, and it comes a moment before the visit's state. */
async function expectedUntilSealed(pieces: DevicePieces): Promise<readonly ExpectedPiece[] | undefined> {
  try {
    return await pieces.expected();
  } catch (error) {
    if (error instanceof RecordingError && error.code === 'archiveSealed') return undefined;
    throw error;
  }
}

function isLacking({ source, cause, filling }: Gap): boolean {
  return FIELD_SOURCES.has(source) && !MEANT.has(cause) && filling !== 'wholly';
}

function viewOfGap({ id, source, startMs, endMs, cause, filled }: Gap): LackingStretch {
  return { gapId: id, source, startMs, ...(endMs !== undefined && { endMs }), cause, filled: filled ?? [] };
}

function addedDigests({ pieces }: RecordingStatus): readonly string[] {
  return pieces.map(({ sha256 }) => sha256);
}
