import { onDemand } from '../kit/onDemand.tsx';

/** Why nothing was recorded, in a person's words. */
export const Unrecorded = onDemand(async () => (await import('./UnrecordedStatement.tsx')).UnrecordedStatement);
