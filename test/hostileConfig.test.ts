import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { URI } from 'vscode-uri';
import { defaultConfig } from '../server/src/linter/config.ts';
import { parseConfigFile } from '../server/src/linter/configFile.ts';
import { isTestPath } from '../server/src/linter/paths.ts';
import { matchesKeyGlob } from '../server/src/redis/rewrite/keyGlob.ts';
import { nodeFileSystem } from '../server/src/workspace/nodeFileSystem.ts';

const problems = (text: string, overrides?: object) =>
  parseConfigFile(text, overrides).problems.map(({ message }) => message);

describe('a hostile .lintel.yml', () => {
  test('whose aliases grow without end is refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]\n`,
    );
    assert.match(problems(`a0: &a0 [x]\n${levels.join('')}`)[0] ?? '', /alias/i);
    assert.equal(problems('ignore: &a [*a]\n').length, 1);
  });

  test('changes no prototype', () => {
    for (const text of [
      '__proto__: { polluted: yes }\n',
      'constructor: { prototype: { polluted: yes } }\n',
      'redis: { __proto__: { polluted: yes } }\n',
      'rules: { __proto__: { polluted: yes } }\n',
    ]) {
      parseConfigFile(text);
      parseConfigFile('', JSON.parse('{ "__proto__": { "polluted": 1 }, "rules": { "__proto__": "off" } }'));
      assert.equal(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted'), undefined);
    }
    assert.deepEqual(parseConfigFile('rules: { constructor: off }\n').config.rules.constructor, 'off');
  });

  test('is refused where it nests too deep, and read where it is merely long', () => {
    assert.ok(problems('['.repeat(20_000)).length > 0);
    assert.ok(problems(`a: ${'{ a: '.repeat(20_000)}`).length > 0);
    assert.deepEqual(problems(`rules:\n${Array.from({ length: 20_000 }, (_, n) => `  r/${n}: off\n`).join('')}`), []);
  });

  test('is refused for globs that no matcher gets to the end of', () => {
    for (const glob of ['*a*a*a*a*a*b', '**/a/**/a/**/a/**/a/**', '+(a)+(a)+(a)+(a)b', 'x'.repeat(2_000), '']) {
      for (const key of ['ignore', 'redis: { testPaths', 'redis: { opsPaths']) {
        const text = `${key}: ["${glob}"]${key.includes('{') ? ' }' : ''}\n`;
        assert.equal(problems(text).length, 1, text);
      }
    }
    for (const glob of [...defaultConfig.redis.opsPaths, '**/*_*_*.rb', 'app/{a,b}/**/*.{rb,rake}', '!**/x/**']) {
      assert.deepEqual(problems(`ignore: ["${glob}"]\n`), [], glob);
    }
    const nested = parseConfigFile('redis: { testPaths: ["+(+(+(a|b)))*(a|aa)!(x)c"] }\n').config;
    assert.equal(isTestPath('a'.repeat(5_000), nested), false);
  });

  test('may have any glob of keys', () => {
    assert.equal(matchesKeyGlob('a'.repeat(20_000), [`${'*a'.repeat(50)}b`]), false);
    const cases: [string, string, boolean][] = [
      ['user:*:feed', 'user:*:feed', true],
      ['user:7:feed', 'user:*:feed', true],
      ['user:7:feed:x', 'user:*:feed', false],
      ['abcab', '*ab', true],
      ['aab', 'a?b*', true],
      ['a+b', 'a+b', true],
      ['aab', 'a+b', false],
      ['', '', true],
      ['', '**', true],
      ['a\nb', 'a*b', true],
      ['ab', 'a?b', false],
    ];
    for (const [template, glob, expected] of cases) {
      assert.equal(matchesKeyGlob(template, [glob]), expected, `${template} ${glob}`);
    }
  });
});

test('a .gitignore whose patterns no matcher gets to the end of holds nothing up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-ignore-'));
  const deep = join(folder, ...Array.from({ length: 100 }, () => 'a'));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'c.rb'), '');
  writeFileSync(join(deep, 'd.rb'), '');
  writeFileSync(join(folder, '.gitignore'), '**/a/**/a/**/a/**/a/**/a/**/b\n[\n\\\nd.rb\n');
  const found: string[] = [];
  for await (const uri of nodeFileSystem.walk(URI.file(folder).toString())) {
    found.push(uri.slice(-4));
  }
  rmSync(folder, { recursive: true });
  assert.deepEqual(found, ['c.rb']);
});
