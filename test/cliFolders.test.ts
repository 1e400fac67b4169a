import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lintel } from './support/lintel.ts';

const examples = fileURLToPath(new URL('../examples', import.meta.url));
const storefront = join(examples, 'storefront');

/** Debian's user that owns nothing. */
const nobody = 65_534;

function worksFor(uid: number): boolean {
  return lintel('/', ['--version'], { uid }).status === 0;
}

interface Finding {
  rule: string;
  severity: string;
  path: string;
  range: { start: { line: number; column: number }; end: { line: number; column: number } };
  message: string;
  fixes: { title: string; applicability: string; edits: { path: string; newText: string }[] }[];
  related: { path: string; message: string }[];
}

describe('a folder with an engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-engine-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('why tells what the Gemfile declares from what the engine requires', () => {
    const specs =
      'PATH\n  remote: engine\n  specs:\n    engine (1.0)\n      rack (>= 2)\n\nGEM\n  specs:\n    rack (3.0)\n';
    writeFileSync(join(folder, 'Gemfile'), 'gem "engine", path: "engine"\n');
    writeFileSync(join(folder, 'Gemfile.lock'), `${specs}\nDEPENDENCIES\n  engine!\n`);
    assert.match(lintel(folder, ['why', 'rack']).stdout, /^rack 3\.0, required by a gem of this repository\n/);
    assert.match(lintel(folder, ['why', 'engine']).stdout, /^engine 1\.0, declared in the Gemfile\n/);
  });

  test('why names only who keeps the next major out', () => {
    const heldBy = (web: string, pdf: string) => {
      const specs = `    pdf (1.0)\n      zip (${pdf})\n    web (4.0)\n      zip (${web})\n    zip (2.3.2)\n`;
      writeFileSync(join(folder, 'Gemfile.lock'), `GEM\n  specs:\n${specs}\nDEPENDENCIES\n  pdf\n  web\n`);
      return lintel(folder, ['why', 'zip'])
        .stdout.split('\n')
        .find((line) => /^(?:Held|No)/.test(line));
    };
    assert.equal(heldBy('>= 1.2, < 4.0', '~> 2.0'), 'Held by pdf.');
    assert.equal(heldBy('>= 1.2, < 4.0', '>= 0'), 'No ceiling below 3.x: the next update may take it.');
    assert.equal(heldBy('>= 1.2', '>= 0'), 'No ceiling: nobody holds it back.');
  });

  test('majors and why say who asked for what came, and how the Gemfile leads there', () => {
    const lock = (pool: string, rack: string) =>
      `PATH\n  remote: engine\n  specs:\n    engine (1.0)\n      sidekiq\n      connection_pool\n\nGEM\n  specs:\n    connection_pool (${pool})\n    rack (${rack})\n    sidekiq (7.3.9)\n      connection_pool\n      rack\n\nDEPENDENCIES\n  engine!\n`;
    writeFileSync(join(folder, 'Gemfile'), 'gem "engine", path: "engine"\n');
    writeFileSync(join(folder, 'before.lock'), lock('2.5.5', '2.2'));
    writeFileSync(join(folder, 'Gemfile.lock'), lock('3.0.2', '3.0'));
    const majors = lintel(folder, ['majors', 'before.lock']).stdout;
    assert.match(majors, /connection_pool 2\.5\.5 -> 3\.0\.2, invited by a gem of this repository\n/);
    assert.match(
      lintel(folder, ['check', '--base', 'before.lock']).stdout,
      /connection_pool 2\.5\.5 → 3\.0\.2 breaks .* Not in the Gemfile; pulled by engine \(>= 0\), sidekiq/,
    );
    assert.match(lintel(folder, ['why', 'rack']).stdout, /\n {2}Gemfile -> engine -> sidekiq -> rack\n$/);
  });
});

