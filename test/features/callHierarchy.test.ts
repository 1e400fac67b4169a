import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallHierarchyItem } from 'vscode-languageserver-types';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../../server/src/features/callHierarchy.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';
import { gemfile, lock } from '../support/storefrontTexts.ts';

const project = openInEditor(`#- Gemfile\n${gemfile.replace('rails', '¦rails')}#- Gemfile.lock\n${lock}`);
const { snapshot } = project;

function itemFor(name: string): CallHierarchyItem {
  const spec = snapshot.bundleFor(project.uri)?.graph.gems.get(name)?.specs[0];
  const [item] =
    spec === undefined ? [] : prepareCallHierarchy(snapshot, project.uriOf('Gemfile.lock'), spec.range.start);
  assert.ok(item !== undefined, `${name} has no item`);
  return item;
}

function show(item: CallHierarchyItem, ranges: readonly CallHierarchyItem['range'][], uri: string): readonly string[] {
  return [
    `${item.name} · ${item.detail}`,
    ...showLocations(
      project,
      ranges.map((range) => ({ uri, range })),
    ),
  ];
}

function incoming(item: CallHierarchyItem): readonly (readonly string[])[] {
  return incomingCalls(snapshot, item).map(({ from, fromRanges }) => show(from, fromRanges, from.uri));
}

function outgoing(item: CallHierarchyItem): readonly (readonly string[])[] {
  return outgoingCalls(snapshot, item).map(({ to, fromRanges }) => show(to, fromRanges, item.uri));
}

describe('the call hierarchy of gems', () => {
  it('starts at a gem of the Gemfile with its locked spec', () => {
    const items = prepareCallHierarchy(snapshot, project.uri, project.position);
    assert.deepEqual(
      items.map(({ name, detail, uri, selectionRange }) => [
        `${name} ${detail}`,
        ...showLocations(project, [{ uri, range: selectionRange }]),
      ]),
      [['rails 8.1.3', 'Gemfile.lock:16:     [rails] (8.1.3)']],
    );
  });

  it('goes in to who pulls the gem', () => {
    assert.deepEqual(incoming(itemFor('connection_pool')), [
      ['activesupport · 8.1.3 · >= 2.2.5', 'Gemfile.lock:12:       [connection_pool] (>= 2.2.5)'],
      ['redis-client · 0.26.1 · >= 0', 'Gemfile.lock:20:       [connection_pool]'],
      ['sidekiq · 7.3.9 · >= 2.3.0', 'Gemfile.lock:22:       [connection_pool] (>= 2.3.0)'],
      ['tools · 0.1.0 · < 5', 'Gemfile.lock:6:       [connection_pool] (< 5)'],
    ]);
  });

  it('goes in to the Gemfile, and to DEPENDENCIES where the Gemfile shows nothing', () => {
    assert.deepEqual(incoming(itemFor('sidekiq')), [['Gemfile · ~> 7.3', 'Gemfile:4: gem "[sidekiq]", "~> 7.3"']]);
    assert.deepEqual(incoming(itemFor('tools')), [['Gemfile.lock · ', 'Gemfile.lock:33:   [tools]!']]);
  });

  it('goes out to what the gem pulls, but for Bundler, which no lock holds', () => {
    assert.deepEqual(outgoing(itemFor('rails')), [
      ['activesupport · 8.1.3 · = 8.1.3', 'Gemfile.lock:17:       [activesupport] (= 8.1.3)'],
    ]);
  });

  it('goes out of the Gemfile to what it declares', () => {
    const [call] = incomingCalls(snapshot, itemFor('sidekiq'));
    assert.ok(call !== undefined);
    assert.deepEqual(outgoing(call.from), [
      ['rails · 8.1.3 · ~> 8.1.3', 'Gemfile:3: gem "[rails]", "~> 8.1.3"'],
      ['sidekiq · 7.3.9 · ~> 7.3', 'Gemfile:4: gem "[sidekiq]", "~> 7.3"'],
      ['minitest · 6.0.6 · = 6.0.6', 'Gemfile:7:   gem "[minitest]", "= 6.0.6"'],
    ]);
    assert.deepEqual(incoming(call.from), []);
  });
});
