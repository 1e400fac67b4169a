import { breakingBoundary } from '../../../dependencies/boundary.ts';
import type { Bundle } from '../../../dependencies/bundle.ts';
import { blocks } from '../../../dependencies/ceiling.ts';
import { isExplained, removalFacts } from '../../../dependencies/declaredPin.ts';
import type { GemDeclaration } from '../../../dependencies/gemfile.ts';
import { planPin } from '../../../dependencies/planPin.ts';
import { conditionText, mayBeRemoved, type PinComment, parsePinComment } from '../../../dependencies/removeWhen.ts';
import { parseRequirement, type Requirement } from '../../../dependencies/requirement.ts';
import { parseVersion, type Version } from '../../../dependencies/version.ts';
import type { Fix } from '../../../linter/fix.ts';
import { defineRule } from '../../../linter/rule.ts';

export default defineRule({
  meta: {
    severity: 'warning',
    fixable: true,
    since: '0.1.0',
    messages: {
      condition: '{before} on {gem} became {now}, which lets {boundary} in; it was to stay until {conditions}.',
      reason: '{before} on {gem} became {now}, which lets {boundary} in. Its comment said: {reason}.',
    },
  },
  create(context) {
    return {
      gemDeclaration(declaration, bundle) {
        const before = pinInBase(declaration.name, bundle);
        const { name, requirements } = declaration;
        const now = requirements === 'unknown' ? undefined : parseRequirement(requirements);
        if (declaration.uri !== context.uri || before === undefined || now === undefined) {
          return;
        }
        const { boundary, comment } = before;
        if (blocks(now, boundary) || mayBeRemoved(comment, removalFacts(bundle))) {
          return;
        }
        context.report({
          range: declaration.requirementRange ?? declaration.nameRange ?? declaration.range,
          gem: { name, version: bundle.graph.gems.get(name)?.version ?? '' },
          messageId: comment.conditions.length > 0 ? 'condition' : 'reason',
          data: {
            gem: name,
            before: quoted(before.requirements),
            now: quoted(requirements),
            boundary: boundary.text,
            conditions: comment.conditions.map(conditionText).join(' and '),
            reason: comment.reason.replace(/\.$/, ''),
          },
          fixes: putBack(bundle, context.snapshot.text(context.uri), name, before.requirements),
        });
      },
    };
  },
});

interface PinInBase {
  readonly requirements: readonly string[];
  readonly boundary: Version;
  readonly comment: PinComment;
}

/** The pin as the base's Gemfile has it, where its comment explains it and it kept the next breaking version out. */
function pinInBase(gem: string, { base }: Bundle): PinInBase | undefined {
  const found = base.state === 'found' ? base : undefined;
  const [declaration, another] = found?.gemfile?.declarations.filter(({ name }) => name === gem) ?? [];
  const locked = found?.lock.sources.flatMap(({ specs }) => specs).find(({ name }) => name === gem);
  const version = locked && parseVersion(locked.version);
  const requirement = declaration && requirementOf(declaration);
  if (declaration === undefined || another !== undefined || version === undefined || requirement === undefined) {
    return undefined;
  }
  const boundary = breakingBoundary(gem, version);
  const comment = parsePinComment(declaration.comment ?? '');
  return declaration.requirements !== 'unknown' && isExplained(gem, comment) && blocks(requirement, boundary)
    ? { requirements: declaration.requirements, boundary, comment }
    : undefined;
}

function requirementOf({ requirements }: GemDeclaration): Requirement | undefined {
  return requirements === 'unknown' ? undefined : parseRequirement(requirements);
}

function quoted(requirements: readonly string[] | 'unknown'): string {
  return requirements === 'unknown' || requirements.length === 0
    ? 'no requirement'
    : requirements.map((text) => `"${text}"`).join(', ');
}

function putBack(
  bundle: Bundle,
  text: string | undefined,
  gem: string,
  requirements: readonly string[],
): readonly Fix[] {
  const plan = planPin(bundle, text, gem, { requirements });
  if (!plan.ok || !plan.lockEdits.ok) {
    return [];
  }
  const title = `Put ${quoted(requirements)} on ${gem} back (the version of the base runs again)`;
  return [{ title, applicability: 'unsafe', edits: [...plan.gemfileEdits, ...plan.lockEdits.edits] }];
}
