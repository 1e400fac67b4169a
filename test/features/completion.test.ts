import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem } from 'vscode-languageserver-types';
import { completion } from '../../server/src/features/completion.ts';
import { openInEditor } from '../support/editorProject.ts';
import { lock } from '../support/storefrontTexts.ts';

function complete(gemfile: string): { items: readonly CompletionItem[]; accept(label: string): string } {
  const project = openInEditor(`#- Gemfile\n${gemfile}\n#- Gemfile.lock\n${lock}`);
  const items = completion(project.snapshot, project.uri, project.position);
  return {
    items,
    accept(label) {
      const edit = items.find((item) => item.label === label)?.textEdit;
      assert.ok(edit !== undefined && 'range' in edit, `${label} is not offered`);
      const document = TextDocument.create('', '', 0, project.textOf('Gemfile'));
      return TextDocument.applyEdits(document, [edit]).trimEnd();
    },
  };
}

const labels = (gemfile: string) => complete(gemfile).items.map(({ label }) => label);

describe('completion of names', () => {
  it('offers the locked gems that the Gemfile does not declare, with their versions', () => {
    assert.deepEqual(
      complete('gem "rails"\ngem "¦"').items.map(({ label, detail }) => `${label} ${detail}`),
      [
        'activesupport 8.1.3',
        'connection_pool 3.0.2',
        'minitest 6.0.6',
        'redis-client 0.26.1',
        'sidekiq 7.3.9',
        'tools 0.1.0',
      ],
    );
  });

  it('replaces the whole string, closed or not', () => {
    assert.equal(complete('gem "conn¦"').accept('connection_pool'), 'gem "connection_pool"');
    assert.equal(complete("gem 'co¦nn', '~> 2'").accept('connection_pool'), "gem 'connection_pool', '~> 2'");
    assert.equal(complete('gem("conn¦').accept('connection_pool'), 'gem("connection_pool');
  });

  it('does not show elsewhere', () => {
    assert.deepEqual(labels('source "¦"'), []);
    assert.deepEqual(labels('# gem "¦"'), []);
    assert.deepEqual(labels('gem ¦'), []);
  });
});

describe('completion of requirements', () => {
  it('offers what makes sense for the locked version, the useful pin first', () => {
    assert.deepEqual(
      complete('gem "connection_pool", "¦"').items.map(({ label, detail }) => `${label}: ${detail}`),
      [
        '~> 3.0: 3.0 or newer, below 4',
        '~> 3.0.2: 3.0.2 or newer, below 3.1',
        '>= 3.0.2: 3.0.2 or newer, no ceiling',
        '< 4: anything below 4, its prereleases included',
        '= 3.0.2: this version only',
      ],
    );
  });

  it('offers no two-segment pin below 1.0, which would let every 0.x in', () => {
    assert.equal(labels('gem "redis-client", "¦"')[0], '~> 0.26.1');
  });

  it('replaces what is typed already', () => {
    assert.equal(
      complete('gem "connection_pool", "~> 2¦", require: false').accept('~> 3.0'),
      'gem "connection_pool", "~> 3.0", require: false',
    );
  });

  it('completes a further requirement, not an option', () => {
    assert.equal(labels('gem "connection_pool", ">= 2", "¦"').length, 5);
    assert.deepEqual(labels('gem "connection_pool", group: "¦"'), []);
    assert.deepEqual(labels('gem "connection_pool", ">= 2", git: "¦"'), []);
  });

  it('knows nothing of a gem that is not locked', () => {
    assert.deepEqual(labels('gem "unheard_of", "¦"'), []);
  });
});
