import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildGraph } from '../../server/src/dependencies/graph.ts';
import { withOverrides, withoutUpper } from '../../server/src/dependencies/overrides.ts';
import { pathsTo } from '../../server/src/dependencies/why.ts';
import { parseLockfile } from '../../server/src/syntax/lockfile/parseLockfile.ts';
import { lockText } from '../support/lockText.ts';

const start = { line: 0, character: 0 };
const range = { start, end: start };

function graphOf(text: string, depth?: number) {
  return buildGraph(parseLockfile(text), depth);
}

function parentsOf(graph: ReturnType<typeof graphOf>, name: string): (readonly string[])[] {
  return (graph.gems.get(name)?.parents ?? []).map(({ parent, requirements }) => [parent, ...requirements]);
}

describe('the dependency graph', () => {
  it('knows who pulls a gem and what it pulls, by name', () => {
    const graph = graphOf(
      lockText(
        { 'web 1.0': ['rack >= 2, < 4', 'pool'], 'app 2': ['rack', 'web ~> 1.0'], 'rack 3.1.0': [], 'pool 2.5': [] },
        ['app'],
      ),
    );
    assert.deepEqual([...graph.gems.keys()], ['app', 'pool', 'rack', 'web']);
    assert.deepEqual(parentsOf(graph, 'rack'), [
      ['app', '>= 0'],
      ['web', '>= 2, < 4'],
    ]);
    assert.deepEqual(
      graph.gems.get('web')?.children.map(({ child }) => child),
      ['pool', 'rack'],
    );
    assert.deepEqual([graph.gems.get('app')?.direct, graph.gems.get('web')?.direct], [true, false]);
  });

  it('keeps an edge to a gem that is not locked, as to bundler', () => {
    const graph = graphOf(lockText({ 'rails 8.0': ['bundler >= 1.15.0'] }, ['rails']));
    assert.equal(graph.gems.get('rails')?.children[0]?.child, 'bundler');
    assert.equal(graph.gems.get('bundler'), undefined);
  });

  it('merges platform variants: highest version, all edges, every requirement', () => {
    const graph = graphOf(
      `GEM\n  specs:\n    n (1.9-java)\n      racc (~> 1.4)\n    n (1.10)\n      mini (~> 2.8)\n      racc (~> 1.5)\n    n (1.8-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.8)\n`,
    );
    assert.equal(graph.gems.get('n')?.version, '1.10');
    assert.equal(graph.gems.get('n')?.specs.length, 3);
    assert.deepEqual(parentsOf(graph, 'racc'), [['n', '~> 1.4', '~> 1.5']]);
    assert.equal(graph.gems.get('n')?.children.length, 2);
  });

  it('takes a version that cannot be read for the lowest', () => {
    assert.equal(graphOf('GEM\n  specs:\n    n (one)\n    n (0.1-java)\n').gems.get('n')?.version, '0.1');
  });

  const paths: readonly [remote: string, depth: number, local: boolean][] = [
    ['.', 0, true],
    ['engines/shop', 0, true],
    ['engines/../../elsewhere', 0, false],
    ['..', 0, false],
    ['..', 1, true],
    ['../../gems/shop', 1, false],
    ['/opt/shop', 0, false],
    ['~/shop', 0, false],
    ['C:\\shop', 0, false],
  ];
  for (const [remote, depth, local] of paths) {
    it(`counts what a PATH gem at ${remote} needs, ${depth} folders deep, as ${local ? 'chosen here' : "another's choice"}`, () => {
      const graph = graphOf(
        `PATH\n  remote: ${remote}\n  specs:\n    shop (1)\n      rack (>= 2)\n\nGEM\n  specs:\n    rack (3)\n\nDEPENDENCIES\n  shop!\n`,
        depth,
      );
      assert.equal(graph.gems.get('rack')?.direct, local);
      assert.equal(graph.gems.get('rack')?.declared, false);
    });
  }

  it('leads from the Gemfile to a gem on the shortest way, and is not caught in a cycle', () => {
    const graph = graphOf(
      lockText(
        { 'app 1': ['a', 'b'], 'a 1': ['b'], 'b 1': ['pool', 'a'], 'other 1': ['pool'], 'pool 2': [], 'lone 1': [] },
        ['app', 'other', 'pool', 'lone'],
      ),
    );
    assert.deepEqual(pathsTo(graph, 'pool'), [['pool'], ['other', 'pool'], ['app', 'b', 'pool']]);
    assert.deepEqual(pathsTo(graph, 'nobody'), []);
  });
});

describe('overrides', () => {
  const lock = lockText({ 'web 1': ['pool >= 2, < 3'], 'app 1': ['pool ~> 2.5'], 'pool 2.5': [] }, ['web', 'app']);

  it('replace, loosen or drop what gems require', () => {
    const required = (effect: Parameters<typeof withOverrides>[1][number]['effect'], parent?: string) =>
      parentsOf(withOverrides(graphOf(lock), [{ gem: 'pool', parent, effect, range }]), 'pool');
    assert.deepEqual(required({ kind: 'replace', requirements: ['~> 3.0'] }), [
      ['app', '~> 3.0'],
      ['web', '~> 3.0'],
    ]);
    assert.deepEqual(required({ kind: 'replace', requirements: [] }, 'web'), [
      ['app', '~> 2.5'],
      ['web', '>= 0'],
    ]);
    assert.deepEqual(required({ kind: 'ignoreUpper' }), [
      ['app', '>= 2.5'],
      ['web', '>= 2'],
    ]);
    assert.deepEqual(required({ kind: 'redirect', to: undefined }, 'web'), [['app', '~> 2.5']]);
    assert.deepEqual(required({ kind: 'redirect', to: 'other' }, 'web'), [['app', '~> 2.5']]);
    assert.deepEqual(required({ kind: 'unknown' }), [
      ['app', '~> 2.5'],
      ['web', '>= 2, < 3'],
    ]);
  });

  it('leave the line in the lock as it is written', () => {
    const graph = withOverrides(graphOf(lock), [
      { gem: 'pool', parent: undefined, effect: { kind: 'ignoreUpper' }, range },
    ]);
    assert.equal(graph.gems.get('pool')?.parents[1]?.dependency.requirement, '>= 2, < 3');
  });

  it('keep exact and excluded versions when upper ends are ignored', () => {
    assert.equal(withoutUpper('= 2.5, != 2.6, < 3'), '= 2.5, != 2.6');
    assert.equal(withoutUpper('< 3'), '>= 0');
    assert.equal(withoutUpper('~~> 3'), '~~> 3');
  });
});
