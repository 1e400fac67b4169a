import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { copyStorefront } from '../../scripts/storefront.ts';

const cli = fileURLToPath(new URL('../../dist/lintel.cjs', import.meta.url));
const session = fileURLToPath(new URL('session.lua', import.meta.url));

interface Shown {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

interface Report {
  readonly error?: string;
  readonly major?: Shown;
  readonly lockHover?: string;
  readonly gemfile?: string;
  readonly lock?: string;
  readonly call?: Shown;
  readonly rubyHover?: string;
  readonly ruby?: string;
}

let scratch: string;
let report: Report;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lintel-neovim-'));
  const storefront = join(scratch, 'storefront');
  await copyStorefront(storefront);
  const reportPath = join(scratch, 'report.json');
  const environment = {
    ...process.env,
    // Neovim keeps a log and other state below these.
    XDG_CACHE_HOME: scratch,
    XDG_STATE_HOME: scratch,
    LINTEL_NODE: process.execPath,
    LINTEL_CLI: cli,
    LINTEL_REPORT: reportPath,
  };
  const options = { cwd: storefront, env: environment, timeout: 90_000 };
  const { stderr } = await promisify(execFile)('nvim', ['--headless', '--clean', '-n', '-S', session], options);
  report = JSON.parse(await readFile(reportPath, 'utf8')) as Report;
  assert.equal(report.error, undefined, `${report.error}\n${stderr}`);
});

after(() => rm(scratch, { recursive: true, force: true }));

test('Neovim shows the major that nobody chose, and explains it', async () => {
  const lock = await example('Gemfile.lock');
  assert.equal(report.major?.line, lineOf(lock, '    connection_pool (3.0.2)'));
  assert.match(report.major?.message ?? '', /^connection_pool 2\.5\.5 → 3\.0\.2/);
  assert.match(report.lockHover ?? '', /sidekiq/);
});

test('its fix pins the gem in the Gemfile and takes the lock back', async () => {
  const pin = `# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0
gem "connection_pool", "~> 2.5", require: false

`;
  assert.equal(report.gemfile, (await example('Gemfile')).replace('# Pages.', `${pin}# Pages.`));
  assert.match(report.lock ?? '', /^ {4}connection_pool \(2\.5\.5\)$/m);
});

test('Neovim shows the slow call, and explains it', async () => {
  const worker = await example('app/workers/catalog_import_worker.rb');
  assert.equal(report.call?.line, lineOf(worker, '    Sidekiq.redis { |conn| conn.del(SEEN) }'));
  assert.match(report.call?.message ?? '', /UNLINK/);
  assert.match(report.rubyHover ?? '', /DEL/);
});

test('its fix changes that call and nothing else', async () => {
  const before = await example('app/workers/catalog_import_worker.rb');
  assert.equal(report.ruby, before.replace('conn.del(SEEN)', 'conn.unlink(SEEN)'));
});

function example(path: string): Promise<string> {
  return readFile(new URL(`../../examples/storefront/${path}`, import.meta.url), 'utf8');
}

function lineOf(text: string, line: string): number {
  const index = text.split('\n').indexOf(line);
  assert.notEqual(index, -1, line);
  return index + 1;
}
