import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { lintel } from './support/lintel.ts';
import { lockText } from './support/lockText.ts';

describe('which lock majors, why, pin and lock speak of', () => {
  let folder = '';
  const gemfile = 'gemfiles/rails_8.gemfile';
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => lintel(folder, args, { env });
  const locked = (pool: string) =>
    lockText({ [`connection_pool ${pool}`]: [], 'sidekiq 7.3.9': ['connection_pool >= 2.3.0'] }, ['sidekiq']);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'lintel-locks-'));
    mkdirSync(join(folder, 'gemfiles'));
    writeFileSync(join(folder, 'Gemfile'), 'gem "sidekiq"\n');
    writeFileSync(join(folder, 'Gemfile.lock'), locked('2.5.5'));
    writeFileSync(join(folder, gemfile), 'eval_gemfile "../Gemfile"\n');
    writeFileSync(join(folder, `${gemfile}.lock`), locked('3.0.2'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const others: readonly (readonly [string, readonly string[], NodeJS.ProcessEnv])[] = [
    ['a lock by its path', ['--lock', `${gemfile}.lock`], {}],
    ['the lock of a Gemfile by its path', ['--lock', gemfile], {}],
    ['the lock of the Gemfile in BUNDLE_GEMFILE', [], { BUNDLE_GEMFILE: gemfile }],
    ['what --lock names rather than BUNDLE_GEMFILE', ['--lock', gemfile], { BUNDLE_GEMFILE: 'Gemfile' }],
  ];
  for (const [what, args, env] of others) {
    test(what, () => {
      assert.match(run(['why', 'connection_pool', ...args], env).stdout, /^connection_pool 3\.0\.2/);
      const { status, stdout } = run(['majors', 'Gemfile.lock', '--format', 'json', ...args], env);
      assert.equal(status, 1);
      assert.equal(JSON.parse(stdout).crossed[0].gem, 'connection_pool');
      const { stdout: patch } = run(['pin', 'connection_pool', '--base', 'Gemfile.lock', '--dry-run', ...args], {
        ...env,
        PATH: '/nowhere',
      });
      assert.match(patch, /^\+\+\+ b\/gemfiles\/rails_8\.gemfile$/m);
      assert.match(patch, /^\+gem "connection_pool", "~> 2\.5", require: false$/m);
      assert.match(patch, /^\+ {4}connection_pool \(2\.5\.5\)$/m);
    });
  }

  test('that of the working folder, where nothing names another', () => {
    assert.match(run(['why', 'connection_pool']).stdout, /^connection_pool 2\.5\.5/);
    assert.match(run(['why', 'connection_pool'], { BUNDLE_GEMFILE: '' }).stdout, /^connection_pool 2\.5\.5/);
    assert.match(run(['lock']).stdout, /connection_pool 2\.5\.5/);
    assert.match(run(['lock'], { BUNDLE_GEMFILE: gemfile }).stdout, /connection_pool 3\.0\.2/);
  });

  test('a pin is written into that Gemfile and that lock alone', () => {
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    execFileSync('cp', ['-r', 'Gemfile', 'Gemfile.lock', 'gemfiles', copy], { cwd: folder });
    const args = ['pin', 'connection_pool', '--base', 'Gemfile.lock', '--lock', gemfile];
    assert.equal(lintel(copy, args, { env: { PATH: '/nowhere' } }).status, 0);
    const read = (path: string) => readFileSync(join(copy, path), 'utf8');
    assert.deepEqual([read('Gemfile'), read('Gemfile.lock')], ['gem "sidekiq"\n', locked('2.5.5')]);
    assert.match(read(gemfile), /^gem "connection_pool", "~> 2\.5"/m);
    assert.match(read(`${gemfile}.lock`), /^ {4}connection_pool \(2\.5\.5\)$/m);
    rmSync(copy, { recursive: true });
  });

  test('an error tells what is named wrong', () => {
    writeFileSync(join(folder, 'gemfiles/none.gemfile'), '');
    for (const [args, env, said] of [
      [['--lock', 'gemfiles/gone.gemfile.lock'], {}, '--lock: there is no gemfiles/gone.gemfile.lock'],
      [['--lock', 'gemfiles/none.gemfile'], {}, '--lock: there is no gemfiles/none.gemfile.lock'],
      [['--lock', 'gemfiles'], {}, '--lock gemfiles: by its name neither a lock nor a Gemfile'],
      [[], { BUNDLE_GEMFILE: 'gone/Gemfile' }, 'BUNDLE_GEMFILE: there is no gone/Gemfile.lock'],
      [[], { BUNDLE_GEMFILE: 'deps.rb' }, 'BUNDLE_GEMFILE deps.rb: by its name neither a lock nor a Gemfile'],
    ] as const) {
      for (const command of [['majors'], ['why', 'sidekiq'], ['pin', 'sidekiq']]) {
        const { status, stderr } = run([...command, ...args], env);
        assert.deepEqual([status, stderr], [2, `lintel: ${said}\n`]);
      }
    }
    const { status, stderr } = lintel(join(folder, 'gemfiles'), ['why', 'sidekiq']);
    assert.equal(status, 2);
    assert.match(stderr, /^lintel: no Gemfile\.lock and no gems\.locked here: .*--lock.*\n$/);
  });
});
