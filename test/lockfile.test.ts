import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Lockfile } from '../server/src/syntax/lockfile/lockfile.ts';
import { parseLockfile } from '../server/src/syntax/lockfile/parseLockfile.ts';
import type { TextRange } from '../server/src/syntax/textRange.ts';
import { generateLock } from './real-bundler/generateLock.ts';
import { lockSamples } from './support/lockSamples.ts';

function specNames({ sources }: Lockfile): string[] {
  return sources.flatMap(({ specs }) =>
    specs.map(({ name, version, platform }) => `${name} ${version}${platform === undefined ? '' : `-${platform}`}`),
  );
}

function textAt(text: string, { start, end }: TextRange): string {
  const lines = text.split('\n');
  assert.equal(start.line, end.line, 'one line');
  return (lines[start.line] ?? '').slice(start.character, end.character);
}

describe('parseLockfile', () => {
  for (const [name, sample] of Object.entries(lockSamples)) {
    it(`reads ${name}`, () => {
      const lock = parseLockfile(sample.text);
      assert.deepEqual(specNames(lock), sample.specs);
      assert.deepEqual(
        lock.problems.map(({ range, fatal }) => `${range.start.line + 1}${fatal ? '!' : ''}`),
        sample.problems.map(([line]) => line),
      );
      sample.problems.forEach(([, message], index) => {
        assert.ok(lock.problems[index]?.message.includes(message), lock.problems[index]?.message);
      });
    });
  }

  it('keeps every part of a lock', () => {
    const lock = parseLockfile(lockSamples['a git source']?.text ?? '');
    assert.deepEqual(
      lock.sources.map(({ type, remotes, options }) => ({ type, remotes, options })),
      [
        {
          type: 'git',
          remotes: ['https://example.com/x.git'],
          options: { revision: '0a1b', branch: 'main', submodules: true, glob: '*.gemspec' },
        },
        { type: 'gem', remotes: ['https://rubygems.org/'], options: {} },
      ],
    );
    assert.deepEqual(
      lock.dependencies.map(({ name, requirement, pinned }) => [name, requirement, pinned]),
      [
        ['web', '~> 1.0', false],
        ['x', '>= 0', true],
      ],
    );
    assert.deepEqual(
      lock.sources[1]?.specs[1]?.dependencies.map(({ name, requirement }) => [name, requirement]),
      [
        ['pool', '>= 2, < 4, != 3.1'],
        ['rack', '>= 0'],
      ],
    );
    assert.deepEqual(
      lock.sections.map(({ name }) => name),
      ['GIT', 'GEM', 'PLATFORMS', 'DEPENDENCIES', 'BUNDLED WITH'],
    );
    assert.equal(lock.bundlerVersion, '2.3.27');
    assert.deepEqual(lock.platforms, ['ruby']);
  });

  it('keeps checksums, also those of gems that are not locked and lines without one', () => {
    const lock = parseLockfile(lockSamples['checksums, some of gems that are not there']?.text ?? '');
    assert.deepEqual(
      lock.checksums.map(({ name, version, checksums }) => [name, version, checksums]),
      [
        ['bundler', '4.0.12', ['sha256=bb']],
        ['ghost', '9.9', []],
        ['pool', '2.5.5', ['sha256=aa', 'sha512=cc']],
      ],
    );
  });

  it('reads RUBY VERSION as indented by every Bundler, and makes an array of a repeated option', () => {
    assert.equal(parseLockfile('RUBY VERSION\n  ruby 4.0.1\n').rubyVersion, 'ruby 4.0.1');
    assert.equal(parseLockfile('RUBY VERSION\n   ruby 3.3.0p0\n').rubyVersion, 'ruby 3.3.0p0');
    const [source] = parseLockfile('PLUGIN SOURCE\n  remote: x\n  key: a\n  key: true\n  specs:\n').sources;
    assert.deepEqual(source?.options, { key: ['a', true] });
  });

  it('knows the line ends that edits must keep', () => {
    assert.equal(parseLockfile('GEM\r\n  specs:\r\n').eol, '\r\n');
    assert.equal(parseLockfile('GEM\n  specs:\r\n').eol, '\n');
    assert.equal(parseLockfile('').eol, '\n');
  });

  it('reads the first side of a conflict to the end of the file when nothing closes it', () => {
    const lock = parseLockfile('GEM\n  specs:\n<<<<<<< ours\n    a (1)\n=======\n    a (2)\n    b (1)\n');
    assert.deepEqual(specNames(lock), ['a 1']);
  });

  it('is no victim of keys that mean something to JavaScript', () => {
    const lock = parseLockfile('GIT\n  remote: x\n  constructor: y\n  specs:\n    __proto__ (1)\n      toString\n');
    assert.deepEqual(specNames(lock), ['__proto__ 1']);
    assert.deepEqual(lock.sources[0]?.options, { constructor: 'y' });
  });

  it('points at names, entries, headers and sections, behind a byte order mark too', () => {
    for (const mark of ['', '\uFEFF']) {
      const text = `${mark}${lockSamples['a git source']?.text ?? ''}`;
      const lock = parseLockfile(text);
      for (const { specs } of lock.sources) {
        for (const spec of specs) {
          assert.equal(textAt(text, spec.nameRange), spec.name);
          assert.equal(textAt(text, spec.range), `${spec.name} (${spec.version})`);
          for (const { name, nameRange, range, requirement } of spec.dependencies) {
            assert.equal(textAt(text, nameRange), name);
            assert.equal(textAt(text, range), requirement === '>= 0' ? name : `${name} (${requirement})`);
          }
        }
      }
      for (const { name, nameRange, range, pinned } of lock.dependencies) {
        assert.equal(textAt(text, nameRange), name);
        assert.equal(textAt(text, range).endsWith('!'), pinned);
      }
      for (const { name, headerRange, range } of lock.sections) {
        assert.equal(textAt(text, headerRange), name);
        assert.deepEqual(range.start, headerRange.start);
      }
      assert.deepEqual(
        lock.sections.map(({ range }) => range.end.line),
        [8, 16, 19, 23, 26],
      );
      assert.equal(lock.bundlerVersionRange && textAt(text, lock.bundlerVersionRange), '2.3.27');
    }
  });

  it('never throws, whatever is cut out of or put into a lock', () => {
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(),
        fc.nat(40),
        fc.string({ unit: 'binary', maxLength: 12 }),
        (seed, at, cut, put) => {
          const text = generateLock(seed);
          const from = at % (text.length + 1);
          parseLockfile(text.slice(0, from) + put + text.slice(from + cut));
        },
      ),
      { numRuns: 500, seed: 11 },
    );
  });

  it('takes pathological lines', () => {
    const long = 100_000;
    const lines = [
      ' '.repeat(long),
      `    ${' ('.repeat(long)}`,
      `    a${'!'.repeat(long)}`,
      `    a (${'1.'.repeat(long)})`,
      `    a (${'1'.repeat(long)})`,
    ];
    for (const line of lines) {
      assert.equal(parseLockfile(`GEM\n  specs:\n${line}x\n`).sources.length, 1);
    }
    const options = parseLockfile(`GIT\n${'  key: x\n'.repeat(long)}  specs:\n`).sources[0]?.options.key;
    assert.equal(Array.isArray(options) && options.length, long);
  });
});
