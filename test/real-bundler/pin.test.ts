import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { lockPinEdit, lockUnpinEdit } from '../../server/src/dependencies/lockPinEdit.ts';
import { beyondThePin } from '../../server/src/dependencies/pinnedLock.ts';
import { applyEdits } from '../../server/src/linter/applyFixes.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import { resolveWithBundler } from '../../server/src/workspace/bundler.ts';
import type { BundlerAnswer } from '../../server/src/workspace/bundlerAnswer.ts';
import { type BundlerSandbox, openBundlerSandbox } from './bundlerSandbox.ts';

let sandbox: BundlerSandbox;
before(async () => {
  sandbox = await openBundlerSandbox();
});
after(() => sandbox?.close());
beforeEach(() => sandbox.index.showUntil('2026-08-20'));
afterEach(() =>
  assert.deepEqual(
    readdirSync(sandbox.folder).filter((name) => name.startsWith('.lintel')),
    [],
  ),
);

const gemfile = (...lines: string[]) => [`source "${sandbox.index.url}"`, '', ...lines, ''].join('\n');
const uri = 'file:///app/Gemfile.lock';

async function lockOf(text: string, ...commands: string[][]): Promise<string> {
  sandbox.write('Gemfile', text);
  for (const command of commands.length === 0 ? [['lock']] : commands) {
    await sandbox.bundle(...command);
  }
  return sandbox.read('Gemfile.lock');
}

/** A lock of its own, nothing of an earlier test in it. */
function freshLock(text: string, ...commands: string[][]): Promise<string> {
  sandbox.write('Gemfile.lock', '');
  return lockOf(text, ...commands);
}

function ask(
  gem: string,
  text: string,
  lock: string,
  { signal, along = [] }: { signal?: AbortSignal; along?: readonly string[] } = {},
): Promise<BundlerAnswer> {
  return resolveWithBundler({
    gemfilePath: join(sandbox.folder, 'Gemfile'),
    gemfile: text,
    lock,
    gem,
    along,
    ...(signal && { signal }),
  });
}

function reasonOf(answer: BundlerAnswer): string {
  assert.ok(!answer.ok);
  return answer.reason;
}

