import { onDemand } from '../../kit/onDemand.tsx';

/** The visit form. */
export const FormPanel = onDemand(async () => (await import('./FormPages.tsx')).FormPages);
