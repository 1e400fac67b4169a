/** Whether one of the globs (`*` and `?`, as in Redis's KEYS) covers a key template such as `user:*:feed`. */
export function matchesKeyGlob(template: string, globs: readonly string[]): boolean {
  return globs.some((glob) => toPattern(glob).test(template));
}

function toPattern(glob: string): RegExp {
  const source = glob
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
