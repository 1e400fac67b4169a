import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Bundle, makeBundle } from '../../server/src/dependencies/bundle.ts';
import { planPin } from '../../server/src/dependencies/planPin.ts';
import { readGemfile } from '../../server/src/dependencies/readGemfile.ts';
import { threats } from '../../server/src/dependencies/threats.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { applyPin } from '../../server/src/workspace/applyPin.ts';
import { resolveWithBundler } from '../../server/src/workspace/bundler.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { program, type Run } from '../support/lintel.ts';
import { type BundlerSandbox, openBundlerSandbox } from './bundlerSandbox.ts';

/** The story, as real Bundler tells it: an update of rails alone lets connection_pool 3 in, and nobody asked for it. */
describe('the incident', () => {
  let sandbox: BundlerSandbox;
  let parser: RubyParser;
  let base: string;
  let conservative: string | undefined;
  let head: string;

  before(async () => {
    parser = await loadNodeRubyParser();
    sandbox = await openBundlerSandbox();
    sandbox.index.showUntil('2025-11-26');
    sandbox.write('Gemfile', gemfile('~> 8.0.4'));
    await sandbox.bundle('lock');
    base = sandbox.read('Gemfile.lock');

    sandbox.index.showUntil('2026-05-15');
    sandbox.write('Gemfile', gemfile('~> 8.1.3'));
    conservative = await sandbox.bundle('lock', '--update', 'rails', '--conservative').then(
      () => sandbox.read('Gemfile.lock'),
      (refusal) => {
        // Bundler 2.3.15 cannot move the gems of Rails together; 2.3.27 can.
        assert.match(String(refusal), /could not find compatible versions/);
        return undefined;
      },
    );
    sandbox.write('Gemfile.lock', base);
    await sandbox.bundle('lock', '--update', 'rails');
    head = sandbox.read('Gemfile.lock');
    // Time goes on: a pin that resolved everything anew would now bring in more.
    sandbox.index.showUntil('2026-08-20');
  });
  after(() => sandbox?.close());

  function gemfile(rails: string): string {
    return [
      `source "${sandbox.index.url}"`,
      '',
      `gem "rails", "${rails}"`,
      'gem "pg", "~> 1.5"',
      'gem "puma", ">= 5.0"',
      'gem "redis", "~> 5.4"',
      'gem "sidekiq", "~> 7.3"',
      'gem "propshaft"',
      'gem "turbo-rails"',
      'gem "bootsnap", require: false',
      '',
      'group :development, :test do',
      '  gem "debug", platforms: :mri',
      '  gem "rubocop-rails-omakase", require: false',
      'end',
      '',
      'group :test do',
      '  gem "capybara"',
      'end',
      '',
    ].join('\n');
  }

  function bundle(gemfileText: string, lock: string): Bundle {
    const gemfileUri = 'file:///app/Gemfile';
    return makeBundle({
      lockUri: 'file:///app/Gemfile.lock',
      lock: parseLockfile(lock),
      gemfileUri,
      gemfile: readGemfile(gemfileUri, gemfileText, parser),
      base: { state: 'found', label: 'main', commit: undefined, lock: parseLockfile(base), gemfile: undefined },
    });
  }

  const versionIn = (lock: string, gem: string) => new RegExp(`^ {4}${gem} \\((.*)\\)$`, 'm').exec(lock)?.[1];
  const changedSpecs = (from: string, to: string) => {
    const specs = (lock: string) => new Set(lock.match(/^ {4}\S.*$/gm));
    return [...specs(to)].filter((line) => !specs(from).has(line)).map((line) => line.trim());
  };

  it('happens with `bundle update rails`, and not with --conservative', () => {
    assert.deepEqual(
      ['rails', 'connection_pool', 'sidekiq', 'minitest', 'rdoc'].map((gem) => versionIn(base, gem)),
      ['8.0.4', '2.5.5', '7.3.9', '5.25.5', '6.16.0'],
    );
    assert.equal(versionIn(conservative ?? base, 'connection_pool'), '2.5.5');
    assert.deepEqual(
      ['rails', 'connection_pool', 'sidekiq', 'minitest', 'rdoc'].map((gem) => versionIn(head, gem)),
      ['8.1.3', '3.0.2', '7.3.9', '6.0.6', '7.2.0'],
    );
  });

  it('is reported as 16 crossings: the 13 gems of Rails, invited, and 3 that nobody chose', () => {
    const all = threats(bundle(gemfile('~> 8.1.3'), head)).filter(({ crossing }) => crossing.kind !== 'zero-minor');
    const invited = all.filter(({ crossing }) => crossing.origin === 'invited');
    const floated = all.filter(({ crossing }) => crossing.origin === 'floated');
    assert.equal(all.length, 16);
    assert.equal(invited.length, 13);
    assert.ok(invited.every(({ crossing, risk }) => crossing.family.length === 13 && risk === undefined));
    assert.deepEqual(
      floated.map(({ crossing }) => `${crossing.gem.name} ${crossing.from} -> ${crossing.to} ${crossing.blast}`),
      ['connection_pool 2.5.5 -> 3.0.2 runtime', 'minitest 5.25.5 -> 6.0.6 test', 'rdoc 6.16.0 -> 7.2.0 documentation'],
    );
    assert.equal(floated[0]?.risk, 'error');
    const victims = floated[0]?.breakages.flatMap((active) =>
      active.victims.map(({ gem }) => `${gem.name} ${gem.version}`),
    );
    assert.ok(victims?.includes('sidekiq 7.3.9'));
  });

  it('is undone by the pin, through Bundler: one locked gem changes', async () => {
    const text = gemfile('~> 8.1.3');
    const plan = planPin(bundle(text, head), text, 'connection_pool');
    assert.ok(plan.ok, plan.ok ? '' : plan.reason);
    const pinned = await applyPin(
      { ...plan, gemfilePath: `${sandbox.folder}/Gemfile`, gemfile: text, lock: head },
      resolveWithBundler,
    );
    assert.ok(pinned.ok, pinned.ok ? '' : pinned.reason);
    assert.equal(pinned.note, undefined);
    assert.deepEqual(changedSpecs(head, pinned.lock), ['connection_pool (2.5.5)']);
    assert.match(pinned.gemfile, /gem "connection_pool", "~> 2\.5", require: false/);
    assert.match(pinned.lock, /^ {2}connection_pool \(~> 2\.5\)$/m);
    assert.deepEqual(
      threats(bundle(pinned.gemfile, pinned.lock)).filter(({ risk }) => risk === 'error' || risk === 'warning'),
      [],
    );
  });

  it('is undone by hand with the same bytes, and Bundler leaves them as they are', async () => {
    const text = gemfile('~> 8.1.3');
    for (const gem of ['connection_pool', 'minitest', 'rdoc']) {
      const plan = planPin(bundle(text, head), text, gem);
      assert.ok(plan.ok, plan.ok ? '' : plan.reason);
      const task = { ...plan, gemfilePath: `${sandbox.folder}/Gemfile`, gemfile: text, lock: head };
      const byHand = await applyPin(task, undefined);
      assert.ok(byHand.ok, byHand.ok ? '' : byHand.reason);
      assert.match(byHand.note ?? '', /edited by hand/);
      sandbox.write('Gemfile', byHand.gemfile);
      sandbox.write('Gemfile.lock', byHand.lock);
      await sandbox.bundle('lock');
      assert.equal(sandbox.read('Gemfile.lock'), byHand.lock, gem);
    }
  });

  it('has no pin ~> 2.5 once sidekiq 8.1 needs connection_pool 3, and says so', async () => {
    const text = gemfile('~> 8.1.3').replace('"sidekiq", "~> 7.3"', '"sidekiq", "~> 8.1"');
    sandbox.write('Gemfile', text);
    sandbox.write('Gemfile.lock', head);
    await sandbox.bundle('lock', '--update', 'sidekiq');
    const lock = sandbox.read('Gemfile.lock');
    const plan = planPin(bundle(text, lock), text, 'connection_pool');
    assert.ok(!plan.ok);
    assert.match(plan.reason, /^sidekiq 8\.1\.\d requires connection_pool >= 3\.0\.0/);
    const asked = planPin(bundle(text, lock), text, 'connection_pool', { requirements: ['~> 2.5'] });
    assert.ok(!asked.ok);
    assert.match(asked.reason, /^sidekiq 8\.1\.\d requires connection_pool >= 3\.0\.0/);
  });

  it('is the same from the command line: pin, and check is clean', async () => {
    const text = gemfile('~> 8.1.3');
    sandbox.write('Gemfile', gemfile('~> 8.0.4'));
    sandbox.write('Gemfile.lock', base);
    for (const args of [
      ['init', '-q', '-b', 'main'],
      ['add', 'Gemfile', 'Gemfile.lock'],
      ['commit', '-q', '-m', 'base'],
    ]) {
      await run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args]);
    }
    sandbox.write('Gemfile', text);
    sandbox.write('Gemfile.lock', head);

    const majors = await lintel('majors', '--format', 'json');
    assert.equal(majors.status, 1, majors.stderr);
    const crossed: { gem: string; origin: string }[] = JSON.parse(majors.stdout).crossed;
    assert.deepEqual(
      crossed
        .filter(({ origin }) => origin === 'uninvited')
        .map(({ gem }) => gem)
        .slice(0, 3),
      ['connection_pool', 'minitest', 'rdoc'],
    );
    const found = await lintel('check', 'Gemfile.lock', 'Gemfile');
    assert.equal(found.status, 1);
    assert.match(found.stdout, /connection_pool 2\.5\.5 → 3\.0\.2 breaks sidekiq 7\.3\.9/);

    const preview = await lintel('pin', 'connection_pool', '--dry-run');
    assert.equal(preview.status, 0, preview.stderr);
    assert.match(preview.stdout, /^\+gem "connection_pool", "~> 2\.5", require: false/m);
    assert.match(preview.stdout, /^- {4}connection_pool \(3\.0\.2\)\n\+ {4}connection_pool \(2\.5\.5\)/m);
    assert.equal(sandbox.read('Gemfile'), text);

    const pinned = await lintel('pin', 'connection_pool');
    assert.equal(pinned.status, 0, pinned.stderr);
    assert.match(pinned.stdout, /connection_pool 3\.0\.2 -> 2\.5\.5/);
    assert.deepEqual(changedSpecs(head, sandbox.read('Gemfile.lock')), ['connection_pool (2.5.5)']);
    const clean = await lintel('check', 'Gemfile.lock', 'Gemfile');
    assert.equal(clean.status, 0, clean.stdout);
    const again = await lintel('pin', 'connection_pool');
    assert.equal(again.status, 1);
    assert.match(
      again.stderr,
      /^lintel: connection_pool gets no pin: the Gemfile requires connection_pool ~> 2\.5 already$/m,
    );
  });

  it('needs no Bundler for that, but says so', async () => {
    sandbox.write('Gemfile', gemfile('~> 8.1.3'));
    sandbox.write('Gemfile.lock', head);
    const bin = join(sandbox.folder, 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync((await run('which', ['git'])).stdout.trim(), join(bin, 'git'));
    const path = process.env.PATH;
    process.env.PATH = bin;
    try {
      const pinned = await lintel('pin', 'connection_pool');
      assert.equal(pinned.status, 0, pinned.stderr);
      assert.match(pinned.stderr, /Bundler is not installed, or not on the path\. The lock was edited by hand\./);
    } finally {
      process.env.PATH = path;
    }
    assert.deepEqual(changedSpecs(head, sandbox.read('Gemfile.lock')), ['connection_pool (2.5.5)']);
  });

  /** Not synchronous: Bundler asks a gem server that lives in this process. */
  function run(command: string, args: readonly string[]): Promise<Run> {
    const { CI: _, ...env } = process.env;
    return new Promise((resolve) => {
      execFile(command, args, { cwd: sandbox.folder, env: { ...env, NO_COLOR: '1' } }, (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  }

  const lintel = (...args: string[]) => run(process.execPath, [program, ...args]);
});
