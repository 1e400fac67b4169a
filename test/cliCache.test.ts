import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from './support/lintel.ts';

const passRacyStep = 2_100;

describe('check with a cache', () => {
  let parent: string;
  let project: string;
  let caches: string;
  const file = () => join(project, 'app/store.rb');

  const check = (...options: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [program, 'check', '.', '--base', 'none', '--format', 'json', ...options],
      { cwd: project, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: caches } },
    );
    return { status, stderr, ...(JSON.parse(stdout) as { findings: { rule: string; message: string }[] }) };
  };
  const entries = () => (existsSync(join(caches, 'lintel')) ? readdirSync(join(caches, 'lintel')) : []);

  beforeEach(async () => {
    parent = mkdtempSync(join(tmpdir(), 'lintel-cli-cache-'));
    project = join(parent, 'project');
    caches = join(parent, 'caches');
    mkdirSync(join(project, 'app'), { recursive: true });
    writeFileSync(file(), 'R = Redis.new(password: "hunter2")\nR.keys("a*")\n');
    writeFileSync(join(project, 'app/binary.rb'), Buffer.from([0, 1, 2]));
    await sleep(passRacyStep);
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  test('gives the same again, notes included, from what it kept', () => {
    const cold = check();
    assert.equal(cold.findings.length, 1);
    assert.match(cold.stderr, /binary\.rb: skipped/);
    const [entry] = entries();
    assert.ok(entry);
    assert.ok(!readFileSync(join(caches, 'lintel', entry)).includes('hunter2'));
    const warm = check();
    assert.deepEqual({ ...warm, summary: undefined }, { ...cold, summary: undefined });
    assert.deepEqual(entries(), [entry]);
    assert.equal(check('--rule', 'redis/prefer-unlink').findings.length, 0);
  });

  test('prints the lines of files that it did not read', () => {
    const pretty = () =>
      spawnSync(process.execPath, [program, 'check', '.', '--base', 'none'], {
        cwd: project,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: caches },
      }).stdout;
    const cold = pretty();
    assert.match(cold, /R\.keys\("a\*"\)/);
    assert.equal(entries().length, 1);
    assert.equal(pretty(), cold);
  });

  test('sees an edit that keeps the size and the time of the file', () => {
    check();
    assert.equal(entries().length, 1);
    const then = new Date(Date.now() - 60_000);
    writeFileSync(file(), 'R = Redis.new(password: "hunter2")\nR.kexs("a*")\n');
    utimesSync(file(), then, then);
    assert.equal(check().findings.length, 0);
  });

  test('sees new files, a new configuration and a new mode', async () => {
    check();
    writeFileSync(join(project, 'app/other.rb'), 'R.flushall\n');
    assert.equal(check().findings.length, 2);
    writeFileSync(join(project, '.lintel.yml'), 'rules:\n  redis/keys-command: off\n');
    assert.equal(check().findings.length, 1);
    await sleep(passRacyStep);
    check();
    chmodSync(join(project, 'app/other.rb'), 0o600);
    assert.equal(check().findings.length, 1);
  });

  test('looks for files again where a folder changed, and judges again only where a file did', async () => {
    const cold = check();
    writeFileSync(join(project, 'app/.store.rb.swp'), 'an editor was here');
    await sleep(passRacyStep);
    assert.deepEqual({ ...check(), summary: undefined }, { ...cold, summary: undefined });
    writeFileSync(join(project, '.gitignore'), 'store.rb\n');
    assert.deepEqual(check().findings, []);
    rmSync(join(project, '.gitignore'));
    assert.deepEqual(check().findings, cold.findings);
    rmSync(file());
    assert.deepEqual(check().findings, []);
  });

  test('sees what an ignore file in a folder below says, and that it says something else', async () => {
    writeFileSync(join(project, 'app/.gitignore'), 'binary.rb\n');
    await sleep(passRacyStep);
    assert.equal(check().findings.length, 1);
    assert.equal(entries().length, 1);
    writeFileSync(join(project, 'app/.gitignore'), 'store.rb\n');
    assert.equal(check().findings.length, 0);
  });

  test('sees that the base moved though no file changed', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { cwd: project });
    const lock = (version: string) =>
      `GEM\n  remote: https://rubygems.org/\n  specs:\n    connection_pool (${version})\n    sidekiq (7.3.9)\n      connection_pool (>= 2.3.0)\n\nDEPENDENCIES\n  sidekiq\n`;
    const crossed = () => {
      const args = [program, 'check', '.', '--base', 'before', '--format', 'json', '--rule', 'lockfile/known-breakage'];
      const { stdout } = spawnSync(process.execPath, args, {
        cwd: project,
        encoding: 'utf8',
        env: { ...process.env, XDG_CACHE_HOME: caches },
      });
      return (JSON.parse(stdout) as { findings: unknown[] }).findings.length;
    };
    git('init', '--quiet');
    writeFileSync(join(project, 'Gemfile'), 'gem "sidekiq"\n');
    writeFileSync(join(project, 'Gemfile.lock'), lock('2.5.5'));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'before');
    git('branch', 'before');
    writeFileSync(join(project, 'Gemfile.lock'), lock('3.0.2'));
    git('commit', '--quiet', '--all', '--message', 'after');
    await sleep(passRacyStep);
    assert.equal(crossed(), 1);
    assert.equal(entries().length, 1);
    assert.equal(crossed(), 1);
    git('branch', '--quiet', '--force', 'before', 'HEAD');
    assert.equal(crossed(), 0);
  });

  test('keeps nothing that was judged while files were being written', () => {
    writeFileSync(file(), 'R = Redis.new\nR.keys("b*")\n');
    // However long this machine takes to start the command, the file was written just now.
    const soon = new Date(Date.now() + 60_000);
    utimesSync(file(), soon, soon);
    assert.equal(check().findings.length, 1);
    assert.deepEqual(entries(), []);
  });

  test('judges anew when an entry is broken, and mends it', () => {
    const cold = check();
    const entry = join(caches, 'lintel', entries()[0] ?? '');
    const whole = readFileSync(entry);
    for (const broken of [whole.subarray(0, 50), Buffer.alloc(whole.length), Buffer.alloc(0)]) {
      writeFileSync(entry, broken);
      assert.deepEqual(check().findings, cold.findings);
      assert.deepEqual(readFileSync(entry), whole);
    }
  });

  test('works where nothing can be kept, and with --no-cache keeps nothing', () => {
    assert.equal(check('--no-cache').findings.length, 1);
    assert.ok(!existsSync(caches));
    writeFileSync(caches, 'in the way');
    const { status, findings, stderr } = check();
    assert.equal(findings.length, 1);
    assert.equal(status, 1);
    assert.doesNotMatch(stderr, /cache/);
  });

  test('two runs at once find the same', async () => {
    const runs = Array.from({ length: 2 }, async () => {
      const child = spawn(process.execPath, [program, 'check', '.', '--base', 'none', '--format', 'json'], {
        cwd: project,
        env: { ...process.env, XDG_CACHE_HOME: caches },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let text = '';
      child.stdout.on('data', (chunk) => {
        text += chunk;
      });
      await once(child, 'close');
      return (JSON.parse(text) as { findings: unknown[] }).findings;
    });
    const [first, second] = await Promise.all(runs);
    assert.deepEqual(first, second);
    assert.deepEqual(check().findings, first);
    assert.equal(entries().length, 1);
  });

  test('a run that is killed at any moment leaves nothing that a later one takes for true', async () => {
    const cold = check('--no-cache').findings;
    assert.deepEqual(check().findings, cold);
    const [entry] = entries();
    assert.ok(entry);
    const kept = join(caches, 'lintel');
    for (let step = 0; step < 6; step++) {
      rmSync(kept, { recursive: true });
      mkdirSync(kept);
      const child = spawn(process.execPath, [program, 'check', '.', '--base', 'none', '--format', 'json'], {
        cwd: project,
        env: { ...process.env, XDG_CACHE_HOME: caches },
        stdio: 'ignore',
      });
      const ended = once(child, 'exit');
      // Some from its start on, the others as soon as it writes.
      const written = watch(kept);
      await Promise.race([step % 2 === 0 ? sleep(step * 60) : once(written, 'change'), ended]);
      child.kill('SIGKILL');
      await ended;
      written.close();
      assert.deepEqual(check().findings, cold);
      assert.deepEqual(check().findings, cold);
      assert.ok(entries().includes(entry));
    }
  });
});
