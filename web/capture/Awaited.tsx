import { onDemand } from '../kit/onDemand.tsx';

/** What the server still waits for, after the visit. */
export const Awaited = onDemand(async () => (await import('./AwaitedPieces.tsx')).AwaitedPieces);
