/** Whether one of the globs (`*` and `?`, as in Redis's KEYS) covers a key template such as `user:*:feed`. */
export function matchesKeyGlob(template: string, globs: readonly string[]): boolean {
  return globs.some((glob) => matches(template, glob));
}

/** By hand: a regular expression with many `.*` tries every way to part the template among them. */
function matches(text: string, glob: string): boolean {
  let at = 0;
  let globAt = 0;
  let star = -1;
  let tried = 0;
  while (at < text.length) {
    if (glob[globAt] === '*') {
      star = globAt++;
      tried = at;
    } else if (globAt < glob.length && (glob[globAt] === '?' || glob[globAt] === text[at])) {
      globAt++;
      at++;
    } else if (star >= 0) {
      // The last star takes one character more; earlier ones need not be tried again.
      globAt = star + 1;
      at = ++tried;
    } else {
      return false;
    }
  }
  return /^\**$/.test(glob.slice(globAt));
}