describe('asking Bundler', () => {
  it('gives the lock with the pin, and leaves Gemfile and lock alone', async () => {
    sandbox.index.showUntil('2026-05-15');
    const text = gemfile('gem "sidekiq", "~> 7.3"');
    const lock = await freshLock(text);
    assert.match(lock, /connection_pool \(3\.0\.2\)/);
    const answer = await ask('connection_pool', `${text}gem "connection_pool", "~> 2.5"\n`, lock);
    assert.ok(answer.ok, reasonIfAny(answer));
    assert.match(answer.lock, /^ {4}connection_pool \(2\.5\.5\)$/m);
    assert.equal(sandbox.read('Gemfile'), text);
    assert.equal(sandbox.read('Gemfile.lock'), lock);
    assert.equal(
      beyondThePin(parseLockfile(lock), parseLockfile(answer.lock), 'connection_pool', ['~> 2.5']),
      undefined,
    );
  });

  it('keeps BUNDLED WITH, though another Bundler wrote the lock, and CRLF', async () => {
    const text = gemfile('gem "connection_pool"');
    const lock = (await freshLock(text)).replace(/(BUNDLED WITH\n\s+).*/, '$199.9.9');
    const pinned = gemfile('gem "connection_pool", "~> 2.5"');
    for (const old of [lock, lock.replaceAll('\n', '\r\n'), lock.replace(/\nBUNDLED WITH\n.*\n/, '')]) {
      const answer = await ask('connection_pool', pinned, old);
      assert.ok(answer.ok, reasonIfAny(answer));
      const expected = old.replace('connection_pool (3.0.2)', 'connection_pool (2.5.5)');
      assert.equal(answer.lock, expected.replace(/^( {2}connection_pool)(\r?)$/m, '$1 (~> 2.5)$2'));
    }
  });

  it('works in a frozen bundle, and below `bundle exec`', async () => {
    const text = gemfile('gem "connection_pool"');
    const lock = await freshLock(text);
    Object.assign(process.env, { BUNDLE_FROZEN: 'true', BUNDLER_VERSION: '9.9.9', RUBYOPT: '-rbundler/setup' });
    try {
      const answer = await ask('connection_pool', gemfile('gem "connection_pool", "~> 2.5"'), lock);
      assert.ok(answer.ok, reasonIfAny(answer));
      assert.match(answer.lock, /connection_pool \(2\.5\.5\)/);
    } finally {
      for (const name of ['BUNDLE_FROZEN', 'BUNDLER_VERSION', 'RUBYOPT']) {
        delete process.env[name];
      }
    }
  });

  it('takes no lock from a Bundler that would drop its checksums', async () => {
    const text = gemfile('gem "connection_pool"');
    const sums = `CHECKSUMS\n  connection_pool (3.0.2) sha256=${'0'.repeat(64)}\n\nBUNDLED WITH`;
    const lock = (await freshLock(text)).replace(/^BUNDLED WITH/m, sums);
    const answer = await ask('connection_pool', gemfile('gem "connection_pool", "~> 2.5"'), lock);
    if (answer.ok) {
      assert.match(answer.lock, /^CHECKSUMS\n {2}connection_pool \(2\.5\.5\) sha256=[0-9a-f]{64}$/m);
    } else {
      assert.deepEqual(answer, {
        ok: false,
        absent: true,
        reason: 'This Bundler is older than 2.5 and would drop the CHECKSUMS.',
      });
    }
  });

  it('answers one after the other', async () => {
    const text = gemfile('gem "connection_pool", "~> 2.5"');
    const lock = await freshLock(gemfile('gem "connection_pool"'));
    const answers = await Promise.all([ask('connection_pool', text, lock), ask('connection_pool', text, lock)]);
    assert.ok(answers.every(({ ok }) => ok));
  });

  it('says what went wrong, and what to do', async () => {
    const text = gemfile('gem "connection_pool"');
    const lock = await freshLock(text);
    assert.match(
      reasonOf(await ask('connection_pool', `${text}gem "connection_pool", "~> 2"\n`, lock)),
      /run `bundle lock`/,
    );
    assert.match(
      reasonOf(await ask('connection_pool', gemfile('gem "connection_pool", "~> 1.7"'), lock)),
      /Bundler refused/,
    );
    assert.match(reasonOf(await ask('connection_pool', `${text}raise "stop"\n`, lock)), /stop/);
    const noisy = `warn "Ignoring debug-1.4.0 because its extensions are not built."\n${text}raise "stop"\n`;
    assert.match(reasonOf(await ask('connection_pool', noisy, lock)), /refused \([^)]*stop/);
    assert.match(reasonOf(await ask('--local', text, lock)), /"--local" is no name of a gem/);
    assert.match(reasonOf(await ask('a b', text, lock)), /"a b" is no name of a gem/);
    assert.match(reasonOf(await ask('connection_pool', text, lock, { signal: AbortSignal.abort() })), /Cancelled/);
    const unreachable = text.replace(sandbox.index.url, 'http://127.0.0.1:1');
    assert.match(reasonOf(await ask('connection_pool', unreachable, lock)), /reaches no gem server/);
  });

  it('knows that there is no Bundler', async () => {
    const path = process.env.PATH;
    process.env.PATH = join(sandbox.folder, 'nothing');
    try {
      const answer = await ask('connection_pool', gemfile('gem "connection_pool"'), '');
      assert.deepEqual(answer, { ok: false, absent: true, reason: 'Bundler is not installed, or not on the path.' });
    } finally {
      process.env.PATH = path;
    }
  });

  it('knows a Bundler that has no Ruby', async () => {
    const bin = join(sandbox.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'bundle'), '#!/bin/sh\necho "no such Ruby" >&2\nexit 127\n', { mode: 0o755 });
    const path = process.env.PATH;
    process.env.PATH = `${bin}:${path}`;
    try {
      const answer = await ask('connection_pool', gemfile('gem "connection_pool"'), '');
      assert.deepEqual(answer, { ok: false, absent: true, reason: 'Bundler does not start here (no such Ruby).' });
    } finally {
      process.env.PATH = path;
    }
  });

  it('follows no link that stands where it writes', async () => {
    const text = gemfile('gem "connection_pool"');
    const lock = await freshLock(text);
    const precious = join(sandbox.folder, 'precious');
    writeFileSync(precious, 'precious');
    symlinkSync(precious, join(sandbox.folder, '.lintel.Gemfile'));
    assert.ok((await ask('connection_pool', text, lock)).ok);
    assert.equal(readFileSync(precious, 'utf8'), 'precious');
  });

  it('is not believed where it takes a parent down', async () => {
    const text = gemfile('gem "sidekiq"');
    const lock = await freshLock(text);
    assert.match(lock, /sidekiq \(8\.1\./);
    const answer = await ask('connection_pool', `${text}gem "connection_pool", "~> 2.5"\n`, lock);
    // Bundler 2.3.15 refuses; later ones take the parent down in silence.
    const objection = answer.ok
      ? beyondThePin(parseLockfile(lock), parseLockfile(answer.lock), 'connection_pool', ['~> 2.5'])
      : answer.reason;
    assert.match(objection ?? '', /^(?:sidekiq|redis-client) moves from |could not find compatible versions/);
  });
});

