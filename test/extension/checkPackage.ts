import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const limit = 4 * 1024 * 1024;

/** Everything that may ship, as the archive names it. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(?:package\.json|readme\.md|changelog\.md|LICENSE(?:\.txt)?|language-configuration\.json)$/i,
  /^extension\/docs\/images\/icon\.png$/,
  /^extension\/dist\/[\w-]+\.(?:cjs|wasm)$/,
  /^extension\/syntaxes\/[\w-]+\.tmLanguage\.json$/,
];

const required = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/docs/images/icon.png',
  'extension/dist/client.cjs',
  'extension/dist/server.cjs',
  'extension/dist/web-tree-sitter.wasm',
  'extension/dist/tree-sitter-ruby.wasm',
  'extension/syntaxes/gemfile-lock.tmLanguage.json',
];

/** Throws unless the package is small and holds what it must and nothing else: no source, no test, no fixture. */
export async function checkPackage(vsix: string): Promise<void> {
  const { size } = await stat(vsix);
  assert.ok(size < limit, `${vsix} has ${size} bytes, more than ${limit}`);
  const { stdout } = await promisify(execFile)('python3', ['-m', 'zipfile', '-l', vsix]);
  const names = stdout
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+\d+\s*$/, ''))
    .filter((name) => name !== '');
  const strangers = names.filter((name) => !allowed.some((pattern) => pattern.test(name)));
  assert.deepEqual(strangers, [], 'the package holds files that should not ship');
  const missing = required.filter((name) => !names.includes(name));
  assert.deepEqual(missing, [], 'the package lacks files');
  console.log(`# ${names.length} files, ${Math.round(size / 1024)} kB`);
}
