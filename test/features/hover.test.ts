import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hover } from '../../server/src/features/hover.ts';
import { defaultConfig } from '../../server/src/linter/config.ts';
import { defineRule, type RegisteredRule } from '../../server/src/linter/rule.ts';
import { openInEditor, showLocations } from '../support/editorProject.ts';
import { baseLock, gemfile, lock } from '../support/storefrontTexts.ts';

const delRule: RegisteredRule = {
  id: 'redis/example',
  rule: defineRule({
    meta: { severity: 'info', fixable: true, since: '0.1.0', messages: { found: '{command} found' } },
    create: ({ uri, report }) => ({
      redisCall({ command, range }) {
        if (command === 'DEL') {
          const edits = [{ uri, range, newText: 'unlink' }];
          const fix = { title: 'Replace `del` with `unlink`', applicability: 'safe', edits } as const;
          report({ range, messageId: 'found', data: { command }, fixes: [fix] });
        }
      },
    }),
  }),
};

interface Shown {
  readonly text: string;
  readonly over: string;
}

function hoverIn(files: string): Shown | undefined {
  const project = openInEditor(files);
  const found = hover(project.snapshot, project.uri, project.position, { rules: [delRule], config: defaultConfig });
  if (found === undefined) {
    return undefined;
  }
  assert.ok(typeof found.contents === 'object' && 'kind' in found.contents && found.contents.kind === 'markdown');
  assert.ok(found.range !== undefined);
  const [over = ''] = showLocations(project, [{ uri: project.uri, range: found.range }]);
  return { text: found.contents.value, over };
}

function hoverInLock(from: string, to: string): Shown | undefined {
  return hoverIn(`#- Gemfile\n${gemfile}#- Gemfile.lock\n${lock.replace(from, to)}#- base/Gemfile.lock\n${baseLock}`);
}

