import { onDemand } from '../kit/onDemand.tsx';

/** What an item of evidence shows, said afterwards. */
export const DescribeSheet = onDemand(async () => (await import('./DescribeFields.tsx')).DescribeFields);
