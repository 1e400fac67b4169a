import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lockPinEdit, lockUnpinEdit } from '../../server/src/dependencies/lockPinEdit.ts';
import { beyondThePin, movedAlong } from '../../server/src/dependencies/pinnedLock.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';

const uri = 'file:///app/Gemfile.lock';

/** A lock of specs like `a 1.0: b >= 2, c` with DEPENDENCIES and, where given, CHECKSUMS lines. */
function lock(specs: readonly string[], dependencies: readonly string[], checksums: readonly string[] = []): string {
  const lines = specs.flatMap((spec) => {
    const [head = '', needs = ''] = spec.split(': ');
    const [name, version] = head.split(' ');
    return [
      `    ${name} (${version})`,
      ...needs
        .split('; ')
        .filter(Boolean)
        .map((need) => `      ${need}`),
    ];
  });
  return [
    'GEM',
    '  remote: https://rubygems.org/',
    '  specs:',
    ...lines,
    '',
    'PLATFORMS',
    '  ruby',
    '',
    'DEPENDENCIES',
    ...dependencies.map((line) => `  ${line}`),
    ...(checksums.length === 0 ? [] : ['', 'CHECKSUMS', ...checksums.map((line) => `  ${line}`)]),
    '',
    'BUNDLED WITH',
    '   2.6.9',
    '',
  ].join('\n');
}

function edited(head: string, base: string, gem: string, ...requirements: string[]): string {
  const result = lockPinEdit(uri, parseLockfile(head), parseLockfile(base), gem, requirements);
  return result.ok ? applyEdits(head, result.edits) : result.reason;
}

