/** The files of a built page that a phone of the field needs, as paths below `dir`; see the JavaScript beside this. */
export function fieldFiles(dir: string, options?: { later?: boolean }): Set<string>;
