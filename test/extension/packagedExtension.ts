import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['client', 'server', 'syntaxes', 'schemas', 'package.json', 'README.md', 'CHANGELOG.md'];

const limit = 4 * 1024 * 1024;

/** Everything that may ship, as the archive names it. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(?:package\.json|readme\.md|changelog\.md|LICENSE(?:\.txt)?|language-configuration\.json)$/i,
  /^extension\/docs\/(?:images\/(?:icon\.png|view\.svg|walkthrough-[\w-]+\.png)|walkthrough-ci\.md)$/,
  /^extension\/dist\/(?:[\w-]+\.(?:cjs|wasm)|browser\/(?:client|server)\.js)$/,
  /^extension\/dist\/ThirdPartyNotices\.txt$/,
  /^extension\/schemas\/lintel\.schema\.json$/,
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
  'extension/dist/browser/client.js',
  'extension/dist/browser/server.js',
  'extension/dist/web-tree-sitter.wasm',
  'extension/dist/tree-sitter-ruby.wasm',
  'extension/dist/ThirdPartyNotices.txt',
  'extension/schemas/lintel.schema.json',
  'extension/syntaxes/gemfile-lock.tmLanguage.json',
];

/** The path of what `npm run package` made; throws when that is missing, or older than what it is made of. */
export async function packagedExtension(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const vsix = join(root, `lintel-${version}.vsix`);
  const made = await stat(vsix).catch(() => undefined);
  assert.ok(made, `${vsix} is missing: npm run package`);
  for (const source of sources) {
    assert.ok(
      (await lastChange(join(root, source))) <= made.mtimeMs,
      `${vsix} is older than ${source}: npm run package`,
    );
  }
  return vsix;
}

async function lastChange(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = await readdir(path, { recursive: true });
  const times = entries.map(async (entry) => (await stat(join(path, entry))).mtimeMs);
  return Math.max(...(await Promise.all(times)));
}

/** Throws unless the package is small and holds what it must and nothing else: no source, no test, no fixture. */
export async function checkContents(vsix: string): Promise<{ files: number; kilobytes: number }> {
  const { size } = await stat(vsix);
  assert.ok(size < limit, `${vsix} has ${size} bytes, more than ${limit}`);
  const { stdout } = await promisify(execFile)('python3', ['-m', 'zipfile', '--list', vsix]);
  const names = stdout
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s+\d+\s*$/, ''))
    .filter((name) => name !== '');
  const strangers = names.filter((name) => !allowed.some((pattern) => pattern.test(name)));
  assert.deepEqual(strangers, [], 'the package holds files that should not ship');
  const missing = required.filter((name) => !names.includes(name));
  assert.deepEqual(missing, [], 'the package lacks files');
  return { files: names.length, kilobytes: Math.round(size / 1024) };
}
