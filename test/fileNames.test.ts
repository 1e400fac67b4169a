import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lintel } from './support/lintel.ts';

test('every format names a file by the name that it has, whatever is in that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-names-'));
  const names = ['a:b.rb', 'back\\slash.rb', 'http:x.rb', 'no#1 100%.rb', 'two\nlines.rb', 'what?.rb', '[ü]😀.rb'];
  for (const name of names) {
    writeFileSync(join(folder, name), 'KV = Redis.new\nKV.keys("*")\n');
  }
  const run = (format: string) => JSON.parse(lintel(folder, ['check', '--base', 'none', '--format', format]).stdout);
  const located = run('sarif').runs[0].results.map(
    ({ locations }: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
      new URL(locations[0]?.physicalLocation.artifactLocation.uri ?? '', pathToFileURL(`${folder}/`)),
  );
  assert.deepEqual(located.map((url: URL) => fileURLToPath(url).slice(folder.length + 1)).sort(), [...names].sort());
  assert.deepEqual(
    run('json')
      .findings.map(({ path }: { path: string }) => path)
      .sort(),
    [...names].sort(),
  );
  const gitlab: { location: { path: string } }[] = run('gitlab');
  assert.deepEqual(gitlab.map(({ location }) => location.path).sort(), [...names].sort());
  rmSync(folder, { recursive: true });
});
