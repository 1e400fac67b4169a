import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { marked } from 'marked';
import { lintel } from './support/lintel.ts';

/** Names that a lock can hold and that mean something to Ruby, a shell, a path, a pattern, Markdown or a CI's log. */
const names = [
  'evil";system("touch$IFSpwned")#',
  "evil';system('touch$IFSpwned')#",
  'evil#{system(%q[touch$IFSpwned])}',
  '`touch$IFSpwned`',
  '$(touch$IFSpwned);',
  ';touch$IFSpwned;',
  '--gemfile=/etc/passwd',
  '../../../etc/passwd',
  '/etc/passwd',
  '(a+)+$',
  '[a-',
  '\\',
  '|||',
  '<img/src=x/onerror=alert(1)>',
  '<https://evil.example>',
  '[click]:command:workbench.action.quit',
  '%0A::error::forged',
  '__proto__',
  'constructor',
];

function lock(version: string): string {
  const specs = names.map((name) => `    ${name} (${version})\n`).join('');
  const needs = names.map((name) => `      ${name} (>= 0.5)\n`).join('');
  return `GEM\n  remote: https://rubygems.org/\n  specs:\n${specs}    parent (1.0)\n${needs}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  parent\n`;
}

const gemfile = 'source "https://rubygems.org"\n\ngem "parent"\n';

describe('names of gems that are made to do harm', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'lintel-injection-'));
    writeFileSync(join(folder, 'base.lock'), lock('1.0.0'));
    writeFileSync(join(folder, 'Gemfile.lock'), lock('2.0.0'));
    writeFileSync(join(folder, 'Gemfile'), gemfile);
  });
  after(() => rmSync(folder, { recursive: true }));

  test('are written into no Gemfile, as no fix and as no pin', () => {
    const { stdout } = lintel(folder, ['check', '--base', 'base.lock', '--format', 'json']);
    const { findings } = JSON.parse(stdout) as {
      findings: { rule: string; message: string; fixes: { edits: { newText: string }[] }[] }[];
    };
    const crossed = findings.filter(({ rule }) => rule === 'lockfile/floated-major');
    const told = names.filter((name) => crossed.some(({ message }) => message.startsWith(`${name} 1.0.0`)));
    assert.deepEqual(told, names);
    lintel(folder, ['check', '--base', 'base.lock', '--unsafe-fixes']);
    for (const name of names.filter((one) => !one.startsWith('-'))) {
      lintel(folder, ['pin', name, '--base', 'base.lock']);
    }
    const pinned = readFileSync(join(folder, 'Gemfile'), 'utf8');
    const added = pinned.split('\n').filter((line) => !gemfile.split('\n').includes(line));
    for (const line of added) {
      assert.match(line, /^gem "(?:__proto__|constructor)", "~> 1\.0", require: false # [^\n]*$/);
    }
    assert.deepEqual(readdirSync(folder).sort(), ['Gemfile', 'Gemfile.lock', 'base.lock']);
    writeFileSync(join(folder, 'Gemfile'), gemfile);
    writeFileSync(join(folder, 'Gemfile.lock'), lock('2.0.0'));
  });

  test('are text in Markdown, and in the commands of a CI', () => {
    const markdown = lintel(folder, ['majors', 'base.lock', '--format', 'markdown']).stdout;
    const html = marked.parse(markdown, { async: false });
    assert.doesNotMatch(html, /<img|<a [^>]*command:|href="https:\/\/evil/);
    const github = lintel(folder, ['check', '--base', 'base.lock', '--format', 'github']).stdout;
    for (const line of github.trimEnd().split('\n')) {
      assert.match(line, /^::(?:error|warning|notice) file=/);
      assert.doesNotMatch(line, /%0A/);
    }
  });

  test('cannot be told from what they are by why and lock', () => {
    for (const name of names.filter((one) => !one.startsWith('-'))) {
      const { status, stdout } = lintel(folder, ['why', name]);
      assert.equal(status, 0, name);
      assert.ok(stdout.includes(name), stdout);
    }
    assert.equal(lintel(folder, ['lock']).status, 0);
  });
});

test('what a configuration says of a breakage stays a comment where a pin is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-injection-'));
  const locked = (version: string) => `GEM
  remote: https://rubygems.org/
  specs:
    pool (${version})
    worker (1.0.0)
      pool (>= 1)

DEPENDENCIES
  worker
`;
  try {
    writeFileSync(join(folder, 'base.lock'), locked('1.0.0'));
    writeFileSync(join(folder, 'Gemfile.lock'), locked('2.0.0'));
    writeFileSync(join(folder, 'Gemfile'), 'source "https://rubygems.org"\n\ngem "worker"\n');
    const words = JSON.stringify('harmless\nsystem("touch pwned")\r\nsystem("touch pwned")\u2028x');
    writeFileSync(
      join(folder, '.lintel.yml'),
      `knownBreakages:
  - id: pool-2
    gem: pool
    from: ["< 2"]
    to: [">= 2"]
    affects: [{ gem: worker, versions: [">= 0"], effect: ${words}, reason: ${words}, clear: ${words} }]
    advice: ${words}
    sources: ["https://example.org/"]
`,
    );
    const { stderr, status } = lintel(folder, ['check', '--base', 'base.lock', '--unsafe-fixes']);
    assert.notEqual(status, 2, stderr);
    const text = readFileSync(join(folder, 'Gemfile'), 'utf8');
    assert.match(text, /^gem "pool", "~> 1\.0"/m);
    const code = text.split('\n').filter((line) => !/^(?:#.*)?$/.test(line));
    assert.deepEqual(code.map((line) => line.replace(/ #.*$/, '')).sort(), [
      'gem "pool", "~> 1.0", require: false',
      'gem "worker"',
      'source "https://rubygems.org"',
    ]);
    execFileSync('ruby', ['-c', join(folder, 'Gemfile')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
