import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { explainCommand, plainClient } from '../../server/src/features/clientAbilities.ts';
import { findings } from '../../server/src/features/findings.ts';
import { toLspDiagnostic } from '../../server/src/features/lspDiagnostic.ts';
import { defaultConfig } from '../../server/src/linter/config.ts';
import type { Diagnostic } from '../../server/src/linter/diagnostic.ts';
import { registry } from '../../server/src/rules/registry.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';

const at = { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } };

function finding(message: string): Diagnostic {
  const uri = 'file:///project/app/cart.rb';
  return {
    rule: 'redis/keys-command',
    severity: 'info',
    uri,
    range: at,
    message,
    fixes: [],
    related: [],
    deprecated: false,
  };
}

const messageOf = (message: string) => toLspDiagnostic(finding(message), plainClient).message;

describe('a finding in an editor', () => {
  it('has a first line that says what is wrong, and what to do below it', () => {
    assert.equal(
      messageOf(
        'connection_pool 2.5.5 → 3.0.2 crossed a major nobody chose. Every parent would still accept 2.5.5: sidekiq.',
      ),
      'connection_pool 2.5.5 → 3.0.2 crossed a major nobody chose.\nEvery parent would still accept 2.5.5: sidekiq.',
    );
    assert.equal(
      messageOf('KEYS walks the database while all other clients wait; iterate with SCAN. Or keep a set.'),
      'KEYS walks the database while all other clients wait;\niterate with SCAN.\nOr keep a set.',
    );
  });

  it('has a first line that fits', () => {
    const [headline, ...rest] = [
      'connection_pool 2.5.5 → 3.0.2 breaks sidekiq 7.3.9 (silent):',
      'scheduled jobs and retries stop, perform_async keeps working.',
      'Not in the Gemfile;',
      'pulled by activesupport (>= 2.2.5), sidekiq (>= 2.3.0).',
      'Fix: pin connection_pool to "~> 2.5".',
    ];
    assert.equal(messageOf([headline, ...rest].join(' ')), [headline, ...rest].join('\n'));
  });

  it('is broken nowhere else', () => {
    for (const message of ['KEYS walks the database.', 'LRANGE reads `a; b. C` without a limit, O(N).', 'a 7.3. b']) {
      assert.equal(messageOf(message), message);
    }
  });

  it('links to the documentation of its rule where the client shows that', () => {
    const client = { ...plainClient, commands: new Set([explainCommand]) };
    assert.deepEqual(toLspDiagnostic(finding('x'), client).codeDescription, {
      href: 'command:lintel.explainRule?%5B%22redis%2Fkeys-command%22%5D',
    });
    assert.equal(toLspDiagnostic(finding('x'), plainClient).codeDescription, undefined);
  });

  it('leads to where the client is made', () => {
    const project = openInEditor('#- config/redis.rb\n$redis = Redis.new\n#- app/cart.rb\n¦$redis.keys("*")\n');
    const [keys] = findings(project.snapshot, project.uri, registry, defaultConfig);
    assert.equal(keys?.rule, 'redis/keys-command');
    const related = keys === undefined ? [] : (toLspDiagnostic(keys, plainClient).relatedInformation ?? []);
    assert.deepEqual(
      showLocations(
        project,
        related.map(({ location }) => location),
      ),
      ['config/redis.rb:1: $redis = [Redis.new]'],
    );
    assert.deepEqual(
      related.map(({ message }) => message),
      ['the client is made here'],
    );
  });
});
