/** Every number and word of a policy with its place, e.g. `coefficients.0.coefficientMilli`; what names the version is left out. */
export function leavesOf(policy: object): [path: string, value: string][] {
  const walk = (value: unknown, path: string): [string, string][] => {
    if (typeof value !== 'object' || value === null) return [[path, String(value)]];
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, path === '' ? key : `${path}.${key}`));
  };
  return walk(policy, '').filter(([path]) => !/^(version|effectiveFrom|confirmedBy|source\..*)$/u.test(path) && !path.endsWith('.en'));
}
