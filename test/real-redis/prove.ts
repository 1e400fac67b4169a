import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RegisteredRule } from '../../server/src/linter/rule.ts';
import { registry } from '../../server/src/rules/registry.ts';
import type { RubyParser } from '../../server/src/syntax/rubyParser.ts';
import { FixtureProject } from '../support/fixtureProject.ts';
import type { Difference, FixCase } from './cases.ts';
import type { Flavour } from './flavours.ts';

/** What one snippet did on one set of data. */
interface Run {
  readonly ok: boolean;
  readonly class: string;
  readonly preview: string;
  readonly digest: readonly string[];
  /** The longest command, in microseconds, and how many there were. */
  readonly slowest: number;
  readonly commands: number;
}

interface Compared {
  readonly equal: boolean;
  readonly equalUnordered: boolean;
  readonly before: Run;
  readonly after: Run;
}

/** A case with one client: the fix that Lintel offers there, and what it changed on each set of data. */
export interface Proof {
  readonly fixCase: FixCase;
  readonly flavour: Flavour;
  readonly applicability: 'safe' | 'unsafe';
  readonly before: string;
  readonly after: string;
  readonly runs: readonly {
    readonly data: string;
    readonly relation: 'same' | Difference;
    readonly before: Run;
    readonly after: Run;
  }[];
}

interface Pair {
  readonly fixCase: FixCase;
  readonly applicability: 'safe' | 'unsafe';
  readonly before: string;
  readonly after: string;
}

/** Runs every case for which Lintel offers a fix with this client. */
export async function prove(
  flavour: Flavour,
  cases: readonly FixCase[],
  ports: readonly number[],
  parser: RubyParser,
): Promise<readonly Proof[]> {
  const pairs = cases.flatMap((fixCase) => fixed(fixCase, flavour, parser) ?? []);
  if (pairs.length === 0) {
    return [];
  }
  const job = {
    ports: ports.slice(0, flavour.servers),
    prefix: flavour.prefix,
    create: flavour.create,
    prepare: flavour.prepare,
    pairs: pairs.map(({ fixCase, before, after }) => ({
      before,
      after,
      data: fixCase.data.map(({ name, setup, variables }) => ({ name, setup, variables: Object.values(variables) })),
    })),
  };
  const results: readonly Readonly<Record<string, Compared>>[] = JSON.parse(await runRuby(flavour, job));
  return pairs.map((pair, i) => ({
    ...pair,
    flavour,
    runs: Object.entries(results[i] ?? {}).map(([data, compared]) => ({
      data,
      relation: relationOf(compared),
      before: compared.before,
      after: compared.after,
    })),
  }));
}

function relationOf({ equal, equalUnordered, before, after }: Compared): 'same' | Difference {
  if (before.ok !== after.ok || before.class !== after.class || before.digest.join() !== after.digest.join()) {
    return 'outcome';
  }
  return equal ? 'same' : equalUnordered ? 'order' : 'outcome';
}

/** The snippet as Lintel leaves it when all its fixes are applied; undefined when it offers none for this client. */
function fixed(fixCase: FixCase, flavour: Flavour, parser: RubyParser): Pair | undefined {
  const { code } = fixCase;
  const source = code[flavour.dialect] ?? (flavour.dialect === 'sidekiq' ? code.methods : undefined);
  const rule = registry.find(({ id }) => id === `redis/${fixCase.rule}`);
  if (source === undefined || rule === undefined) {
    return undefined;
  }
  const before = method(fixCase, flavour, source);
  const project = projectOf(flavour, before, rule, parser);
  const fixes = project.diagnostics(path).flatMap((diagnostic) => diagnostic.fixes);
  if (fixes.length === 0) {
    return undefined;
  }
  const after = project.fixed(new Set(['safe', 'unsafe'])).find((file) => file.path === path)?.text ?? '';
  return {
    fixCase,
    applicability: fixes.every(({ applicability }) => applicability === 'safe') ? 'safe' : 'unsafe',
    before,
    after: after.slice(flavour.prelude.length + 1),
  };
}

const path = 'app/snippet.rb';

function method({ data, statement }: FixCase, flavour: Flavour, source: string): string {
  const parameters = Object.keys(data[0]?.variables ?? {});
  const code = source.replace(/\bR\./g, `${flavour.receiver}.`) + (statement ? '\nnil' : '');
  const body = flavour.wrap(code).replace(/^/gm, '  ');
  return `def snippet(${parameters.join(', ')})\n${body}\nend\n`;
}

function projectOf(flavour: Flavour, snippet: string, rule: RegisteredRule, parser: RubyParser): FixtureProject {
  const lock = `GEM\n  remote: https://rubygems.org/\n  specs:\n${flavour.gems.map((gem) => `    ${gem}\n`).join('')}`;
  const files = [
    { path: '.lintel.yml', text: 'redis:\n  serverVersion: "7.0"\n', headed: true },
    { path: 'Gemfile.lock', text: lock, headed: true },
    { path, text: `${flavour.prelude}\n${snippet}`, headed: true },
  ];
  return new FixtureProject(files, [rule], parser);
}

async function runRuby(flavour: Flavour, job: object): Promise<string> {
  const script = fileURLToPath(new URL('run_snippets.rb', import.meta.url));
  const child = spawn('ruby', [...flavour.load.flatMap((folder) => ['-I', folder]), script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(job));
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (status !== 0) {
    throw new Error(`${flavour.name}: ruby ended with ${status}\n${errors.slice(0, 2_000)}`);
  }
  return output;
}
