import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameWeight } from '../../server/src/catalog/commandNames.ts';
import { namespaceCommand } from '../../server/src/catalog/namespaceCommands.ts';
import { keyArgument, redisCommand } from '../../server/src/catalog/redisCommands.ts';
import { commandFor, commandMethods, methodSpans } from '../../server/src/catalog/redisMethods.ts';

test('a method name gives the command that it issues', () => {
  const issued = ['smembers', 'scan_each', 'sadd?', 'exists?', 'mapped_mget', 'json_mget', 'geosearch', 'touch'].map(
    commandFor,
  );
  assert.deepEqual(issued, ['SMEMBERS', 'SCAN', 'SADD', 'EXISTS', 'MGET', 'JSON.MGET', 'GEOSEARCH', 'TOUCH']);
  assert.deepEqual(['pipelined', 'call', 'with', 'hasOwnProperty', 'each'].map(commandFor), [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('every method that issues a command of core Redis names one that the server has', () => {
  const unknown = [...commandMethods]
    .map(commandFor)
    .filter((name) => name !== undefined && !name.includes('.') && !redisCommand(name));
  assert.deepEqual(
    [...new Set(unknown)].filter((name) => !/^HIMPORT|MOVEM$|CARD$|HEXPIRE|HPEXPIRE|HTTL|HPTTL/.test(name ?? '')),
    [],
  );
});

test('the facts that the fixes lean on', () => {
  assert.equal(methodSpans('unlink')[0]?.from, '4.0.2');
  assert.equal(methodSpans('geosearch')[0]?.from, '6.0.0');
  assert.equal(methodSpans('hset')[1]?.from, '4.2.0');
  assert.equal(redisCommand('ZREVRANGE')?.deprecatedSince, '6.2.0');
  assert.deepEqual(redisCommand('ZREVRANGE')?.replacementOptions, ['REV']);
  assert.equal(redisCommand('SMEMBERS')?.complexity, 'O(N)');
  assert.equal(redisCommand('constructor'), undefined);
  assert.equal(namespaceCommand('unlink')?.since, '1.7.0');
  assert.equal(namespaceCommand('lmove'), undefined);
  assert.equal(namespaceCommand('flushdb')?.kind, 'administrative');
});

test('the place of the key', () => {
  assert.deepEqual(['GET', 'OBJECT', 'KEYS', 'INFO', 'ZADD'].map(keyArgument), [0, 1, undefined, undefined, 0]);
});

test('what a name alone says', () => {
  assert.deepEqual(['zrangebyscore', 'unlink', 'keys', 'sadd?', 'save'].map(nameWeight), [
    'unique',
    'ambiguous',
    'common',
    'unique',
    'common',
  ]);
});
