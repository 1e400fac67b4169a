/** Whether a piece of Ruby names one of these locals or parameters. */
export function namesOneOf(code: string, names: readonly string[]): boolean {
  const words = names.filter((name) => name !== '').map((name) => name.replace(/\W/g, '\\$&'));
  return words.length > 0 && new RegExp(`\\b(?:${words.join('|')})\\b`).test(code);
}

/** The locals that a piece of Ruby assigns. */
export function localsAssignedIn(code: string): readonly string[] {
  return [...code.matchAll(/(?<![@$.\w])([a-z_]\w*)\s*(?:\|\||&&|[-+*])?=(?![=~>])/g)].map(([, name = '']) => name);
}
