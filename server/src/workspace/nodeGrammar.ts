import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadRubyParser, type RubyParser } from '../syntax/rubyParser.ts';

/** Loads the Ruby grammar from beside the bundle, or from the packages when Lintel runs from its sources. */
export async function loadNodeRubyParser(): Promise<RubyParser> {
  const [runtime, ruby] = await Promise.all([
    readFile(locate('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm')),
    readFile(locate('tree-sitter-ruby.wasm', 'tree-sitter-ruby/tree-sitter-ruby.wasm')),
  ]);
  return loadRubyParser({ runtime, ruby }, () => performance.now());
}

function locate(name: string, packagePath: string): string {
  const bundled = join(dirname(fileURLToPath(import.meta.url)), name);
  return existsSync(bundled) ? bundled : createRequire(import.meta.url).resolve(packagePath);
}
