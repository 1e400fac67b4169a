import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openCache, userCacheFolder } from '../../server/src/workspace/nodeCache.ts';

describe('cache', () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'lintel-cache-'));
    folder = join(parent, 'lintel');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  test('gives back what was put, to its user only', () => {
    openCache(folder).put('key', Buffer.from('value'));
    assert.equal(openCache(folder).get('key')?.toString(), 'value');
    assert.equal(openCache(folder).get('other'), undefined);
    if (process.platform !== 'win32') {
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.equal(statSync(join(folder, 'key')).mode & 0o777, 0o600);
    }
  });

  test('takes a damaged entry for none, whichever byte is wrong, and wherever it ends', () => {
    const cache = openCache(folder);
    cache.put('key', Buffer.from('a value'));
    const whole = readFileSync(join(folder, 'key'));
    for (let at = 0; at < whole.length; at++) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ 1;
      writeFileSync(join(folder, 'key'), altered);
      assert.equal(cache.get('key'), undefined, `byte ${at}`);
      writeFileSync(join(folder, 'key'), whole.subarray(0, at));
      assert.equal(cache.get('key'), undefined, `${at} bytes`);
    }
  });

  test('does nothing where it cannot write', () => {
    writeFileSync(folder, 'a file where the folder should be');
    const cache = openCache(folder);
    cache.put('key', Buffer.from('value'));
    assert.equal(cache.get('key'), undefined);
    assert.equal(readFileSync(folder, 'utf8'), 'a file where the folder should be');
  });

  test('keeps the newest entries and leaves no temporary files', () => {
    const cache = openCache(folder);
    for (let number = 0; number < 40; number++) {
      cache.put(`key-${number}`, Buffer.from(String(number)));
      utimesSync(join(folder, `key-${number}`), number, number);
    }
    cache.put('last', Buffer.from('last'));
    const names = readdirSync(folder);
    assert.equal(names.length, 32);
    assert.ok(
      names.every((name) => name === 'last' || Number(name.slice(4)) >= 9),
      names.join(),
    );
  });

  test('stands where each system keeps such things', () => {
    assert.equal(userCacheFolder('linux', { XDG_CACHE_HOME: '/caches' }), '/caches/lintel');
    assert.match(userCacheFolder('linux', { XDG_CACHE_HOME: 'relative' }), /\/\.cache\/lintel$/);
    assert.match(userCacheFolder('darwin', {}), /\/Library\/Caches\/lintel$/);
    assert.match(userCacheFolder('win32', { LOCALAPPDATA: 'C:\\Local' }), /^C:\\Local.lintel.Cache$/);
  });
});
