import assert from 'node:assert/strict';
import fc from 'fast-check';
import { breakingBoundary, crossingKind } from '../server/src/dependencies/boundary.ts';
import { blocks, ceilingOf, explainRequirement, holdOn } from '../server/src/dependencies/ceiling.ts';
import { buildGraph } from '../server/src/dependencies/graph.ts';
import { intersects } from '../server/src/dependencies/intersects.ts';
import { readGemfile } from '../server/src/dependencies/readGemfile.ts';
import {
  parseRequirement,
  parseRequirementList,
  requirementText,
  satisfies,
} from '../server/src/dependencies/requirement.ts';
import { bump, compareVersions, parseVersion, releaseOf } from '../server/src/dependencies/version.ts';
import { summarizeRuby } from '../server/src/redis/summarize.ts';
import { parseLockfile } from '../server/src/syntax/lockfile/parseLockfile.ts';
import type { RubyParser } from '../server/src/syntax/rubyParser.ts';
import { comparePositions, type Position, type TextRange } from '../server/src/syntax/textRange.ts';
import type { Corpus } from './corpus.ts';
import {
  gemfileTokens,
  lockNests,
  lockTokens,
  redisTokens,
  requirementNests,
  requirementSeeds,
  requirementTokens,
  rubyNests,
} from './dictionaries.ts';
import { type Material, mutants } from './mutations.ts';

/** What is fed with mutants: it throws where a promise is broken. */
export interface Target {
  readonly name: string;
  readonly inputs: fc.Arbitrary<string>;
  run(text: string): void;
}

/** Everything that reads a text which somebody else wrote. */
export function readers(corpus: Corpus, parser: RubyParser): readonly Target[] {
  const gemfiles: Material = { seeds: corpus.gemfiles, tokens: gemfileTokens, nests: rubyNests };
  const ruby: Material = { seeds: corpus.ruby, tokens: redisTokens, nests: rubyNests };
  return [
    {
      name: 'lockfile',
      inputs: mutants({ seeds: corpus.locks, tokens: lockTokens, nests: lockNests }, 8),
      run(text) {
        const lock = parseLockfile(text);
        checkRanges(lock, text);
        buildGraph(lock);
      },
    },
    {
      name: 'gemfile',
      inputs: mutants(gemfiles, 8),
      // A Gemfile that evaluates another one finds its own text there.
      run: (text) =>
        checkRanges(
          readGemfile('file:///p/Gemfile', text, parser, () => text),
          text,
        ),
    },
    {
      name: 'requirement',
      inputs: requirementTexts(),
      run: judgeRequirements,
    },
    {
      name: 'ruby',
      inputs: mutants(ruby, 8),
      run(text) {
        const summary = summarizeRuby('file:///p/a.rb', text, parser);
        checkRanges(summary, text);
        // A summary goes from thread to thread.
        structuredClone(summary);
      },
    },
  ];
}

/** Two versions and two requirements, each on a line. */
function requirementTexts(): fc.Arbitrary<string> {
  const line = mutants({ seeds: requirementSeeds, tokens: requirementTokens, nests: requirementNests }, 4);
  return fc.tuple(line, line, line, line).map((lines) => lines.join('\v'));
}

function judgeRequirements(text: string): void {
  const [first = '', second = '', third = '', fourth = ''] = text.split('\v');
  const [a, b] = [parseVersion(first), parseVersion(second)];
  const requirements = [parseRequirementList(third), parseRequirement([fourth, second])].filter(
    (requirement) => requirement !== undefined,
  );
  if (a !== undefined && b !== undefined) {
    assert.equal(Math.sign(compareVersions(a, b)), 0 - Math.sign(compareVersions(b, a)), 'comparing is antisymmetric');
    assert.equal(compareVersions(a, a), 0);
    assert.ok(compareVersions(bump(a), releaseOf(a)) > 0, 'a bumped version is newer');
    crossingKind('rails', a, b);
    holdOn('redis', a, requirements);
  }
  for (const requirement of requirements) {
    const written = parseRequirementList(requirementText(requirement));
    ceilingOf(requirement);
    if (a !== undefined) {
      // RubyGems too takes `1.0--` and refuses the `1.0.pre..pre.` that it prints for it.
      assert.equal(satisfies(a, written ?? requirement), satisfies(a, requirement));
      blocks(requirement, breakingBoundary('redis', a));
      explainRequirement(requirement, 'redis', a);
    }
  }
  if (a !== undefined && requirements.length > 0 && requirements.every((requirement) => satisfies(a, requirement))) {
    assert.ok(intersects(requirements), 'what one version satisfies is satisfiable');
  }
}

/** Every range in `facts` lies in the text and ends behind its start. */
function checkRanges(facts: object, text: string): void {
  const lengths = text.split('\n').map((line) => line.length);
  const waiting: object[] = [facts];
  const seen = new Set<object>(waiting);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isRange(next)) {
      assert.ok(comparePositions(next.start, next.end) <= 0, 'a range ends behind its start');
      assert.ok(isInside(next.start, lengths) && isInside(next.end, lengths), 'a range lies in the text');
      continue;
    }
    for (const value of Object.values(next)) {
      if (typeof value === 'object' && value !== null && !seen.has(value)) {
        seen.add(value);
        waiting.push(value);
      }
    }
  }
}

function isRange(value: object): value is TextRange {
  return 'start' in value && 'end' in value && typeof value.start === 'object';
}

function isInside({ line, character }: Position, lengths: readonly number[]): boolean {
  return line >= 0 && character >= 0 && character <= (lengths[line] ?? -1);
}