describe('strange folders', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'lintel folders-'));
    mkdirSync(join(folder, 'app'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const slow = '$redis.sadd("t", x)\n$redis.del("t")\n';
  const givenUp = `redis "${'=begin\n'.repeat(20_000)}`;
  const check = (...args: string[]) => lintel(folder, ['check', '--base', 'none', '--format', 'json', ...args]);
  const paths = (stdout: string) => JSON.parse(stdout).findings.map(({ path }: Finding) => path);

  test('names with spaces, line ends and emoji, and names that differ in case only, are files like any other', () => {
    const names = [
      'a b.rb',
      'a\nb.rb',
      '👩‍🚀.rb',
      'Cart.rb',
      'cart.rb',
      '%41.rb',
      'a#b?.rb',
      '$(touch pwned).rb',
      '-rf.rb',
    ];
    for (const name of names) {
      writeFileSync(join(folder, 'app', name), slow);
    }
    const { status, stdout } = check();
    assert.equal(status, 1);
    assert.deepEqual([...paths(stdout)].sort(), names.map((name) => `app/${name}`).sort());
    assert.deepEqual(readdirSync(folder), ['app']);
  });

  test('code and names cannot make the terminal do anything', () => {
    writeFileSync(join(folder, 'app', 'a\u001b[2Jb.rb'), '$redis.keys("\u001b[2J\u0007*\u001b[8m")\n');
    const binary = join(folder, 'app', 'binary\u001b[2J.rb');
    writeFileSync(binary, '\0');
    const { stdout, stderr } = lintel(folder, ['check', '--base', 'none']);
    rmSync(binary);
    assert.match(stdout, /keys\("\uFFFD\[2J\uFFFD\*\uFFFD\[8m"\)/);
    assert.match(stderr, /binary\uFFFD\[2J\.rb: skipped/);
    assert.doesNotMatch(`${stdout}${stderr}`.replaceAll(/[\t\n]/g, ''), /\p{Cc}/u);
  });

  test('a file of 50 MB is passed over with a note, a loop of links and a pipe without', () => {
    writeFileSync(join(folder, 'app/huge.rb'), Buffer.alloc(50_000_000, slow));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('../app', join(folder, 'app/again'));
    execFileSync('mkfifo', [join(folder, 'app/pipe.rb')]);
    const { stderr } = check();
    assert.equal(stderr, 'lintel: app/huge.rb: skipped: larger than 5 MB\n');
    assert.match(check('loop').stderr, /^lintel: loop: .+\n$/);
    assert.match(check('app/pipe.rb').stderr, /skipped: not a regular file/);
  });

  test('a text that the parser gives up on is passed over with a note, on standard input and from the cache too', () => {
    const why = 'skipped: the Ruby parser gives up on it';
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'lib/broken.rb'), givenUp);
    writeFileSync(join(folder, 'lib/cart.rb'), slow);
    const { status, stdout, stderr } = check('lib');
    assert.equal(status, 1);
    assert.deepEqual(paths(stdout), ['lib/cart.rb']);
    assert.equal(JSON.parse(stdout).summary.files, 1);
    assert.equal(stderr, `lintel: lib/broken.rb: ${why}\n`);
    assert.equal(check('lib').stderr, stderr);
    assert.equal(lintel(folder, ['calls', 'lib']).stderr, stderr);
    for (const name of ['lib/broken.rb', 'lib/new.rb']) {
      const typed = ['check', '--base', 'none', '--stdin', '--stdin-filename', name];
      assert.match(lintel(folder, typed, { input: givenUp }).stderr, new RegExp(`^lintel: ${name}: ${why}$`, 'm'));
      assert.doesNotMatch(lintel(folder, typed, { input: slow }).stderr, new RegExp(name));
    }
    writeFileSync(join(folder, 'lib/broken.rb'), givenUp.replace('redis', 'none'));
    assert.equal(check('lib').stderr, '', 'what cannot concern Redis is not parsed');
  });

  test('a file that was asked for and is none that Lintel reads is told, and not counted as checked', () => {
    for (const name of ['README.md', 'script']) {
      writeFileSync(join(folder, name), slow);
    }
    const { status, stdout, stderr } = check('README.md', 'script', 'app/cart.rb');
    assert.equal(status, 1);
    assert.equal(JSON.parse(stdout).summary.files, 1);
    const why = 'skipped: by its name neither Ruby nor a Gemfile or lock';
    assert.equal(stderr, `lintel: README.md: ${why}\nlintel: script: ${why}\n`);
  });

  test('a folder that may not be read is told, and holds nothing up', {
    skip: process.getuid?.() === 0 && !worksFor(nobody) && 'root reads every folder, and others not the program',
  }, () => {
    const open = mkdtempSync(join(tmpdir(), 'lintel-closed-'));
    try {
      chmodSync(open, 0o755);
      writeFileSync(join(open, 'cart.rb'), slow);
      mkdirSync(join(open, 'shut'));
      chmodSync(join(open, 'shut'), 0);
      const run = (...args: string[]) =>
        lintel(open, ['check', '--base', 'none', '--format', 'json', ...args], {
          ...(process.getuid?.() === 0 && { uid: nobody }),
        });
      const { stdout, stderr } = run();
      assert.deepEqual(paths(stdout), ['cart.rb']);
      assert.equal(stderr, 'lintel: shut: skipped: permission denied\n');
      assert.equal(run('.', 'shut').stderr, stderr, 'once, however often it is asked for');
      writeFileSync(join(open, '.lintel.yml'), 'ignore: [shut]\n');
      assert.equal(run().stderr, '');
      // Listed, but not to be looked at.
      writeFileSync(join(open, 'shut/cart.rb'), slow);
      chmodSync(join(open, 'shut'), 0o444);
      rmSync(join(open, '.lintel.yml'));
      const listed = run();
      assert.deepEqual(paths(listed.stdout), ['cart.rb']);
      assert.equal(listed.stderr, 'lintel: shut/cart.rb: skipped: permission denied\n');
    } finally {
      rmSync(open, { recursive: true });
    }
  });

  test('a fix that cannot be written is told by its file', {
    skip: process.getuid?.() === 0 && !worksFor(nobody) && 'root writes everywhere, and others have no program',
  }, () => {
    const locked = mkdtempSync(join(tmpdir(), 'lintel-locked-'));
    try {
      for (const name of ['cart.rb', 'shop.rb']) {
        writeFileSync(join(locked, name), 'KV = Redis.new\nKV.del("t")\n');
      }
      chmodSync(locked, 0o555);
      const { status, stderr } = lintel(locked, ['check', '--base', 'none', '--unsafe-fixes'], {
        ...(process.getuid?.() === 0 && { uid: nobody }),
      });
      assert.equal(status, 2);
      assert.match(
        stderr,
        /cart\.rb cannot be written: permission denied; \S+shop\.rb cannot be written: permission denied$/m,
      );
    } finally {
      chmodSync(locked, 0o755);
      rmSync(locked, { recursive: true });
    }
  });

  test('a folder whose name is no UTF-8 is told too', { skip: process.platform === 'darwin' && 'it has none' }, () => {
    const odd = Buffer.concat([Buffer.from(`${folder}/app/d`), Buffer.from([0xe9]), Buffer.from('pot')]);
    mkdirSync(odd);
    const { stderr } = check('app');
    rmSync(odd, { recursive: true });
    assert.match(stderr, /^lintel: app\/d\uFFFDpot: skipped: no such file$/m);
  });

  test('a bundle that lies in the folder is not started, whatever the path says', () => {
    for (const name of ['bundle', 'git', 'ruby']) {
      writeFileSync(join(folder, name), `#!/bin/sh\ntouch ${name}.ran\n`);
      chmodSync(join(folder, name), 0o755);
    }
    cpSync(storefront, folder, { recursive: true });
    const env = { PATH: `.::./:${process.env.PATH}` };
    lintel(folder, ['check'], { env });
    lintel(folder, ['majors'], { env });
    lintel(
      folder,
      [
        'pin',
        'connection_pool',
        '~> 2.5',
        '--dry-run',
        '--base',
        join(examples, 'storefront-before-upgrade/Gemfile.lock'),
      ],
      { env },
    );
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.ran')),
      [],
    );
  });
});
