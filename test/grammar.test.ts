import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

const require = createRequire(import.meta.url);
const grammarPath = new URL('../syntaxes/gemfile-lock.tmLanguage.json', import.meta.url);
let grammar: IGrammar;

before(async () => {
  const wasm = await readFile(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) =>
      scope === 'source.gemfile-lock'
        ? textmate.parseRawGrammar(await readFile(grammarPath, 'utf8'), 'grammar.json')
        : null,
  });
  const loaded = await registry.loadGrammar('source.gemfile-lock');
  assert.ok(loaded, 'the grammar loads');
  grammar = loaded;
});

test('a GEM section', () => {
  assert.deepEqual(
    scopes(`
GEM
  remote: https://rubygems.org/
  specs:
    connection_pool (3.0.2)
    google-protobuf (4.31.1-x86_64-linux-gnu)
    redis-client (0.26.1)
      connection_pool
    sidekiq (7.3.9)
      rack (>= 2.2.4, < 4)
`),
    [
      'GEM|keyword.control.section',
      'remote|support.variable.option',
      ':|punctuation.separator.key-value',
      'https://rubygems.org/|string.unquoted.option',
      'specs|support.variable.option',
      ':|punctuation.separator.key-value',
      ...spec('connection_pool', '3.0.2'),
      'google-protobuf|entity.name.type.gem',
      '(|punctuation.definition.version.begin',
      '4.31.1|constant.numeric.version',
      '-|punctuation.separator.platform',
      'x86_64-linux-gnu|constant.language.platform',
      ')|punctuation.definition.version.end',
      ...spec('redis-client', '0.26.1'),
      'connection_pool|variable.other.gem',
      ...spec('sidekiq', '7.3.9'),
      'rack|variable.other.gem',
      '(|punctuation.definition.requirement.begin',
      '>=|keyword.operator.requirement',
      '2.2.4|constant.numeric.version',
      ',|punctuation.separator.requirement',
      '<|keyword.operator.requirement',
      '4|constant.numeric.version',
      ')|punctuation.definition.requirement.end',
    ],
  );
});

test('GIT, PATH and PLUGIN SOURCE sections', () => {
  for (const header of ['GIT', 'PATH', 'PLUGIN SOURCE']) {
    const [first, ...rest] = scopes(`${header}\n  revision: 0f1e2d\n  specs:\n    till (1.0)\n`);
    assert.equal(first, `${header}|keyword.control.section`);
    assert.deepEqual(rest.slice(0, 3), [
      'revision|support.variable.option',
      ':|punctuation.separator.key-value',
      '0f1e2d|string.unquoted.option',
    ]);
    assert.deepEqual(rest.slice(5), spec('till', '1.0'));
  }
});

test('the sections after the specs', () => {
  assert.deepEqual(
    scopes(`
PLATFORMS
  x86_64-linux

DEPENDENCIES
  rails (~> 8.1.0)
  till!

CHECKSUMS
  rack (3.1.0) sha256=00ff,sha512=11aa
  till (1.0)

RUBY VERSION
   ruby 3.3.0p0

BUNDLED WITH
   2.6.9
`),
    [
      'PLATFORMS|keyword.control.section',
      'x86_64-linux|constant.language.platform',
      'DEPENDENCIES|keyword.control.section',
      'rails|entity.name.type.gem',
      '(|punctuation.definition.requirement.begin',
      '~>|keyword.operator.requirement',
      '8.1.0|constant.numeric.version',
      ')|punctuation.definition.requirement.end',
      'till|entity.name.type.gem',
      '!|keyword.operator.pinned',
      'CHECKSUMS|keyword.control.section',
      ...spec('rack', '3.1.0'),
      'sha256|support.variable.algorithm',
      '=|punctuation.separator.key-value',
      '00ff|string.unquoted.checksum',
      ',|punctuation.separator.checksum',
      'sha512|support.variable.algorithm',
      '=|punctuation.separator.key-value',
      '11aa|string.unquoted.checksum',
      ...spec('till', '1.0'),
      'RUBY VERSION|keyword.control.section',
      'ruby|constant.language.engine',
      '3.3.0p0|constant.numeric.version',
      'BUNDLED WITH|keyword.control.section',
      '2.6.9|constant.numeric.version',
    ],
  );
});

test('a merge conflict is marked and the lines around it keep their colours', () => {
  assert.deepEqual(
    scopes('GEM\n  specs:\n<<<<<<< HEAD\n    rack (3.1.0)\n=======\n    rack (3.2.0)\n>>>>>>> topic\n').slice(3),
    [
      '<<<<<<< HEAD|invalid.illegal.merge-conflict',
      ...spec('rack', '3.1.0'),
      '=======|invalid.illegal.merge-conflict',
      ...spec('rack', '3.2.0'),
      '>>>>>>> topic|invalid.illegal.merge-conflict',
    ],
  );
});

test('a section of a future Bundler does not swallow the next one', () => {
  assert.deepEqual(scopes('GROUPS\n  web (1)\nPLATFORMS\n  ruby\n'), [
    'GROUPS|keyword.control.section',
    'PLATFORMS|keyword.control.section',
    'ruby|constant.language.platform',
  ]);
});

function spec(name: string, version: string): string[] {
  return [
    `${name}|entity.name.type.gem`,
    '(|punctuation.definition.version.begin',
    `${version}|constant.numeric.version`,
    ')|punctuation.definition.version.end',
  ];
}

/** Every token that the grammar names, as `text|scope`, with the scope's language left off. */
function scopes(text: string): string[] {
  const named: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes } of tokens) {
      const scope = scopes.at(-1) ?? '';
      const token = line.slice(startIndex, endIndex);
      if (token.trim() === '' || scope === 'source.gemfile-lock' || scope.startsWith('meta.')) continue;
      named.push(`${token}|${scope.replace('.gemfile-lock', '')}`);
    }
  }
  return named;
}
