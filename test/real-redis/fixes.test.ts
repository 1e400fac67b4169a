import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { registry } from '../../server/src/rules/registry.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { loadNodeRubyParser } from '../../server/src/workspace/nodeGrammar.ts';
import { type RedisServer, startRedis } from '../support/redisServer.ts';
import { cases as speed } from './cases.ts';
import { correctness } from './correctnessCases.ts';
import { fromSources, installed } from './flavours.ts';
import { type Proof, prove } from './prove.ts';

const cases = [...speed, ...correctness];

/** Fixes that need more than a server and a client, each with its reason. */
const elsewhere = new Map([
  ['redis/delete-matched', 'its text calls the cache of Rails'],
  ['redis/cluster-cross-slot', 'it takes a cluster of servers'],
]);

/** A folder with client libraries as NAME-vTAG, to run with more than the installed one. */
const sources = process.env.CLIENT_SRC;
const flavours = sources === undefined ? installed : [...installed, ...fromSources(sources)];

describe('each fix on a real Redis', () => {
  let servers: readonly RedisServer[] = [];
  let parser: RubyParser;
  before(async () => {
    [parser, ...servers] = await Promise.all([loadNodeRubyParser(), startRedis(), startRedis()]);
  });
  after(() => Promise.all(servers.map((server) => server.close())));

  for (const flavour of flavours) {
    it(`does with ${flavour.name} what it did before, or differs as it says`, { timeout: 1_800_000 }, async () => {
      const proofs = await prove(
        flavour,
        cases,
        servers.map(({ port }) => port),
        parser,
      );
      assert.deepEqual(proofs.flatMap(contradictions), []);
      assert.ok(proofs.length > 0, 'no fix was offered at all');
    });
  }

  it('is tried for every rule that has fixes, but those that need more', (context) => {
    for (const [rule, reason] of elsewhere) {
      context.diagnostic(`${rule} is not tried: ${reason}`);
    }
    const tried = new Set(cases.map(({ rule }) => `redis/${rule}`));
    const fixable = registry.filter(({ id, rule }) => id.startsWith('redis/') && rule.meta.fixable);
    assert.deepEqual(
      fixable.map(({ id }) => id).filter((id) => !tried.has(id) && !elsewhere.has(id)),
      [],
    );
  });
});

/** What a proof shows that the fix does not say. */
function contradictions({ fixCase, applicability, after: fixedText, runs }: Proof): readonly string[] {
  return runs.flatMap(({ data, relation, before: old, after: now }) => {
    const stated = fixCase.differs?.[data] ?? fixCase.differs?.['*'];
    const allowed =
      relation === 'same' || (applicability === 'unsafe' && (stated === relation || stated === 'outcome'));
    return allowed
      ? []
      : [
          `${fixCase.rule}, ${fixCase.name}, ${data} (${applicability}): ${old.preview} became ${now.preview}\n${fixedText}`,
        ];
  });
}
