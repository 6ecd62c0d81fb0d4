import { onDemand } from '../kit/onDemand.tsx';

/** At the door: cards, notice, consent. */
export const DoorPanel = onDemand(async () => (await import('./DoorSteps.tsx')).DoorSteps);
