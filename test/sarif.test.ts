import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Log } from 'sarif';
import { lineHashes } from '../server/src/cli/reporters/lineHashes.ts';
import { lintel } from './support/lintel.ts';

const storefront = fileURLToPath(new URL('../examples/storefront', import.meta.url));
const lockBefore = '../storefront-before-upgrade/Gemfile.lock';

function sarifOf(folder: string, ...options: string[]) {
  const [run] = (JSON.parse(lintel(folder, ['check', '--format', 'sarif', ...options]).stdout) as Log).runs;
  assert.ok(run);
  return { results: run.results ?? [], rules: run.tool.driver.rules ?? [] };
}

const { results, rules } = sarifOf(storefront, '--base', lockBefore);

test('every finding is a problem of some level: `none` is for results that are none', () => {
  const levels = [...results.map(({ level }) => level), ...rules.map((rule) => rule.defaultConfiguration?.level)];
  assert.deepEqual([...new Set(levels)].sort(), ['error', 'note', 'warning']);
});

test('every rule has the descriptions that GitHub code scanning requires, in its length', () => {
  for (const { id, shortDescription, fullDescription, help } of rules) {
    assert.match(shortDescription?.text ?? '', /^Finds .{20,}\.$/, id);
    assert.ok((fullDescription?.text.length ?? 9999) <= 1024, id);
    assert.match(help?.text ?? '', /^# /, id);
  }
});

test('a fix names each file once, with all that is replaced there', () => {
  const fixes = results.flatMap((result) => result.fixes ?? []);
  for (const { artifactChanges } of fixes) {
    const uris = artifactChanges.map(({ artifactLocation }) => artifactLocation.uri);
    assert.deepEqual(uris, [...new Set(uris)]);
  }
  const { stdout } = lintel(storefront, ['check', '--format', 'json', '--base', lockBefore]);
  const edits = JSON.parse(stdout).findings.flatMap(({ fixes }: { fixes: { edits: { newText: string }[] }[] }) =>
    fixes.flatMap((fix) => fix.edits),
  );
  assert.deepEqual(
    fixes
      .flatMap(({ artifactChanges }) => artifactChanges.flatMap(({ replacements }) => replacements))
      .map(({ insertedContent }) => insertedContent?.text),
    edits.map(({ newText }: { newText: string }) => newText),
  );
});

test("a line's hash is that of GitHub's action, which made these", () => {
  const hashesOf = (text: string) => text.split(/\r\n?|\n/).map((_, index) => lineHashes(text)(index + 1));
  assert.deepEqual(hashesOf(''), ['c129715d7a2bc9a3:1']);
  assert.deepEqual(hashesOf("KV = Redis.new\n\tKV.keys('*')\r\n\r\nend\n"), [
    '3aa311215c4cbddf:1',
    '57622854bf3c661c:1',
    '302b919be9a80de2:1',
    'fe2be582c6296f40:1',
    'c129715d7a2bc9a3:1',
  ]);
  assert.deepEqual(hashesOf(`${'a'.repeat(250)}\nb`), ['871f6af4d0d4dd7c:1', '8ee5a81e681643c1:1']);
  assert.deepEqual(hashesOf('é😀\r\ry'), ['4e708274140011d2:1', 'f85c2d2aa834d48e:1', 'ed3261245082261c:1']);
});

test('a finding keeps its fingerprint when lines above it come and go, and equal lines have one each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-sarif-'));
  const calls = `${"KV.keys('*')\n".repeat(9)}KV.keys('*') # last\n`;
  const fingerprints = (...above: string[]) => {
    writeFileSync(join(folder, 'a.rb'), ['KV = Redis.new', ...above, calls].join('\n'));
    return sarifOf(folder, '--base', 'none').results.map(({ partialFingerprints }) => partialFingerprints);
  };
  const [before, after] = [fingerprints(), fingerprints('# one', '', '# two')];
  rmSync(folder, { recursive: true });
  assert.equal(new Set(before.map((fingerprint) => JSON.stringify(fingerprint))).size, 10);
  assert.deepEqual(after, before);
});
