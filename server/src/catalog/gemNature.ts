import {
  dataGemData,
  defaultGemData,
  developmentToolData,
  documentationToolData,
  type GemFact,
  groupData,
  routineMajorData,
  seriesData,
  testToolData,
} from './gemNatureData.ts';

/** What a gem is for by its name alone, whatever group asked for it: minitest is for tests although activesupport pulls it. */
export type GemNature = 'documentation' | 'test' | 'development' | 'data';

/** The nature that a gem's name gives away, or undefined for an ordinary gem. */
export function natureOf(gem: string): GemNature | undefined {
  return natures.find(([, has]) => has(gem))?.[0];
}

/** Whether new majors of this gem hardly ever were moved back. */
export const isRoutineMajor = memberOf(routineMajorData);

/** Whether this gem may break in its second number, as Rails does. */
export const isSeriesGem = memberOf(seriesData);

/**
 * Whether Ruby itself contains this gem: `until` is the first Ruby that no longer does. Undefined for one that never was a default gem.
 */
export function defaultGem(gem: string): { readonly until: string | undefined } | undefined {
  const fact = defaultGemData.find(({ gems }) => gems.includes(gem));
  return fact && { until: fact.until };
}

/** What a Gemfile's group is for; undefined for one that production may install. */
export function purposeOfGroup(group: string): keyof typeof groupData | undefined {
  return purposes.get(group);
}

const natures: readonly (readonly [GemNature, (gem: string) => boolean])[] = [
  ['documentation', memberOf(documentationToolData)],
  ['test', memberOf(testToolData)],
  ['development', memberOf(developmentToolData)],
  ['data', memberOf(dataGemData)],
];

const purposes = new Map(
  (['test', 'development', 'documentation'] as const).flatMap((purpose) =>
    groupData[purpose].map((group) => [group, purpose] as const),
  ),
);

function memberOf(facts: readonly GemFact[]): (gem: string) => boolean {
  const all = facts.flatMap(({ gems }) => gems);
  const names = new Set(all.filter((name) => !name.endsWith('*')));
  const prefixes = all.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return (gem) => names.has(gem) || prefixes.some((prefix) => gem.startsWith(prefix));
}
