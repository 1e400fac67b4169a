import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DocumentSymbol } from 'vscode-languageserver-types';
import { documentSymbols } from '../../server/src/features/documentSymbols.ts';
import { openInEditor } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

function outline(symbols: readonly DocumentSymbol[], indent = ''): readonly string[] {
  return symbols.flatMap(({ name, detail, range, children }) => [
    `${indent}${name}${detail ? ` · ${detail}` : ''} (${range.start.line + 1}-${range.end.line + 1})`,
    ...outline(children ?? [], `${indent}  `),
  ]);
}

it('outlines a lock by sections, gems and what they require', () => {
  const { snapshot, uri } = openInEditor(`#- Gemfile.lock\n${lock}`);
  const lines = outline(documentSymbols(snapshot, uri));
  assert.deepEqual(lines.slice(0, 6), [
    'GIT · https://git.example/tools.git (1-6)',
    '  tools · 0.1.0 (5-6)',
    '    connection_pool · < 5 (6-6)',
    'GEM · https://rubygems.org/ (8-23)',
    '  activesupport · 8.1.3 (11-13)',
    '    connection_pool · >= 2.2.5 (12-12)',
  ]);
  assert.deepEqual(lines.slice(-8), [
    'PLATFORMS (25-27)',
    'DEPENDENCIES (29-33)',
    '  minitest · = 6.0.6 (30-30)',
    '  rails · ~> 8.1.3 (31-31)',
    '  sidekiq · ~> 7.3 (32-32)',
    '  tools · >= 0 (33-33)',
    'CHECKSUMS (35-36)',
    'BUNDLED WITH (38-39)',
  ]);
});

it('outlines a Gemfile by blocks', () => {
  const { snapshot, uri } = openInEditor(`#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock}`);
  assert.deepEqual(outline(documentSymbols(snapshot, uri)), [
    'rails · ~> 8.1.3 (3-3)',
    'sidekiq · ~> 7.3 (4-4)',
    'group :development, :test (6-8)',
    '  minitest · = 6.0.6 (7-7)',
  ]);
});

it('leaves Ruby to the Ruby server', () => {
  const { snapshot, uri } = openInEditor(`#- app/cart.rb\n$redis.del("¦cart")\n#- Gemfile.lock\n${lock}`);
  assert.deepEqual(documentSymbols(snapshot, uri), []);
});
