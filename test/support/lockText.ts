/** A lock in short: each gem as `name version`, what it needs as `child` or `child requirement` (`rack >= 2, < 4`). */
export interface LockSketch {
  readonly [nameAndVersion: string]: readonly string[];
}

/** The lock of a sketch; `declared` is what the Gemfile names. */
export function lockText(sketch: LockSketch, declared: readonly string[], ruby?: string): string {
  const specs = Object.entries(sketch).flatMap(([entry, needs]) => {
    const [name = '', version = ''] = entry.split(' ');
    return [`    ${name} (${version})`, ...needs.map((need) => `      ${withParentheses(need)}`)];
  });
  return [
    'GEM',
    '  remote: https://rubygems.org/',
    '  specs:',
    ...specs,
    '',
    'PLATFORMS',
    '  ruby',
    '',
    'DEPENDENCIES',
    ...declared.map((name) => `  ${withParentheses(name)}`),
    ...(ruby === undefined ? [] : ['', 'RUBY VERSION', `   ruby ${ruby}`]),
    '',
    'BUNDLED WITH',
    '   2.6.9',
    '',
  ].join('\n');
}

function withParentheses(need: string): string {
  const space = need.indexOf(' ');
  return space < 0 ? need : `${need.slice(0, space)} (${need.slice(space + 1)})`;
}
