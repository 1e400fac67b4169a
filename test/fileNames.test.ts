import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lintel } from './support/lintel.ts';

test('every format names a file by the name that it has, whatever is in that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-names-'));
  const names = [
    'a:b.rb',
    'control\u0085\u007f.rb',
    'back\\slash.rb',
    'http:x.rb',
    'no#1 100%.rb',
    'two\nlines.rb',
    'what?.rb',
    '[ü]😀.rb',
  ];
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
  const calls = lintel(folder, ['calls', '--format', 'ndjson']).stdout.trimEnd().split('\n');
  assert.deepEqual(calls.map((line) => JSON.parse(line).path).sort(), [...names].sort());
  const gitlab: { location: { path: string } }[] = run('gitlab');
  assert.deepEqual(gitlab.map(({ location }) => location.path).sort(), [...names].sort());
  rmSync(folder, { recursive: true });
});

test('what shows a repository gets names from its root, wherever Lintel runs in it; people get those of the working folder', () => {
  const repository = mkdtempSync(join(tmpdir(), 'lintel-repository-'));
  const backend = join(repository, 'backend');
  mkdirSync(join(repository, '.git'));
  mkdirSync(join(backend, 'app'), { recursive: true });
  mkdirSync(join(repository, 'docs'));
  writeFileSync(join(backend, 'app/a.rb'), 'KV = Redis.new\nKV.keys("*")\n');
  const input = 'KV = Redis.new\nKV.keys("*")\n';
  for (const [folder, paths, shown] of [
    [repository, [], 'backend/app/a.rb'],
    [backend, [], 'app/a.rb'],
    [join(backend, 'app'), ['a.rb'], 'a.rb'],
    [join(repository, 'docs'), ['../backend'], '../backend/app/a.rb'],
    [tmpdir(), [backend], `${backend}/app/a.rb`],
    [backend, ['--stdin', '--stdin-filename', 'app/a.rb'], 'app/a.rb'],
  ] as const) {
    const run = (format: string) =>
      lintel(folder, ['check', '--base', 'none', '--format', format, ...paths], { input }).stdout;
    assert.equal(JSON.parse(run('json')).findings[0].path, shown);
    assert.equal(run('pretty').split('\n')[0], shown);
    assert.match(run('github'), /^::warning file=backend\/app\/a\.rb,/);
    assert.equal(JSON.parse(run('gitlab'))[0].location.path, 'backend/app/a.rb');
    const { locations, relatedLocations } = JSON.parse(run('sarif')).runs[0].results[0];
    for (const { physicalLocation } of [...locations, ...relatedLocations]) {
      assert.equal(physicalLocation.artifactLocation.uri, 'backend/app/a.rb');
    }
  }
  rmSync(repository, { recursive: true });
});