describe('hover on a gem', () => {
  it('says why the lock is compared with nothing', () => {
    const project = openInEditor(
      `#- Gemfile.lock\n${lock.replace('connection_pool (3.0.2)', 'connection_¦pool (3.0.2)')}`,
    );
    const reason = 'no git in Restricted Mode';
    project.workspace.setBase(project.uri, { state: 'absent', reason });
    const context = { rules: [], config: defaultConfig };
    const shown = hover(project.workspace.snapshot(), project.uri, project.position, context);
    assert.ok(JSON.stringify(shown?.contents).includes(`Not compared with a base: ${reason}.`));
  });

  it('shows who pulls it, with which requirement, what each allows, and how it came here', () => {
    const shown = hoverInLock('connection_pool (3.0.2)', 'connection_¦pool (3.0.2)');
    assert.equal(shown?.over, 'Gemfile.lock:14:     [connection_pool] (3.0.2)');
    assert.equal(
      shown?.text,
      `\`connection_pool\` **3.0.2** · not in the Gemfile

2.5.5 → 3.0.2 since \`main\` (\`1a2b3c4d\`), and nobody chose it: every gem that requires it would still accept the old version.

\`\`\`text
connection_pool 3.0.2
├─ activesupport 8.1.3  >= 2.2.5  blocks nothing           ← rails ← Gemfile
├─ redis-client 0.26.1  >= 0      blocks nothing           ← sidekiq ← Gemfile
├─ sidekiq 7.3.9        >= 2.3.0  blocks nothing           ← Gemfile
└─ tools 0.1.0          < 5       blocks 5.0, lets 4.x in  ← Gemfile
\`\`\`

No ceiling below 4.0: the next \`bundle update\` may take it.

[rubygems.org](https://rubygems.org/gems/connection_pool/versions/3.0.2)`,
    );
  });

  it('is the same from a Gemfile, which comes first and may hold the gem', () => {
    const shown = hoverIn(
      `#- Gemfile\n${gemfile.replace('sidekiq', 'side¦kiq')}#- Gemfile.lock\n${lock}#- base/Gemfile.lock\n${baseLock}`,
    );
    assert.equal(shown?.over, 'Gemfile:4: gem "[sidekiq]", "~> 7.3"');
    assert.equal(
      shown?.text,
      `\`sidekiq\` **7.3.9** · declared in the Gemfile

\`\`\`text
sidekiq 7.3.9
└─ Gemfile  ~> 7.3  blocks 8.0
\`\`\`

Held below 8.0 by the Gemfile (\`~> 7.3\`).

[rubygems.org](https://rubygems.org/gems/sidekiq/versions/7.3.9)`,
    );
  });

  it('counts pullers that are too many to list', () => {
    const parents = Array.from({ length: 30 }, (_, nth) => `    p${nth + 10} (1.0)\n      pool\n`).join('');
    const shown = hoverIn(`#- Gemfile.lock\nGEM\n  specs:\n${parents}    po¦ol (1.0)\n`);
    assert.equal(shown?.text.match(/^[├└]/gm)?.length, 10);
    assert.match(shown?.text ?? '', /└─ … 21 more/);
  });

  it('says how far what holds it reaches', () => {
    const last = (name: string) =>
      hoverInLock(`    ${name} (`, `    ¦${name} (`)
        ?.text.split('\n\n')
        .find((paragraph) => /ceiling|Held/.test(paragraph));
    assert.equal(last('redis-client'), 'No ceiling: the next `bundle update` may take 0.27.');
    assert.equal(last('activesupport'), 'Held at 8.1.3 by `rails` (`= 8.1.3`).');
    assert.equal(last('minitest'), 'Held at 6.0.6 by the Gemfile (`= 6.0.6`).');
  });

  it('says that it moved with its family, and that another is new', () => {
    assert.match(
      hoverInLock('    activesupport (', '    ¦activesupport (')?.text ?? '',
      /^8\.0\.4 → 8\.1\.3 since `main` \(`1a2b3c4d`\), as the Gemfile asked\.$/m,
    );
    const withNew = lock
      .replace('    minitest (6', '    logger (1.6)\n    minitest (6')
      .replace('    logger', '    ¦logger');
    const shown = hoverIn(`#- Gemfile.lock\n${withNew}#- base/Gemfile.lock\n${baseLock}`);
    assert.match(shown?.text ?? '', /^New since `main` \(`1a2b3c4d`\)\.$/m);
  });

  it('says that a gem is not locked', () => {
    assert.equal(hoverInLock('bundler (>=', 'bun¦dler (>=')?.text, '`bundler` is not in the lock.');
  });

  it('cannot be marked up by a name', () => {
    const shown = hoverIn('#- Gemfile.lock\nGEM\n  specs:\n    ¦```<b>![x] (1.0)\n      b\n    b (1.0)\n');
    assert.match(shown?.text ?? '', /^```` ```<b>!\[x\] ```` \*\*1\.0\*\* · not in the Gemfile/);
  });
});

describe('hover on a requirement', () => {
  it('shows what it allows and blocks, and judges the versions at hand', () => {
    const shown = hoverInLock('(>= 2.3.0)', '(>= ¦2.3.0)');
    assert.equal(shown?.over, 'Gemfile.lock:22:       connection_pool ([>= 2.3.0])');
    assert.equal(
      shown?.text,
      `\`sidekiq\` 7.3.9 requires \`connection_pool\` \`>= 2.3.0\`.

From 2.3.0 on: blocks nothing.

- Allows 3.0.2, which is locked
- Allows 2.5.5, which \`main\` had`,
    );
  });

  it('names what a ceiling lets in all the same', () => {
    assert.match(hoverInLock('(< 5)', '(< ¦5)')?.text ?? '', /^Blocks 5\.0, lets 4\.x in\.$/m);
  });

  it('explains the requirement of a Gemfile', () => {
    const shown = hoverIn(`#- Gemfile\n${gemfile.replace('~> 7.3', '~> ¦7.3')}#- Gemfile.lock\n${lock}`);
    assert.equal(
      shown?.text,
      `The Gemfile requires \`sidekiq\` \`~> 7.3\`.

From 7.3 on: blocks 8.0.

- Allows 7.3.9, which is locked`,
    );
  });

  it('does not guess at one that only running the Gemfile would tell', () => {
    const shown = hoverIn(`#- Gemfile\ngem "sidekiq", ENV["¦SIDEKIQ"]\n#- Gemfile.lock\n${lock}`);
    assert.equal(shown?.text, 'What the Gemfile requires of `sidekiq` cannot be read without running it.');
  });

  it('says that RubyGems cannot read it', () => {
    const shown = hoverIn(`#- Gemfile\ngem "sidekiq", "~~> ¦7"\n#- Gemfile.lock\n${lock}`);
    assert.match(shown?.text ?? '', /RubyGems cannot read this requirement\.$/);
  });
});

describe('hover on a Redis call', () => {
  const files = (code: string) => `
#- config/initializers/redis.rb
$redis = Redis.new(url: ENV["REDIS_URL"])
#- app/cart.rb
${code}#- Gemfile.lock
GEM
  specs:
    redis (5.4.1)
`;

  it('shows the cost of the command, why the receiver is a client, and what the fix would do', () => {
    const shown = hoverIn(files('def clear(id)\n  $redis.d¦el("cart:#{id}")\nend\n'));
    assert.equal(shown?.over, 'app/cart.rb:2:   $redis.[del]("cart:#{id}")');
    assert.equal(
      shown?.text,
      `**DEL** · O(N) · since Redis 1.0.0

redis-rb 5.4.1 (certain): \`$redis\` comes from \`Redis.new\` ([config/initializers/redis.rb:1](file:///project/config/initializers/redis.rb#L1)).

Key \`cart:*\`

\`redis/example\`: Replace \`del\` with \`unlink\` *(safe: same value, errors and data for every input)*

\`\`\`diff
-   $redis.del("cart:#{id}")
+   $redis.unlink("cart:#{id}")
\`\`\``,
    );
  });

  it('is as good from the receiver', () => {
    assert.equal(hoverIn(files('$re¦dis.smembers("k")\n'))?.over, 'app/cart.rb:1: [$redis].smembers("k")');
  });

  it('says that a reply comes later', () => {
    const shown = hoverIn(files('$redis.pipelined { |pipe| pipe.sme¦mbers("k") }\n'));
    assert.match(shown?.text ?? '', /Key `k` · in a pipeline: the reply comes after the block/);
  });

  it('says nothing of other calls', () => {
    assert.equal(hoverIn(files('$redis.del("k"); puts¦ 1\n')), undefined);
  });
});
