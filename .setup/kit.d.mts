import type { Plugin } from 'vite';

export function buildKit(folder: string): Promise<void>;
export function caseFileKit(): Plugin;
