import { onDemand } from '../kit/onDemand.tsx';

/** Why picture or sound were missing, in a person's words. */
export const GapExplanation = onDemand(async () => (await import('./GapStatement.tsx')).GapStatement);
