import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { copyStorefront } from '../../scripts/storefront.ts';
import { program as lintel } from './lintel.ts';

/** An editor that runs one scripted session in the example app and writes what it showed to $LINTEL_REPORT. */
export interface ScriptedEditor {
  readonly name: string;
  /** The program with its arguments; `scratch` is a folder for whatever it wants to keep. */
  command(scratch: string): Promise<readonly [string, ...string[]]>;
  readonly environment: (scratch: string) => Promise<Readonly<Record<string, string>>>;
}

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

/** Tests that an editor, with `lintel` on its PATH, shows both kinds of findings, explains them, and applies their fixes. */
export function testEditor(editor: ScriptedEditor): void {
  let scratch: string;
  let report: Report;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'lintel-editor-'));
    report = await runSession(editor, scratch);
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  test(`${editor.name} shows the major that nobody chose, and explains it`, async () => {
    const lock = await example('Gemfile.lock');
    assert.equal(report.major?.line, lineOf(lock, '    connection_pool (3.0.2)'));
    assert.match(report.major?.message ?? '', /\bconnection_pool 2\.5\.5 → 3\.0\.2/);
    assert.match(report.lockHover ?? '', /sidekiq/);
  });

  test('its fix pins the gem in the Gemfile and takes the lock back', async () => {
    const pin = `# 3.0 stops the scheduler thread of sidekiq 7.3.9; remove-when: sidekiq >= 8.1.0
gem "connection_pool", "~> 2.5", require: false

`;
    assert.equal(report.gemfile, (await example('Gemfile')).replace('# Pages.', `${pin}# Pages.`));
    assert.match(report.lock ?? '', /^ {4}connection_pool \(2\.5\.5\)$/m);
  });

  test(`${editor.name} shows the slow call, and explains it`, async () => {
    const worker = await example('app/workers/catalog_import_worker.rb');
    assert.equal(report.call?.line, lineOf(worker, '    Sidekiq.redis { |conn| conn.del(SEEN) }'));
    assert.match(report.call?.message ?? '', /UNLINK/);
    assert.match(report.rubyHover ?? '', /DEL/);
  });

  test('its fix changes that call and nothing else', async () => {
    const before = await example('app/workers/catalog_import_worker.rb');
    assert.equal(report.ruby, before.replace('conn.del(SEEN)', 'conn.unlink(SEEN)'));
  });
}

/** A file with the block in `language` of docs/editors.md, as a user would copy it. */
export async function documentedSetup(scratch: string, language: string): Promise<string> {
  const page = await readFile(new URL('../../docs/editors.md', import.meta.url), 'utf8');
  const block = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1];
  assert.ok(block);
  const path = join(scratch, `init.${language}`);
  await writeFile(path, block);
  return path;
}

async function runSession(editor: ScriptedEditor, scratch: string): Promise<Report> {
  const storefront = join(scratch, 'storefront');
  await copyStorefront(storefront);
  const reportPath = join(scratch, 'report.json');
  const [program, ...args] = await editor.command(scratch);
  const environment = {
    ...process.env,
    ...(await editor.environment(scratch)),
    PATH: `${await folderWithLintel(scratch)}${delimiter}${process.env.PATH ?? ''}`,
    LINTEL_REPORT: reportPath,
  };
  const { stderr } = await promisify(execFile)(program, args, { cwd: storefront, env: environment, timeout: 600_000 });
  const report = JSON.parse(await readFile(reportPath, 'utf8')) as Report;
  assert.equal(report.error, undefined, `${report.error}\n${stderr}`);
  return report;
}

/** A folder with the program `lintel` as an installation puts it on the PATH. */
async function folderWithLintel(scratch: string): Promise<string> {
  const folder = join(scratch, 'bin');
  await mkdir(folder);
  const program = join(folder, 'lintel');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${lintel}' "$@"\n`);
  await chmod(program, 0o755);
  return folder;
}

function example(path: string): Promise<string> {
  return readFile(new URL(`../../examples/storefront/${path}`, import.meta.url), 'utf8');
}

function lineOf(text: string, line: string): number {
  const index = text.split('\n').indexOf(line);
  assert.notEqual(index, -1, line);
  return index + 1;
}
