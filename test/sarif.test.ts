import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Log } from 'sarif';
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
