import { onDemand } from '../kit/onDemand.tsx';

/** The declaration that goes with an assignment. */
export const AcceptSheet = onDemand(async () => (await import('./AcceptDeclaration.tsx')).AcceptDeclaration);
