import { onDemand } from '../kit/onDemand.tsx';

/** The ways out of a visit that can't go on. */
export const ExitSheet = onDemand(async () => (await import('./ExitChoices.tsx')).ExitChoices);
