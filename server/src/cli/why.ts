import { breakingBoundary } from '../dependencies/boundary.ts';
import { blocks, ceilingOf, explainRequirement, seriesText } from '../dependencies/ceiling.ts';
import type { DependencyGraph, LockedGem } from '../dependencies/graph.ts';
import { parseRequirementList } from '../dependencies/requirement.ts';
import { parseVersion } from '../dependencies/version.ts';
import { pathsTo } from '../dependencies/why.ts';
import { pc } from './colors.ts';
import { openLock } from './openProject.ts';
import { print } from './output.ts';
import { UsageError } from './usageError.ts';

const shownPaths = 12;

/** `lintel why`: who pulls a gem and how loosely, and what each constraint allows and blocks. */
export async function why(name: string, options: { readonly lock?: string }): Promise<number> {
  const { project, lockUri } = await openLock(options.lock);
  const bundle = project.workspace.snapshot().bundleFor(lockUri);
  const gem = bundle?.graph.gems.get(name);
  if (bundle === undefined || gem === undefined) {
    throw new UsageError(`${name} is not in ${project.names.pathOf(lockUri)}`);
  }
  const declared = bundle.lock.dependencies.find((dependency) => dependency.name === name);
  const origin = declared ? ', declared in the Gemfile' : gem.direct ? ', required by a gem of this repository' : '';
  print(`${pc.bold(name)} ${gem.version}${origin}`);
  if (declared !== undefined) {
    print(`  Gemfile (${declared.requirement}): ${explain(declared.requirement, gem)}`);
  }
  for (const edge of gem.parents) {
    const version = bundle.graph.gems.get(edge.parent)?.version ?? '';
    print(
      `  ${edge.parent} ${version} (${edge.requirements.join(' | ')}): ${explain(edge.requirements.join(', '), gem)}`,
    );
  }
  print(ceilingLine(gem, declared?.requirement));
  printPaths(bundle.graph, name);
  return 0;
}

function explain(requirementText: string, gem: LockedGem): string {
  const requirement = parseRequirementList(requirementText);
  const version = parseVersion(gem.version);
  return requirement === undefined || version === undefined
    ? 'cannot be read'
    : explainRequirement(requirement, gem.name, version);
}

/** Who keeps out the next version that may break; a ceiling behind that holds nothing yet. */
function ceilingLine(gem: LockedGem, declared: string | undefined): string {
  const version = parseVersion(gem.version);
  const boundary = version && breakingBoundary(gem.name, version);
  const asked = [
    ...(declared === undefined ? [] : [{ who: 'the Gemfile', texts: [declared] }]),
    ...gem.parents.map(({ parent, requirements }) => ({ who: parent, texts: requirements })),
  ].map(({ who, texts }) => ({
    who,
    read: texts.map(parseRequirementList).filter((requirement) => requirement !== undefined),
  }));
  const holders = asked.filter(({ read }) => boundary !== undefined && read.some((one) => blocks(one, boundary)));
  if (holders.length > 0) {
    return `Held by ${holders.map(({ who }) => who).join(', ')}.`;
  }
  const later = asked.some(({ read }) => read.some((requirement) => ceilingOf(requirement) !== undefined));
  return later && boundary !== undefined
    ? `${pc.yellow('No ceiling')} below ${seriesText(boundary)}: the next update may take it.`
    : `${pc.yellow('No ceiling')}: nobody holds it back.`;
}

function printPaths(graph: DependencyGraph, name: string): void {
  const paths = pathsTo(graph, name).filter((path) => path.length > 1);
  for (const path of paths.slice(0, shownPaths)) {
    print(pc.dim(`  Gemfile -> ${path.join(' -> ')}`));
  }
  if (paths.length > shownPaths) {
    print(pc.dim(`  and ${paths.length - shownPaths} more`));
  }
}
