import type { Base } from '../dependencies/bundle.ts';
import type { Crossing } from '../dependencies/classification.ts';
import type { DependencyGraph } from '../dependencies/graph.ts';
import { breakageText, hasCeiling } from '../dependencies/messages.ts';
import type { Threat } from '../dependencies/threats.ts';

/** The origin as the report names it: a carried gem was chosen by its parent's author, so it is not uninvited. */
export type Origin = 'declared' | 'family' | 'carried' | 'uninvited';

export function originOf({ origin, gem }: Crossing): Origin {
  if (origin === 'invited') {
    return gem.direct ? 'declared' : 'family';
  }
  return origin === 'carried' ? 'carried' : 'uninvited';
}

/** The shape of `majors --format json`. */
export function majorsJson(
  base: Base & { state: 'found' },
  crossed: readonly Threat[],
  graph: DependencyGraph,
): object {
  const count = (origin: Origin) => crossed.filter(({ crossing }) => originOf(crossing) === origin).length;
  return {
    base: { ref: base.label, commit: base.commit ?? null },
    crossed: crossed.map((threat) => crossedJson(threat, graph)),
    counts: {
      crossed: crossed.length,
      declared: count('declared'),
      family: count('family'),
      carried: count('carried'),
      uninvited: count('uninvited'),
      breaking: crossed.filter(({ breakages }) => breakages.length > 0).length,
    },
  };
}

function crossedJson(threat: Threat, graph: DependencyGraph): object {
  const { crossing, breakages, pin, risk } = threat;
  const ceiling = crossing.gem.parents.find(hasCeiling);
  const [worst] = breakages;
  return {
    gem: crossing.gem.name,
    from: crossing.from,
    to: crossing.to,
    origin: originOf(crossing),
    blast: crossing.blast,
    ceiling: ceiling === undefined ? null : { parent: ceiling.parent, requirement: ceiling.requirements.join(' | ') },
    parents: crossing.gem.parents.map((edge) => ({
      gem: edge.parent,
      version: graph.gems.get(edge.parent)?.version ?? null,
      requirement: edge.requirements.join(' | '),
      ceiling: hasCeiling(edge),
    })),
    breakage:
      worst === undefined
        ? null
        : {
            kind: 'known',
            silent: worst.victims.some(({ affected }) => affected.loudness === 'silent'),
            summary: breakageText(threat),
            sources: worst.breakage.sources,
          },
    severity: risk ?? 'none',
    pin: {
      requirement: pin.requirement ?? null,
      satisfiable: pin.satisfiable,
      conflict: pin.satisfiable ? null : pin.conflict,
    },
  };
}