describe('a lock that is edited by hand', () => {
  function pinned(lock: string, base: string, gem: string, requirements: readonly string[]): string {
    const result = lockPinEdit(uri, parseLockfile(lock), parseLockfile(base), gem, requirements);
    assert.ok(result.ok, result.ok ? '' : result.reason);
    return applyEdits(lock, result.edits);
  }

  /** Bundler leaves the bytes as they are. */
  async function assertStable(text: string, lock: string): Promise<void> {
    sandbox.write('Gemfile.lock', lock);
    assert.equal(await lockOf(text), lock);
  }

  it('takes every platform of a gem back', async () => {
    sandbox.index.showUntil('2025-11-26');
    const text = gemfile('gem "capybara"', 'gem "rack"');
    const base = await freshLock(text, ['lock', '--add-platform', 'java', 'x86_64-linux', 'ruby']);
    sandbox.index.showUntil('2026-08-20');
    const head = await lockOf(text, ['lock', '--update', 'nokogiri']);
    assert.match(head, /nokogiri \(1\.19\.\d-java\)/);
    const lock = pinned(head, base, 'nokogiri', ['~> 1.18', '< 1.19']);
    assert.match(lock, /^ {2}nokogiri \(~> 1\.18, < 1\.19\)$/m);
    assert.equal(lock.match(/^ {4}nokogiri \(1\.18\.10/gm)?.length, 3);
    await assertStable(`${text}gem "nokogiri", "~> 1.18", "< 1.19", require: false\n`, lock);
  });

  it('takes back along with a gem what its old version needs older', async () => {
    const text = gemfile('gem "sshkit"');
    const lock = await freshLock(text);
    assert.match(lock, /net-scp \(4\.1\.0\)/);
    const pinned = `${text}gem "net-scp", "~> 3.0", require: false\n`;
    const answer = await ask('net-scp', pinned, lock, { along: ['net-ssh'] });
    assert.ok(answer.ok, reasonIfAny(answer));
    assert.match(answer.lock, /net-scp \(3\.0\.0\)\n[^(]+\(>= 2\.6\.5, < 7\.0\.0\)\n {4}net-ssh \(6\.1\.0\)/);
    const [before, after] = [parseLockfile(lock), parseLockfile(answer.lock)];
    assert.equal(beyondThePin(before, after, 'net-scp', ['~> 3.0']), undefined);
  });

  it('drops what nothing needs any more, and edits a declaration that is there', async () => {
    sandbox.index.showUntil('2025-11-26');
    const text = gemfile('gem "minitest"', 'gem "rack"');
    const base = await freshLock(text);
    sandbox.index.showUntil('2026-08-20');
    const head = await lockOf(text, ['lock', '--update', 'minitest']);
    assert.match(head, /^ {4}prism \(/m);
    const lock = pinned(head, base, 'minitest', ['~> 5.25']);
    assert.doesNotMatch(lock, /prism|drb/);
    await assertStable(gemfile('gem "minitest", "~> 5.25"', 'gem "rack"'), lock);
  });

  it('loses the pin again as Bundler does', async () => {
    const text = gemfile('gem "sidekiq", "~> 7.3"', 'gem "connection_pool", "~> 2.5", require: false');
    const lock = await freshLock(text);
    const result = lockUnpinEdit(uri, parseLockfile(lock), 'connection_pool');
    assert.ok(result.ok);
    await assertStable(gemfile('gem "sidekiq", "~> 7.3"'), applyEdits(lock, result.edits));
  });
});

function reasonIfAny(answer: BundlerAnswer): string {
  return answer.ok ? '' : answer.reason;
}
