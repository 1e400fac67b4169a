/** A random lock with everything that Bundler 2.1 to 4.x writes, in any order of sections; the same for the same seed. */
export function generateLock(seed: number): string {
  const random = lehmer(seed);
  const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];
  const chance = (probability: number) => random() < probability;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: Math.floor(random() * (most + 1)) }, make);

  const gem = () => pick(prefixes) + pick(stems) + pick(suffixes);
  const version = () =>
    [...some(2, () => Math.floor(random() * 30)), Math.floor(random() * 10)].join('.') +
    pick(['', '', '', '.pre1', '.rc.2', '.beta']);
  const requirement = () => `${pick(operators)} ${version()}`;
  const requirements = () => (chance(0.4) ? '' : ` (${[requirement(), ...some(2, requirement)].join(', ')})`);
  const spec = () => [
    `    ${gem()} (${version()}${chance(0.2) ? `-${pick(platforms)}` : ''})`,
    ...some(4, () => `      ${gem()}${requirements()}`),
  ];
  const source = () => {
    const kind = pick(['GEM', 'GEM', 'GIT', 'PATH', 'PLUGIN SOURCE']);
    return [kind, ...options(kind), '  specs:', ...some(6, spec).flat()];
  };
  const options = (kind: string): string[] => {
    switch (kind) {
      case 'GEM':
        return [
          '  remote: https://rubygems.org/',
          ...some(2, () => `  remote: https://gems${Math.floor(random() * 9)}.example.com/`),
        ];
      case 'GIT':
        return [
          `  remote: ${pick(['https://github.com/a/b.git', 'git@github.com:a/b.git', '../b: c'])}`,
          '  revision: 0123456789abcdef0123456789abcdef01234567',
          ...(chance(0.5) ? [`  branch: ${pick(['main', 'true', 'feature/x y', '8-0-stable'])}`] : ['  ref: v1.2']),
          ...(chance(0.3) ? ['  tag: v1'] : []),
          ...(chance(0.3) ? [`  submodules: ${pick(['true', 'false'])}`] : []),
          ...(chance(0.3) ? ['  glob: {,*}.gemspec'] : []),
        ];
      case 'PATH':
        return [
          `  remote: ${pick(['.', '..', 'engines/a b', '/abs/é'])}`,
          ...(chance(0.2) ? ['  glob: *.gemspec'] : []),
        ];
      default:
        return ['  remote: s3://bucket', '  type: s3', ...(chance(0.4) ? ['  key: a', '  key: b'] : [])];
    }
  };
  const sections = [
    ...some(4, source),
    ['PLATFORMS', ...some(4, () => `  ${pick(platforms)}`)],
    ['DEPENDENCIES', ...some(8, () => `  ${gem()}${requirements()}`)],
    ...(chance(0.3) ? [['RUBY VERSION', `${pick(['   ', '  '])}ruby 3.3.${Math.floor(random() * 9)}p0`]] : []),
    ...(chance(0.8) ? [['BUNDLED WITH', `${pick(['   ', '  '])}${version()}`]] : []),
    ...(chance(0.15) ? [['FUTURE STUFF', '  whatever (1.0)', '    more']] : []),
  ];
  if (chance(0.4)) {
    sections.sort(() => random() - 0.5);
  }
  sections.push(...(chance(0.4) ? [['CHECKSUMS', ...checksums(sections.flat(), () => chance(0.7))]] : []));
  const newline = chance(0.2) ? '\r\n' : '\n';
  const gap = chance(0.1) ? newline.repeat(3) : newline.repeat(2);
  return sections.map((lines) => lines.join(newline)).join(gap) + (chance(0.1) ? '' : newline);
}

function checksums(lines: readonly string[], has: () => boolean): string[] {
  const names = lines.filter((line) => /^ {4}\S.*\)$/.test(line)).map((line) => line.trim());
  return [...new Set(names)].map((name) => `  ${name}${has() ? ` sha256=${'0123456789abcdef'.repeat(4)}` : ''}`);
}

const prefixes = ['', 'rack-', 'net-', 'aws_', 'RedCloth', 'x.'] as const;
const stems = ['a', 'b', 'core', 'json', 'http', 'pool', '3scale'] as const;
const suffixes = ['', '_rails', '-rails', '2'] as const;
const operators = ['~>', '>=', '<', '=', '!=', '<=', '>'] as const;
const platforms = [
  'ruby',
  'java',
  'x86_64-linux',
  'arm64-darwin-23',
  'x64-mingw-ucrt',
  'x86-mswin32-60',
  'universal-java-11',
] as const;

function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
