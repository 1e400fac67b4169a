import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lintel, program } from './support/lintel.ts';

const storefront = fileURLToPath(new URL('../examples/storefront', import.meta.url));

test('every command has help with an example', () => {
  for (const command of ['check', 'majors', 'why', 'pin', 'calls', 'lock', 'explain', 'lsp']) {
    const { status, stdout } = lintel(storefront, [command, '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /Example/);
  }
});

test('help says what each exit status means, where 1 is no failure', () => {
  for (const command of ['check', 'majors', 'pin', 'lock']) {
    const { stdout } = lintel(storefront, [command, '--help']);
    assert.match(stdout, /\nExit status:\n {2}0 {2}\S.*\n {2}1 {2}\S.*\n {2}2 {2}\S.*\n/, command);
  }
});

test('a reader of notes that went away changes no exit status', async () => {
  const child = spawn(process.execPath, [program, 'check', 'nothing.rb'], { cwd: storefront });
  child.stderr.destroy();
  assert.deepEqual(await once(child, 'exit'), [2, null]);
});
