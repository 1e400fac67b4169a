const mostStars = 3;

/**
 * Whether matching a glob takes time in proportion to the path, more or less. Globs become regular expressions, which try every way to part
 * a path among their wildcards: with ten of them one path takes hours.
 */
export function isCheapGlob(glob: string): boolean {
  const segments = glob.split('/');
  return (
    segments.filter((segment) => segment.includes('**')).length <= mostStars &&
    segments.every((segment) => (segment.match(/\*+|[+?@!]\(/g) ?? []).length <= mostStars)
  );
}
