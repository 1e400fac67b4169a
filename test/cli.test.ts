import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { copyStorefront } from '../scripts/storefront.ts';
import { registry } from '../server/src/rules/registry.ts';
import { lintel } from './support/lintel.ts';

const examples = fileURLToPath(new URL('../examples', import.meta.url));
const storefront = join(examples, 'storefront');
const lockBefore = '../storefront-before-upgrade/Gemfile.lock';

interface Finding {
  rule: string;
  severity: string;
  path: string;
  range: { start: { line: number; column: number }; end: { line: number; column: number } };
  message: string;
  fixes: { title: string; applicability: string; edits: { path: string; newText: string }[] }[];
  related: { path: string; message: string }[];
}

describe('check', () => {
  test('finds the silent major and the slow calls of the example, and exits with 1', () => {
    const { status, stdout } = lintel(storefront, ['check', '--base', lockBefore, '--format', 'json']);
    assert.equal(status, 1);
    const { version, findings, summary } = JSON.parse(stdout) as {
      version: number;
      findings: Finding[];
      summary: { files: number; findings: number; fixable: number };
    };
    assert.equal(version, 1);
    assert.equal(summary.findings, findings.length);
    assert.equal(summary.fixable, findings.filter(({ fixes }) => fixes.length > 0).length);
    const pool = findings.find(
      ({ path, message }) => path === 'Gemfile.lock' && message.startsWith('connection_pool 2.5.5'),
    );
    assert.ok(pool);
    for (const parent of [
      'activesupport (>= 2.2.5)',
      'react-rails (>= 0)',
      'redis-client (>= 0)',
      'sidekiq (>= 2.3.0)',
    ]) {
      assert.ok(pool.message.includes(parent), `${parent} in: ${pool.message}`);
    }
    const del = findings.find(
      ({ path, rule }) => path.endsWith('shopper_cleanup_worker.rb') && rule === 'redis/prefer-unlink',
    );
    const line =
      readFileSync(join(storefront, del?.path ?? ''), 'utf8').split('\n')[(del?.range.start.line ?? 0) - 1] ?? '';
    assert.equal(line.slice((del?.range.start.column ?? 0) - 1, (del?.range.end.column ?? 0) - 1), 'del');
  });

  test('says nothing of the innocent look-alikes', () => {
    const { stdout } = lintel(storefront, [
      'check',
      '--base',
      lockBefore,
      '--format',
      'json',
      'app/models/delivery_zone.rb',
    ]);
    assert.deepEqual(JSON.parse(stdout).findings, []);
  });

  test('--fail-level decides what fails', () => {
    const path = 'app/models/delivery_zone.rb';
    assert.equal(lintel(storefront, ['check', path, '--base', lockBefore, '--fail-level', 'info']).status, 0);
    assert.equal(lintel(storefront, ['check', 'Gemfile.lock', '--base', lockBefore]).status, 1);
  });

  test('--rule runs a rule that is off by default, too', () => {
    const { stdout } = lintel(storefront, ['check', '--rule', 'lockfile/could-float', '--base', 'none']);
    assert.match(stdout, /^\d+ hints in 16 files checked\.$/m);
  });

  test('SARIF, GitHub and GitLab formats carry the same findings', () => {
    const run = (format: string) => lintel(storefront, ['check', '--base', lockBefore, '--format', format]).stdout;
    const findings: Finding[] = JSON.parse(run('json')).findings;
    const sarif = JSON.parse(run('sarif'));
    assert.equal(sarif.version, '2.1.0');
    assert.deepEqual(
      sarif.runs[0].results.map((result: { ruleId: string }) => result.ruleId),
      findings.map(({ rule }) => rule),
    );
    const gitlab = JSON.parse(run('gitlab'));
    assert.equal(new Set(gitlab.map((issue: { fingerprint: string }) => issue.fingerprint)).size, findings.length);
    const github = run('github').trimEnd().split('\n');
    assert.equal(github.length, findings.length);
    for (const line of github) {
      assert.match(line, /^::(?:error|warning|notice) file=[^,]+,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=/);
    }
    const severities = ['error', 'warning', 'info', 'hint'];
    const rules = severities.flatMap((level) => findings.filter(({ severity }) => severity === level));
    assert.deepEqual(
      github.map((line) => /title=([^:]+)::/.exec(line)?.[1]),
      rules.map(({ rule }) => rule),
    );
  });

  test('reads standard input under a name', () => {
    const input = 'REDIS.sadd("tags:all", tag)\nREDIS.del("tags:all")\n';
    const { stdout } = lintel(
      storefront,
      ['check', '--stdin', '--stdin-filename', 'app/x.rb', '--format', 'json', '--base', 'none'],
      { input },
    );
    const findings: Finding[] = JSON.parse(stdout).findings;
    assert.deepEqual(
      findings.map(({ path, rule }) => [path, rule]),
      [['app/x.rb', 'redis/prefer-unlink']],
    );
  });

  test('usage errors are one line on standard error and exit with 2', () => {
    for (const args of [
      ['check', 'no/such/path'],
      ['check', '--rule', 'redis/no-such'],
      ['check', '--base', 'no-such-ref'],
      ['check', '--stdin'],
      ['check', '--stdin-filename', 'app/x.rb'],
      ['check', '--stdin', '--stdin-filename', 'app/x.rb', 'app'],
      ['majors', 'no-such-ref'],
      ['majors', 'none'],
      ['majors', 'Gemfile'],
      ['check', '--base', 'Gemfile'],
      ['pin', 'connection_pool', 'newest'],
      ['check', '--format', 'xml'],
      ['check', '--no-such-option'],
      ['why'],
      ['nonsense'],
    ]) {
      const { status, stdout, stderr } = lintel(storefront, args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^lintel: .+\n$/);
      assert.ok(!stderr.includes('--base') || args.includes('--base'), `names what was not typed: ${stderr}`);
    }
  });
});

