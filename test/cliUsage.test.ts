import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
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