describe('a pin in the lock, by hand', () => {
  const base = lock(['pool 2.5.5', 'sidekiq 7.3.9: pool (>= 2.3.0)'], ['sidekiq']);
  const head = lock(['pool 3.0.2', 'sidekiq 7.3.9: pool (>= 2.3.0)'], ['sidekiq']);

  it('takes the version back and declares it at its place', () => {
    const expected = lock(['pool 2.5.5', 'sidekiq 7.3.9: pool (>= 2.3.0)'], ['pool (~> 2.5)', 'sidekiq']);
    assert.equal(edited(head, base, 'pool', '~> 2.5'), expected);
    assert.equal(edited(head.replaceAll('\n', '\r\n'), base, 'pool', '~> 2.5'), expected.replaceAll('\n', '\r\n'));
  });

  it('sorts DEPENDENCIES and requirements as Bundler does', () => {
    const declared = (...dependencies: string[]) =>
      [lock(['rack 2.2'], dependencies), lock(['rack 3.1'], dependencies)] as const;
    const [old, now] = declared('puma', 'rack-test', 'rails (~> 8.0)');
    assert.match(
      edited(now, old, 'rack', '>= 2', '< 3', '!= 2.1'),
      /puma\n {2}rack \(>= 2, < 3, != 2\.1\)\n {2}rack-test\n/,
    );
    const [last, after] = declared('a');
    assert.match(edited(after, last, 'rack', '2.2'), /a\n {2}rack \(= 2\.2\)\n\nBUNDLED/);
    const [own, moved] = declared('rack (>= 1)!');
    assert.match(edited(moved, own, 'rack', '~> 2.2'), /DEPENDENCIES\n {2}rack \(~> 2\.2\)!\n/);
    const [, bare] = declared();
    assert.match(edited(bare, old, 'rack', '~> 2.2'), /DEPENDENCIES\n {2}rack \(~> 2\.2\)\n/);
  });

  it('ends a last line that had no end before it adds one', () => {
    const open = (version: string) => lock([`rack ${version}`], ['a']).replace(/\n\nBUNDLED WITH\n.*\n/, '');
    assert.match(edited(open('3.1'), open('2.2'), 'rack', '2.2'), /DEPENDENCIES\n {2}a\n {2}rack \(= 2\.2\)\n$/);
  });

  it('takes checksums back with the version', () => {
    const [old, now] = [
      lock(['pool 2.5.5'], ['a'], ['a (1)', 'pool (2.5.5) sha256=old']),
      lock(['pool 3.0.2'], ['a'], ['a (1)', 'pool (3.0.2) sha256=new', 'z (1) sha256=z']),
    ];
    assert.match(edited(now, old, 'pool', '~> 2.5'), /CHECKSUMS\n {2}a \(1\)\n {2}pool \(2\.5\.5\) sha256=old\n {2}z/);
    assert.match(edited(now, base, 'pool', '~> 2.5'), /no checksum of pool/);
  });

  it('drops what only the newer version needed', () => {
    const old = lock(['minitest 5.25.5', 'rdoc 6: json'], ['minitest', 'rdoc']);
    const now = lock(
      [
        'drb 2.2',
        'json 2.1',
        'minitest 6.0.6: drb (~> 2.0); json; prism',
        'prism 1.6: racc',
        'racc 1.8',
        'rdoc 6: json',
      ],
      ['minitest', 'rdoc'],
      ['minitest (6.0.6)', 'prism (1.6) sha256=p'],
    );
    const pinned = edited(
      now,
      old.replace('\nBUNDLED', '\nCHECKSUMS\n  minitest (5.25.5)\n\nBUNDLED'),
      'minitest',
      '~> 5.25',
    );
    assert.equal(
      pinned,
      lock(['json 2.1', 'minitest 5.25.5', 'rdoc 6: json'], ['minitest (~> 5.25)', 'rdoc'], ['minitest (5.25.5)']),
    );
  });

  it('leaves to Bundler what has to be resolved', () => {
    const need = (needs: string) => lock([`pool 2.5.5: ${needs}`], ['sidekiq']);
    assert.match(edited(head, need('timeout (>= 1)'), 'pool', '~> 2.5'), /pool 2\.5\.5 needs timeout \(>= 1\)/);
    assert.match(
      edited(head, need('sidekiq (< 7)'), 'pool', '~> 2.5'),
      /needs sidekiq \(< 7\), which is not what is locked/,
    );
    assert.match(edited(head, need('bundler (>= 1)'), 'pool', '~> 2.5'), /pool \(2\.5\.5\)\n {6}bundler/);
    assert.match(edited(head, base, 'pool', '~> 2.6'), /pool 2\.5\.5 is none of ~> 2\.6/);
    assert.match(edited(head, base, 'gone', '~> 1'), /gone is not locked in exactly one GEM section/);
    assert.match(edited(head, lock(['a 1'], []), 'pool', '~> 2.5'), /for other platforms/);
    // What a merge without conflicts can leave.
    const twice = lock(['pool 2.5.5', 'pool 3.0.2', 'sidekiq 7.3.9: pool (>= 2.3.0)'], ['sidekiq']);
    assert.match(edited(twice, base, 'pool', '~> 2.5'), /pool is locked twice/);
    const apart = lock(['pool 3.0.2', 'sidekiq 7.3.9: pool (>= 2.3.0)', 'pool 3.0.2-java'], ['sidekiq']);
    const both = lock(['pool 2.5.5', 'pool 2.5.5-java', 'sidekiq 7.3.9: pool (>= 2.3.0)'], ['sidekiq']);
    assert.match(edited(apart, both, 'pool', '~> 2.5'), /other gems stand between/);
    const sums = lock(
      ['pool 3.0.2', 'pool 3.0.2-java', 'sidekiq 7.3.9: pool (>= 2.3.0)'],
      ['sidekiq'],
      ['pool (3.0.2) sha256=1', 'sidekiq (7.3.9) sha256=2', 'pool (3.0.2-java) sha256=3'],
    );
    const had = lock(
      ['pool 2.5.5', 'pool 2.5.5-java', 'sidekiq 7.3.9: pool (>= 2.3.0)'],
      ['sidekiq'],
      ['pool (2.5.5) sha256=4', 'pool (2.5.5-java) sha256=5'],
    );
    assert.match(edited(sums, had, 'pool', '~> 2.5'), /other gems stand between/);
    assert.match(edited(head.replace('GEM\n', 'GIT\n'), base, 'pool', '~> 2.5'), /exactly one GEM section/);
    assert.match(edited(`<<<<<<< a\n${head}=======\n${head}>>>>>>> b\n`, base, 'pool', '~> 2.5'), /cannot read it/);
  });

  it('is none where the base has the gem from another server', () => {
    const elsewhere = base.replace('rubygems.org', 'gems.example.com');
    assert.match(edited(head, elsewhere, 'pool', '~> 2.5'), /^the base has pool from elsewhere/);
    const both = base.replace(/^( {2}remote: .*)$/m, '$1\n  remote: https://gems.example.com/');
    assert.match(edited(head, both, 'pool', '~> 2.5'), /^the base has pool from elsewhere/);
    assert.match(edited(head, base.replace('GEM', 'GIT'), 'pool', '~> 2.5'), /^the base has pool from elsewhere/);
  });

  it('goes again, where somebody else needs the gem', () => {
    const pinned = edited(head, base, 'pool', '~> 2.5');
    const result = lockUnpinEdit(uri, parseLockfile(pinned), 'pool');
    assert.ok(result.ok);
    assert.equal(applyEdits(pinned, result.edits), base);
    assert.equal(lockUnpinEdit(uri, parseLockfile(pinned), 'sidekiq').ok, false);
    assert.equal(lockUnpinEdit(uri, parseLockfile(base), 'pool').ok, false);
  });
});

