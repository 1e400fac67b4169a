/**
 * Starts a rule: its folder with rule.ts, README.md and a first fixture, and the registry that knows it.
 *
 *     npm run new-rule redis/<name>
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeGenerated } from './generate.ts';

/** What a new rule of each kind listens to, and the smallest fixture that makes it report. */
const starts = {
  redis: {
    listener: `redisCall(call) {
        if (call.command === 'TIME') {
          context.report({ range: call.range, messageId: 'found', data: { name: call.command } });
        }
      },`,
    flagged: 'redis.time',
    clean: 'redis.get("a")',
    language: 'ruby',
    reference: 'https://redis.io/docs/latest/commands/',
  },
  lockfile: {
    listener: `lockedGem(gem) {
        const spec = gem.specs[0];
        if (spec !== undefined && gem.name === 'example') {
          context.report({ range: spec.range, messageId: 'found', data: { name: gem.name } });
        }
      },`,
    flagged: '#- Gemfile.lock\nGEM\n  specs:\n    example (1.0)',
    clean: '#- Gemfile.lock\nGEM\n  specs:\n    other (1.0)',
    language: 'text',
    reference: 'https://bundler.io/man/bundle-update.1.html',
  },
  gemfile: {
    listener: `gemDeclaration(declaration) {
        if (declaration.name === 'example') {
          context.report({ range: declaration.range, messageId: 'found', data: { name: declaration.name } });
        }
      },`,
    flagged: '#- Gemfile.lock\nGEM\n#- Gemfile\ngem "example"',
    clean: '#- Gemfile.lock\nGEM\n#- Gemfile\ngem "other"',
    language: 'ruby',
    reference: 'https://bundler.io/man/gemfile.5.html',
  },
} as const;

/** The files of a new rule by their name in its folder. */
export function scaffold(id: string): ReadonlyMap<string, string> {
  const kind = id.slice(0, id.indexOf('/'));
  if (!/^(?:redis|lockfile|gemfile)\/[a-z][a-z0-9-]*$/.test(id) || !isKind(kind)) {
    throw new Error(
      `A rule is named redis/<name>, lockfile/<name> or gemfile/<name> in lower case, not ${id || 'nothing'}`,
    );
  }
  const start = starts[kind];
  return new Map([
    [
      'rule.ts',
      `import { defineRule } from '../../../linter/rule.ts';

/** Reports … */
export default defineRule({
  meta: {
    severity: 'warning',
    fixable: false,
    since: '0.1.0',
    messages: { found: '{name} …' },
  },
  create(context) {
    return {
      ${start.listener}
    };
  },
});
`,
    ],
    [
      'README.md',
      `# ${id}

One sentence that says what the rule finds.

## Why is this bad?

What happens in production, with a figure.

## Example

\`\`\`${start.language}
${start.flagged}
\`\`\`

Use instead:

\`\`\`${start.language}
${start.clean}
\`\`\`

## References

- ${start.reference}
`,
    ],
    [`fixtures/first.before.rb`, `${start.flagged}\n`],
  ]);
}

function isKind(kind: string): kind is keyof typeof starts {
  return Object.hasOwn(starts, kind);
}

async function main(id: string): Promise<void> {
  const folder = join(fileURLToPath(new URL('..', import.meta.url)), 'server/src/rules', id);
  const files = scaffold(id);
  if (existsSync(folder)) {
    throw new Error(`server/src/rules/${id} exists already`);
  }
  mkdirSync(join(folder, 'fixtures'), { recursive: true });
  for (const [name, text] of files) {
    writeFileSync(join(folder, name), text);
  }
  await writeGenerated();
  console.log(`server/src/rules/${id} is ready: fill in rule.ts and README.md, write fixtures, then
  UPDATE=1 npm test -- test/rules.test.ts   writes the carets and the .after files that you then read`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await main(process.argv[2] ?? '');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  }
}