describe('fixing', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lintel-fix-'));
    await copyStorefront(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const worker = 'app/workers/shopper_cleanup_worker.rb';
  const text = () => readFileSync(join(folder, worker), 'utf8');

  test('what comes on standard input is written nowhere: its fixes come as a patch, or not at all', () => {
    const original = text();
    const input = 'REDIS.scan_each(count: 15_000) { |key| puts key }\n';
    const stdin = ['check', '--stdin', '--stdin-filename', worker, '--rule', 'redis/scan-count-too-large'];
    const refused = lintel(folder, [...stdin, '--fix'], { input });
    assert.deepEqual([refused.status, refused.stdout], [2, '']);
    assert.match(refused.stderr, /^lintel: .*--diff.*\n$/);
    assert.equal(text(), original);
    const patch = lintel(folder, [...stdin, '--fix', '--diff'], { input }).stdout;
    assert.match(patch, /^\+REDIS\.scan_each\(count: 1_000\)/m);
    assert.equal(text(), original);
  });

  test('--diff prints the patch and writes nothing', () => {
    const original = text();
    const { stdout } = lintel(folder, ['check', worker, '--diff', '--unsafe-fixes', '--rule', 'redis/prefer-unlink']);
    assert.match(stdout, /^--- a\/app\/workers\/shopper_cleanup_worker\.rb\n\+\+\+ b\//);
    assert.match(stdout, /^\+.*REDIS\.unlink\(/m);
    assert.equal(text(), original);
  });

  test('--unsafe-fixes writes the same, and keeps a byte order mark and the rest of the file', () => {
    writeFileSync(join(folder, worker), `\uFEFF${text().replaceAll('\n', '\r\n')}`);
    const original = text();
    const { stderr } = lintel(folder, ['check', worker, '--unsafe-fixes', '--rule', 'redis/prefer-unlink']);
    assert.match(stderr, /fix(?:es)? applied in 1 file/);
    assert.equal(text(), original.replaceAll('REDIS.del(', 'REDIS.unlink('));
  });

  test('a file that is not UTF-8 is left as it is', () => {
    const bytes = Buffer.concat([
      Buffer.from('# caf\xe9\n', 'latin1'),
      Buffer.from('REDIS.sadd("t", x)\nREDIS.del("t")\n'),
    ]);
    writeFileSync(join(folder, 'app/latin.rb'), bytes);
    const { status, stderr } = lintel(folder, ['check', 'app/latin.rb', '--unsafe-fixes']);
    assert.equal(status, 2);
    assert.match(stderr, /not UTF-8/);
    assert.deepEqual(readFileSync(join(folder, 'app/latin.rb')), bytes);
  });
});

describe('strange files', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'lintel strange ü-'));
    mkdirSync(join(folder, 'app'));
    mkdirSync(join(folder, 'closed'));
    const files: [string, string | Buffer][] = [
      ['app/empty.rb', ''],
      ['app/binary.rb', Buffer.from([0, 1, 2, 3, 0xff])],
      ['app/half_typed.rb', 'class A\n  def x\n    $redis.del(\n'],
      ['app/crlf.rb', '$redis.sadd("t", x)\r\n$redis.del("t")\r\n'],
      ['app/bom.rb', '\uFEFF$redis.sadd("t", x); $redis.del("t")\n'],
      ['app/emoji.rb', 'a = "👩‍🚀"; $redis.sadd("t", a); $redis.del("t")\n'],
      ['Gemfile.lock', '<<<<<<< HEAD\nGEM\n=======\nGIT\n>>>>>>> theirs\n'],
    ];
    for (const [path, text] of files) {
      writeFileSync(join(folder, path), text);
    }
    symlinkSync('..', join(folder, 'app/loop'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('none of them ends the run', () => {
    const { status, stdout, stderr } = lintel(folder, ['check', '--format', 'json']);
    assert.equal(status, 1, stderr);
    const findings: Finding[] = JSON.parse(stdout).findings;
    assert.match(stderr, /app\/binary\.rb: skipped: a binary file/);
    const del = (path: string) =>
      findings.find((finding) => finding.path === path && finding.rule === 'redis/prefer-unlink');
    assert.deepEqual(del('app/crlf.rb')?.range.start, { line: 2, column: 8 });
    assert.deepEqual(del('app/bom.rb')?.range.start, { line: 1, column: 29 });
    assert.deepEqual(del('app/emoji.rb')?.range.start, { line: 1, column: 42 });
    assert.ok(findings.some(({ rule, path }) => rule === 'lockfile/unreadable' && path === 'Gemfile.lock'));
  });

  test('a broken .lintel.yml is told with its line', () => {
    writeFileSync(join(folder, '.lintel.yml'), 'rules:\n  redis/prefer-unlink: loud\n');
    const { status, stderr } = lintel(folder, ['check']);
    rmSync(join(folder, '.lintel.yml'));
    assert.equal(status, 2);
    assert.match(stderr, /^lintel: \.lintel\.yml:2: rules\.redis\/prefer-unlink: /);
  });
});

describe('the other commands', () => {
  test('majors names the four parents, the silent breakage and the pin, and tells the family as one', () => {
    const { status, stdout } = lintel(storefront, ['majors', lockBefore, '--format', 'json']);
    assert.equal(status, 1);
    const { crossed } = JSON.parse(stdout);
    const pool = crossed.find((entry: { gem: string }) => entry.gem === 'connection_pool');
    assert.deepEqual(
      {
        from: pool.from,
        to: pool.to,
        origin: pool.origin,
        blast: pool.blast,
        ceiling: pool.ceiling,
        severity: pool.severity,
      },
      { from: '2.5.5', to: '3.0.2', origin: 'uninvited', blast: 'runtime', ceiling: null, severity: 'error' },
    );
    assert.deepEqual(
      pool.parents.map((parent: { gem: string; requirement: string }) => `${parent.gem} ${parent.requirement}`),
      ['activesupport >= 2.2.5', 'react-rails >= 0', 'redis-client >= 0', 'sidekiq >= 2.3.0'],
    );
    assert.equal(pool.breakage.silent, true);
    assert.deepEqual(pool.pin, { requirement: '~> 2.5', satisfiable: true, conflict: null });
    const uninvited = crossed.filter((entry: { origin: string }) => entry.origin === 'uninvited');
    assert.deepEqual(uninvited.map((entry: { gem: string }) => entry.gem).sort(), [
      'connection_pool',
      'minitest',
      'rdoc',
    ]);
  });

  test('majors prints Markdown for a pull request', () => {
    const { stdout } = lintel(storefront, ['majors', lockBefore, '--format', 'markdown']);
    assert.match(stdout, /connection_pool/);
    assert.match(stdout, /^\|/m);
  });

  test('pin shows the change of both files, without a network too', () => {
    const { status, stdout } = lintel(storefront, ['pin', 'connection_pool', '--base', lockBefore, '--dry-run']);
    assert.equal(status, 0);
    assert.match(stdout, /^--- a\/Gemfile\n/);
    const changed = stdout.split('\n').filter((line) => /^[+-](?![+-])/.test(line));
    assert.deepEqual(changed, [
      '+# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0',
      '+gem "connection_pool", "~> 2.5", require: false',
      '+',
      '-    connection_pool (3.0.2)',
      '+    connection_pool (2.5.5)',
      '+  connection_pool (~> 2.5)',
    ]);
  });

  test('the patch of a Gemfile with Windows line ends can be applied', () => {
    const copy = mkdtempSync(join(tmpdir(), 'lintel-crlf-'));
    try {
      for (const name of ['Gemfile', 'Gemfile.lock']) {
        const text = readFileSync(join(storefront, name), 'utf8');
        writeFileSync(join(copy, name), name === 'Gemfile' ? text.replaceAll('\n', '\r\n') : text);
      }
      const { stdout } = lintel(copy, ['pin', 'connection_pool', '--base', join(storefront, lockBefore), '--dry-run']);
      execFileSync('git', ['apply', '-'], { cwd: copy, input: stdout });
      assert.match(
        readFileSync(join(copy, 'Gemfile'), 'utf8'),
        /\r\ngem "connection_pool", "~> 2\.5", require: false\r\n/,
      );
    } finally {
      rmSync(copy, { recursive: true });
    }
  });

  test('why tells the paths and what each constraint allows and blocks', () => {
    const { status, stdout } = lintel(storefront, ['why', 'connection_pool']);
    assert.equal(status, 0);
    for (const parent of ['activesupport', 'react-rails', 'redis-client', 'sidekiq']) {
      assert.match(stdout, new RegExp(parent));
    }
    assert.equal(lintel(storefront, ['why', 'no-such-gem']).status, 2);
  });

  test('lock prints the lock as it is read', () => {
    const { stdout, status } = lintel(storefront, ['lock', '--format', 'json']);
    assert.equal(status, 0);
    const lock = JSON.parse(stdout);
    const spec = lock.sources[0].specs.find(({ name }: { name: string }) => name === 'connection_pool');
    assert.deepEqual(
      { ...spec, line: 0 },
      { name: 'connection_pool', version: '3.0.2', platform: 'ruby', dependencies: [], line: 0 },
    );
    assert.deepEqual(lock.problems, []);
  });

  test('calls prints a line of JSON for each call', () => {
    const { stdout } = lintel(storefront, ['calls', '--format', 'ndjson', 'app/workers']);
    const calls = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const del = calls.find(
      ({ path, command }) => path === 'app/workers/shopper_cleanup_worker.rb' && command === 'DEL',
    );
    assert.equal(del.receiver, 'REDIS');
    assert.equal(del.confidence, 'certain');
    assert.equal(del.client, 'redis-rb');
    const sidekiq = calls.find(
      ({ path, command }) => path === 'app/workers/catalog_import_worker.rb' && command === 'DEL',
    );
    assert.equal(sidekiq.client, 'sidekiq');
  });

  test('paths below an absolute argument are printed as absolute', () => {
    const { stdout } = lintel(examples, ['calls', '--format', 'ndjson', join(storefront, 'app/workers')]);
    const [first = ''] = stdout.split('\n');
    assert.ok(JSON.parse(first).path.startsWith(`${storefront}/app/workers/`));
  });

  test('explain prints the table, a page, and refuses what it does not know', () => {
    const table = lintel(storefront, ['explain']).stdout;
    for (const { id } of registry) {
      assert.ok(table.includes(id));
    }
    assert.match(lintel(storefront, ['explain', 'redis/prefer-unlink']).stdout, /^# redis\/prefer-unlink\n/);
    assert.equal(lintel(storefront, ['explain', 'redis/nothing']).status, 2);
  });
});

test('without git, Ruby and Bundler on the path, everything that does not need them works', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-bare-'));
  cpSync(storefront, folder, { recursive: true });
  const { status, stdout, stderr } = lintel(folder, ['check', '--format', 'json'], { env: { PATH: '/nowhere' } });
  rmSync(folder, { recursive: true, force: true });
  assert.equal(status, 1);
  assert.ok(JSON.parse(stdout).findings.some(({ rule }: Finding) => rule === 'redis/prefer-unlink'));
  assert.match(stderr, /^lintel: Gemfile\.lock is not compared with a base: git is not installed/m);
});

test('a shallow clone says that the lock is not compared, and how much to fetch; what is switched off says nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-shallow-'));
  await copyStorefront(join(folder, 'whole'));
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--depth', '1', `file://${join(folder, 'whole')}`, clone]);
  const env = { CI: 'true', GITHUB_BASE_REF: 'main' };
  const { status, stdout, stderr } = lintel(clone, ['check', '--rule', 'lockfile/known-breakage'], { env });
  const { stderr: silent } = lintel(clone, ['check', '--base', 'none'], { env });
  rmSync(folder, { recursive: true, force: true });
  assert.deepEqual([status, stdout], [0, 'Nothing found: 16 files checked.\n']);
  assert.match(stderr, /^lintel: Gemfile\.lock is not compared with a base: .*`fetch-depth: 0`.*\n$/);
  assert.equal(silent, '');
});