describe('what a resolved lock changes beyond the pin', () => {
  const before = lock(
    ['json 2.9', 'pool 3.0.2: json', 'sidekiq 8.1.2: pool (>= 3.0.0)', 'uri 1.0'],
    ['sidekiq', 'uri'],
  );
  const beyond = (...[specs, dependencies]: [string[], string[]?]) =>
    beyondThePin(
      parseLockfile(before),
      parseLockfile(lock(specs, dependencies ?? ['pool (~> 2.5)', 'sidekiq', 'uri'])),
      'pool',
      ['~> 2.5'],
    );
  const rest = ['sidekiq 8.1.2: pool (>= 3.0.0)', 'uri 1.0'];

  it('is nothing where the gem, and what it needs, moves alone', () => {
    assert.equal(beyond(['json 2.9', 'pool 2.5.5: json', ...rest]), undefined);
    assert.equal(beyond(['json 2.8', 'pool 2.5.5: json', ...rest]), undefined);
    assert.equal(beyond(['pool 2.5.5', ...rest]), undefined, 'json was needed by pool alone');
    assert.equal(beyond(['json 2.9', 'pool 2.5.5: json; timeout', 'timeout 0.4', ...rest]), undefined);
  });

  it('is a gem that the Gemfile declares, though the pinned one needs it elsewhere', () => {
    const declared = lock(['json 2.9', 'pool 3.0.2: json (>= 2.9)'], ['json', 'pool']);
    const back = lock(['json 2.8', 'pool 2.5.5: json (< 2.9)'], ['json', 'pool (~> 2.5)']);
    const [old, now] = [parseLockfile(declared), parseLockfile(back)];
    assert.equal(beyondThePin(old, now, 'pool', ['~> 2.5']), 'json moves from 2.9 to 2.8');
    assert.deepEqual(movedAlong(old, now, 'pool'), ['json 2.9 -> 2.8']);
  });

  it('is a parent that went down, and anything else', () => {
    assert.match(
      beyond(['json 2.9', 'pool 2.5.5', 'sidekiq 8.0.10: pool', 'uri 1.0']) ?? '',
      /^sidekiq moves from 8\.1\.2 to 8\.0\.10$/,
    );
    assert.match(
      beyond(['json 2.9', 'pool 3.0.2: json', ...rest]) ?? '',
      /^pool 3\.0\.2 is locked, which the pin does not admit$/,
    );
    assert.match(beyond(['json 2.9', ...rest]) ?? '', /^pool {2}is locked/);
    assert.match(beyond(['pool 2.5.5', 'sidekiq 8.1.2: pool']) ?? '', /^uri is locked no more$/);
    assert.match(beyond(['extra 1', 'pool 2.5.5', ...rest]) ?? '', /^extra is added$/);
    assert.match(beyond(['pool 2.5.5', ...rest], ['sidekiq', 'uri']) ?? '', /DEPENDENCIES/);
    assert.match(beyond(['pool 2.5.5', ...rest], ['pool (~> 2.5)', 'sidekiq (~> 8)', 'uri']) ?? '', /DEPENDENCIES/);
  });
});
