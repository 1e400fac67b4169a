import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { bundledPackages } from '../scripts/build.ts';
import { generate } from '../scripts/generate.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function checkLayers(folder: string): { status: number | null; output: string } {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, 'server/src', 'client/src', '--config', '.dependency-cruiser.mjs'],
    { cwd: folder, encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

describe('layers', () => {
  test('hold', () => {
    const { status, output } = checkLayers(root);
    assert.equal(status, 0, output);
  });

  describe('a planted violation fails', () => {
    let copy = '';
    before(() => {
      copy = mkdtempSync(join(tmpdir(), 'lintel-layers-'));
      for (const name of ['server', 'client', 'package.json', 'tsconfig.json', '.dependency-cruiser.mjs']) {
        cpSync(join(root, name), join(copy, name), { recursive: true });
      }
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    });
    after(() => rmSync(copy, { recursive: true, force: true }));

    const plants: readonly [rule: string, file: string, code: string][] = [
      [
        'linter-imports-only-leftwards',
        'server/src/linter/planted.ts',
        "export { registry } from '../rules/registry.ts';",
      ],
      [
        'redis-imports-only-leftwards',
        'server/src/redis/planted.ts',
        "export type { Bundle } from '../dependencies/bundle.ts';",
      ],
      ['node-only-at-the-edge', 'server/src/dependencies/planted.ts', "export { readFileSync } from 'node:fs';"],
      [
        'protocol-only-in-lsp',
        'server/src/features/planted.ts',
        "export { TextDocuments } from 'vscode-languageserver';",
      ],
      [
        'client-knows-no-server-code',
        'client/src/planted.ts',
        "export { analyze } from '../../server/src/linter/analyze.ts';",
      ],
      ['no-cycles', 'server/src/linter/planted.ts', "import './planted2.ts';\nexport type A = 1;"],
    ];
    for (const [rule, file, code] of plants) {
      test(rule, () => {
        const files = [join(copy, file)];
        writeFileSync(join(copy, file), `${code}\n`);
        if (rule === 'no-cycles') {
          files.push(join(copy, 'server/src/linter/planted2.ts'));
          writeFileSync(join(copy, 'server/src/linter/planted2.ts'), "export type { A } from './planted.ts';\n");
        }
        const { status, output } = checkLayers(copy);
        for (const path of files) {
          rmSync(path);
        }
        assert.notEqual(status, 0);
        assert.match(output, new RegExp(`error ${rule}: ${file.replaceAll('.', '\\.')}`));
      });
    }
  });
});

test('the bundles for a browser ask for nothing but VS Code', () => {
  // web-tree-sitter asks for the last three only where it has found Node.
  const allowed = ['vscode', 'fs', 'path', 'url'];
  for (const name of ['client', 'server']) {
    const bundle = readFileSync(join(root, `dist/browser/${name}.js`), 'utf8');
    const modules = [...bundle.matchAll(/\b(?:require|import)\(["']([^"']+)["']\)/g)].map(([, module]) => module);
    const strangers = [...new Set(modules)].filter((module) => !allowed.includes(module ?? ''));
    assert.deepEqual(strangers, [], name);
    assert.doesNotMatch(bundle, /["']node:/, name);
  }
});

test('generated files are fresh: run `npm run generate` when this fails', async () => {
  for (const [path, text] of await generate()) {
    assert.equal(readFileSync(join(root, path), 'utf8'), text, path);
  }
});

test('a rule is deleted by deleting its folder, and `npm run generate`', () => {
  const copy = mkdtempSync(join(tmpdir(), 'lintel-deleted-'));
  try {
    for (const name of ['server', 'client', 'scripts', 'docs', 'schemas', 'package.json', 'tsconfig.json']) {
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    rmSync(join(copy, 'server/src/rules/redis/sort-command'), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/generate.ts'], {
      cwd: copy,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    for (const path of ['server/src/rules/registry.ts', 'docs/rules.md', 'package.json']) {
      assert.doesNotMatch(readFileSync(join(copy, path), 'utf8'), /sort-command/, path);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test('TypeScript and the linter have nothing to say', () => {
  for (const [tool, ...args] of [
    ['typescript/bin/tsc', '-p', '.'],
    ['@biomejs/biome/bin/biome', 'check', '.'],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
  }
});

test('no source file is longer than 400 lines but data and generated ones', () => {
  // cases.ts is a table: one row a rewrite that is proven on a real Redis.
  const generated = /(?:Data|registry|documentation|real-redis\/cases)\.ts$/;
  const long = sourceFiles().filter(
    (path) => !generated.test(path) && readFileSync(join(root, path), 'utf8').split('\n').length > 401,
  );
  assert.deepEqual(long, []);
});

test('nothing is left to do in a comment, and nothing is cast to any', () => {
  const marker = new RegExp(['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '\\bas ' + 'any\\b'].join('|'));
  const marked = sourceFiles().filter((path) => marker.test(readFileSync(join(root, path), 'utf8')));
  assert.deepEqual(marked, []);
});

test('the VS Code that the suite runs is one that the extension says it supports', () => {
  const tested = '1.139.1';
  assert.ok(semver.satisfies(tested, packageJson.engines.vscode), `${tested} is outside ${packageJson.engines.vscode}`);
  const types = semver.minVersion(packageJson.devDependencies['@types/vscode']);
  const supported = semver.minVersion(packageJson.engines.vscode);
  assert.ok(
    types !== null && supported !== null && semver.lte(types, supported),
    'API types newer than the oldest VS Code',
  );
});

test('dependencies are pinned by the lock, every licence is a permissive one, and what ships passes them on', async () => {
  const listing = JSON.parse(
    execFileSync('npm', ['ls', '--omit=dev', '--all', '--json', '--long'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const licences = new Map<string, string>();
  const visit = (dependencies: Record<string, { license?: string; dependencies?: object }> = {}) => {
    for (const [name, entry] of Object.entries(dependencies)) {
      licences.set(name, entry.license ?? 'none stated');
      visit(entry.dependencies as Parameters<typeof visit>[0]);
    }
  };
  visit(listing.dependencies);
  const shipped = await bundledPackages();
  for (const { name, licence } of shipped) {
    licences.set(name, licence);
  }
  assert.ok(shipped.length > 5);
  const others = [...licences].filter(
    ([, licence]) => !/^(?:MIT|ISC|BSD-[23]-Clause|BlueOak-1\.0\.0|Apache-2\.0)$/.test(licence),
  );
  assert.deepEqual(others, []);
  const notices = readFileSync(join(root, 'dist/ThirdPartyNotices.txt'), 'utf8');
  for (const { name, version, texts } of shipped) {
    assert.ok(notices.includes(`\n${name} ${version}\n`), name);
    assert.match(texts.join('\n'), /copyright/i, name);
    assert.ok(
      texts.every((text) => notices.includes(text)),
      name,
    );
  }
});

function sourceFiles(folder = ''): readonly string[] {
  const roots = folder === '' ? ['server/src', 'client/src', 'scripts', 'test', 'bench', 'fuzz'] : [folder];
  return roots
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) =>
      readdirSync(join(root, path)).flatMap((name) => {
        const child = `${path}/${name}`;
        return statSync(join(root, child)).isDirectory() ? sourceFiles(child) : child.endsWith('.ts') ? [child] : [];
      }),
    );
}
