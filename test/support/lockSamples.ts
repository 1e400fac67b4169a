/** An odd lock, and what Bundler makes of it: the same as Lintel, something else, or an error. */
export interface LockSample {
  readonly text: string;
  readonly bundler: 'equal' | 'differs' | 'raises';
  /** What Lintel finds: `line` or `line!` where Bundler refuses the file, with a piece of the message. */
  readonly problems: readonly (readonly [line: string, message: string])[];
  /** What Lintel reads, in short: `name version[-platform]` of each gem. */
  readonly specs: readonly string[];
}

const plain = `GEM
  remote: https://rubygems.org/
  specs:
    pool (2.5.5)
    web (1.0)
      pool (>= 2, < 4, != 3.1)
      rack

PLATFORMS
  ruby

DEPENDENCIES
  web (~> 1.0)

BUNDLED WITH
   2.3.27
`;

function edit(from: string, to: string): string {
  if (!plain.includes(from)) {
    throw new Error(`${from} is not in the plain lock`);
  }
  return plain.replace(from, to);
}

const both = ['pool 2.5.5', 'web 1.0'];

export const lockSamples: Readonly<Record<string, LockSample>> = {
  plain: { text: plain, bundler: 'equal', problems: [], specs: both },
  'CRLF line ends': { text: plain.replaceAll('\n', '\r\n'), bundler: 'equal', problems: [], specs: both },
  'a byte order mark': {
    text: `\uFEFF${plain}`,
    bundler: 'differs',
    problems: [['1', 'byte order mark']],
    specs: both,
  },
  'two remotes': {
    text: edit('  specs:', '  remote: https://gems.example.com/\n  specs:'),
    bundler: 'equal',
    problems: [],
    specs: both,
  },
  'two GEM sections': {
    text: edit('    web', '\nGEM\n  remote: https://gems.example.com/\n  specs:\n    web'),
    bundler: 'equal',
    problems: [],
    specs: both,
  },
  'one gem for four platforms': {
    text: edit(
      '    pool (2.5.5)\n',
      ['', '-aarch64-linux', '-java', '-x64-mingw-ucrt'].map((tail) => `    pool (2.5.5${tail})\n`).join(''),
    ),
    bundler: 'equal',
    problems: [],
    specs: ['pool 2.5.5', 'pool 2.5.5-aarch64-linux', 'pool 2.5.5-java', 'pool 2.5.5-x64-mingw-ucrt', 'web 1.0'],
  },
  'a git source': {
    text: `GIT\n  remote: https://example.com/x.git\n  revision: 0a1b\n  branch: main\n  submodules: true\n  glob: *.gemspec\n  specs:\n    x (8.2.0.alpha)\n      pool\n\n${edit('  web (~> 1.0)', '  web (~> 1.0)\n  x!')}`,
    bundler: 'equal',
    problems: [],
    specs: ['x 8.2.0.alpha', ...both],
  },
  'a path source': {
    text: `PATH\n  remote: .\n  specs:\n    mine (0.1.0)\n      pool (>= 2)\n\n${edit('  web (~> 1.0)', '  mine!\n  web (~> 1.0)')}`,
    bundler: 'equal',
    problems: [],
    specs: ['mine 0.1.0', ...both],
  },
  'a plugin source': {
    text: `PLUGIN SOURCE\n  remote: https://s3.example.com/\n  type: s3\n  specs:\n    y (1.0)\n\n${plain}`,
    bundler: 'equal',
    problems: [],
    specs: ['y 1.0', ...both],
  },
  'checksums, some of gems that are not there': {
    text: edit(
      'BUNDLED',
      'CHECKSUMS\n  bundler (4.0.12) sha256=bb\n  ghost (9.9)\n  pool (2.5.5) sha256=aa,sha512=cc\n\nBUNDLED',
    ),
    bundler: 'equal',
    problems: [],
    specs: both,
  },
  'a section of the future': {
    text: edit('BUNDLED', 'FUTURE STUFF\n  x (1)\n\nBUNDLED'),
    bundler: 'equal',
    problems: [],
    specs: both,
  },
  'a merge conflict': {
    text: edit(
      '    pool (2.5.5)\n',
      '<<<<<<< HEAD\n    pool (2.5.5)\n||||||| base\n    pool (2.4.0)\n=======\n    pool (3.0.2)\n>>>>>>> other\n',
    ),
    bundler: 'raises',
    problems: [['4!', 'Merge conflict']],
    specs: both,
  },
  'a branch that looks like a conflict': {
    text: `GIT\n  remote: https://example.com/x.git\n  revision: 0a1b\n  branch: a=======b\n  specs:\n    x (1)\n\n${plain}`,
    bundler: 'raises',
    problems: [['4!', 'takes this line for a merge conflict']],
    specs: ['x 1', ...both],
  },
  'a prerelease with a hyphen': {
    text: edit('web (1.0)', 'web (1.0-beta)'),
    bundler: 'equal',
    problems: [['5', 'for the platform beta']],
    specs: ['pool 2.5.5', 'web 1.0-beta'],
  },
  'a requirement with a hyphen': {
    text: edit('(>= 2, < 4, != 3.1)', '(= 2.0-rc1)'),
    bundler: 'equal',
    problems: [['6', 'only up to the hyphen']],
    specs: both,
  },
  'two versions of a gem, and one of them twice': {
    text: edit('    web', '    pool (2.4)\n    pool (2.5.5)\n      rack\n    web'),
    bundler: 'equal',
    problems: [['4', 'locked twice']],
    specs: ['pool 2.4', 'pool 2.5.5', 'web 1.0'],
  },
  'wrong indentation': {
    text: edit('    web', '\tx (1)\n     y (1)\n        z (1)\n    web'),
    bundler: 'equal',
    problems: [
      ['5', 'passes over this line'],
      ['6', 'passes over this line'],
      ['7', 'passes over this line'],
    ],
    specs: both,
  },
  'white space after a header': {
    text: edit('GEM', 'GEM '),
    bundler: 'differs',
    problems: [['1', 'White space after GEM']],
    specs: both,
  },
  'white space after a gem': {
    text: edit('pool (2.5.5)', 'pool (2.5.5) '),
    bundler: 'differs',
    problems: [['4', 'White space at the end']],
    specs: both,
  },
  'no newline at the end, no DEPENDENCIES': {
    text: 'GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)',
    bundler: 'equal',
    problems: [],
    specs: ['a 1.0'],
  },
  empty: { text: '', bundler: 'equal', problems: [], specs: [] },
  'a dependency before any gem': {
    text: edit('    pool (2.5.5)\n', '      rack\n    pool (2.5.5)\n'),
    bundler: 'raises',
    problems: [['4!', 'dependency of no gem']],
    specs: both,
  },
  'a gem before specs:': {
    text: edit('  specs:\n    pool (2.5.5)\n', '    pool (2.5.5)\n'),
    bundler: 'raises',
    problems: [['3!', 'before `specs:`']],
    specs: both,
  },
  'a version that is none': {
    text: edit('pool (2.5.5)', 'pool (one.two)'),
    bundler: 'raises',
    problems: [['4!', 'cannot read the version one.two']],
    specs: ['pool one.two', 'web 1.0'],
  },
  'a requirement that is none': {
    text: edit('(>= 2, < 4, != 3.1)', '(~~> 1)'),
    bundler: 'raises',
    problems: [['6!', 'cannot read the requirement ~~> 1']],
    specs: both,
  },
  'a Bundler version that is none': {
    text: edit('2.3.27', 'whatever'),
    bundler: 'equal',
    problems: [['16', 'not a version']],
    specs: both,
  },
  'a dependency that is not locked': {
    text: edit('  web (~> 1.0)', '  ghost!\n  ghost2 (>= 1)\n  web (~> 1.0)'),
    bundler: 'equal',
    problems: [],
    specs: both,
  },
  'a lock of Bundler 0.9': {
    text: '--- \nhash: 1a2b\nsources: \n- Rubygems: \n    uri: http://gemcutter.org\n',
    bundler: 'equal',
    problems: [['1!', 'Bundler 0.9']],
    specs: [],
  },
  'a gem without a version': {
    text: edit('pool (2.5.5)', 'pool'),
    bundler: 'differs',
    problems: [['4', 'no version']],
    specs: ['pool 0', 'web 1.0'],
  },
  'bundler as a dependency': {
    text: edit('  web (~> 1.0)', '  bundler (~> 2.0)\n  web!'),
    bundler: 'equal',
    problems: [],
    specs: both,
  },
  'lines that belong to no section': {
    text: `  stray\n  stray\n${edit('DEPENDENCIES', 'this is not a header\n  web (2)\nDEPENDENCIES')}`,
    bundler: 'equal',
    problems: [
      ['1', 'passes over everything'],
      ['14', 'passes over everything'],
    ],
    specs: both,
  },
  'a binary file': {
    text: 'GEM\n  specs:\n    a (1)\n\0\0',
    bundler: 'differs',
    problems: [['1!', 'not a text file']],
    specs: [],
  },
};
