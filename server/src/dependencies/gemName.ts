/**
 * Whether a text can be the name of a gem, by RubyGems' own pattern. A lock holds whatever somebody wrote there, and a name goes into Ruby
 * code and into commands that people copy.
 */
export function isGemName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name);
}
