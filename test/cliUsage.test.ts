import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { mayColor } from '../server/src/cli/colors.ts';
import { lintel } from './support/lintel.ts';

test('a rule that does not exist is refused, with the one that was meant most likely', () => {
  for (const args of [['explain'], ['check', '--rule']]) {
    const refused = (rule: string) => {
      const { status, stderr } = lintel(tmpdir(), [...args, rule]);
      assert.equal(status, 2);
      return stderr;
    };
    const near = 'did you mean redis/keys-command? `lintel explain` lists them\n';
    assert.equal(refused('redis/keys-comand'), `lintel: no rule is called redis/keys-comand, ${near}`);
    assert.equal(refused('keys-command'), `lintel: no rule is called keys-command, ${near}`);
    assert.equal(refused('no-console'), 'lintel: no rule is called no-console: `lintel explain` lists them\n');
  }
});

test('colours are for a terminal, and for who asks for them', () => {
  const none = { NO_COLOR: '', FORCE_COLOR: '', CI: '', TERM: 'xterm-256color' };
  const isColored = (env: object, ...args: string[]) =>
    lintel(tmpdir(), ['explain', ...args], { env: { ...none, ...env } }).stdout.includes('\u001b[');
  assert.equal(isColored({}), false);
  assert.equal(isColored({ CI: 'true' }), false, 'what is written to a file there would hold them');
  assert.equal(isColored({ FORCE_COLOR: '1' }), true);
  assert.equal(isColored({ FORCE_COLOR: '0' }), false);
  assert.equal(isColored({ FORCE_COLOR: 'false' }), false);
  assert.equal(isColored({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  assert.equal(isColored({ FORCE_COLOR: '1' }, '--no-color'), false);
});

test('on a terminal there are colours, but where somebody has none', () => {
  const isColored = (env: Partial<NodeJS.ProcessEnv>, ...args: string[]) => mayColor(env, args, true);
  assert.equal(isColored({ TERM: 'xterm' }), true);
  assert.equal(isColored({ TERM: 'dumb' }), false);
  assert.equal(isColored({ TERM: 'xterm', NO_COLOR: '1' }), false);
  assert.equal(isColored({ TERM: 'xterm', FORCE_COLOR: '0' }), false);
  assert.equal(isColored({ TERM: 'xterm' }, '--no-color'), false);
  assert.equal(isColored({ TERM: 'dumb', FORCE_COLOR: '1' }), true);
});
