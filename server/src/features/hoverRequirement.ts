import type { Bundle } from '../dependencies/bundle.ts';
import { explainRequirement } from '../dependencies/ceiling.ts';
import { parseRequirement, parseRequirementList, type Requirement, satisfies } from '../dependencies/requirement.ts';
import { compareVersions, parseVersion, type Version } from '../dependencies/version.ts';
import type { GemMention } from './gemMentions.ts';
import { code, escapeMarkdown } from './markdown.ts';

/** What a requirement lets in and keeps out, and how the locked version and the base's fare: Markdown paragraphs. */
export function describeRequirement(bundle: Bundle, mention: GemMention): readonly string[] {
  const { name, requirements } = mention;
  const asker =
    mention.kind === 'edge' ? `${code(mention.parent.name)} ${escapeMarkdown(mention.parent.version)}` : 'The Gemfile';
  if (mention.kind === 'declaration' && mention.declaration.requirements === 'unknown') {
    return [`What the Gemfile requires of ${code(name)} cannot be read without running it.`];
  }
  const sentence = `${asker} requires ${code(name)} ${code(requirements.join(', '))}.`;
  const requirement =
    mention.kind === 'declaration' ? parseRequirement(requirements) : parseRequirementList(requirements.join(','));
  if (requirement === undefined) {
    return [sentence, 'RubyGems cannot read this requirement.'];
  }
  const locked = bundle.graph.gems.get(name)?.version;
  return [sentence, effect(requirement, name, locked), ...judgements(bundle, requirement, name, locked)];
}

function effect(requirement: Requirement, name: string, locked: string | undefined): string {
  const floor = floorOf(requirement);
  const version = (locked === undefined ? undefined : parseVersion(locked)) ?? floor;
  const limit = version === undefined ? '' : explainRequirement(requirement, name, version);
  const exact = requirement.clauses.some(({ operator }) => operator === '=');
  const from = floor === undefined || floor.text === '0' || exact ? '' : `From ${floor.text} on: `;
  const sentence = `${from}${limit}.`;
  return escapeMarkdown(sentence.charAt(0).toUpperCase() + sentence.slice(1));
}

/** The highest version that a clause starts at. */
function floorOf(requirement: Requirement): Version | undefined {
  return requirement.clauses
    .filter(({ operator }) => operator === '>=' || operator === '>' || operator === '~>' || operator === '=')
    .map(({ version }) => version)
    .reduce<Version | undefined>(
      (high, next) => (high === undefined || compareVersions(next, high) > 0 ? next : high),
      undefined,
    );
}

function judgements(
  { base, changes }: Bundle,
  requirement: Requirement,
  name: string,
  locked: string | undefined,
): readonly string[] {
  const moved = changes?.changed.find((change) => change.name === name);
  const lines: string[] = [];
  if (locked !== undefined) {
    lines.push(`- ${verdict(requirement, locked)} ${escapeMarkdown(locked)}, which is locked`);
  }
  if (moved !== undefined && base.state === 'found') {
    lines.push(`- ${verdict(requirement, moved.from)} ${escapeMarkdown(moved.from)}, which ${code(base.label)} had`);
  }
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function verdict(requirement: Requirement, text: string): string {
  const version = parseVersion(text);
  return version !== undefined && satisfies(version, requirement) ? 'Allows' : 'Keeps out';
}
