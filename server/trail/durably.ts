/** Mongo's code for a second document under one unique key. */
export const DUPLICATE_KEY = 11_000;

/** On disk, and on most members of a replica set, before it is acknowledged. */
export const DURABLY = { w: 'majority', j: true } as const;
