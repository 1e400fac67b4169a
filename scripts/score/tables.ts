import type { Scored } from './matchLabels.ts';

/** The accuracy as Markdown: in all, by kind of code, by confidence, for the held-out repositories, and by repository. */
export function accuracyTables(scored: readonly Scored[], absent: readonly string[]): string {
  const lines = [
    '| sites | recall | precision | found | missed | false |',
    '|---|---|---|---|---|---|',
    row('production code', scored.filter(isProduction)),
    row(
      'test code',
      scored.filter((site) => !isProduction(site)),
    ),
    row(
      'production code, looked at',
      scored.filter((site) => isProduction(site) && !site.held),
    ),
    row(
      'production code, held out',
      scored.filter((site) => isProduction(site) && site.held),
    ),
    row(
      'test code, looked at',
      scored.filter((site) => !isProduction(site) && !site.held),
    ),
    row(
      'test code, held out',
      scored.filter((site) => !isProduction(site) && site.held),
    ),
    '',
    '| reported as | right | wrong |',
    '|---|---|---|',
    ...(['certain', 'likely'] as const).map((confidence) => {
      const reported = scored.filter((site) => site.confidence === confidence);
      return `| ${confidence} | ${count(reported, 'found')} | ${count(reported, 'false')} |`;
    }),
    '',
    '| repository | production recall | production precision | test recall | test precision | sites |',
    '|---|---|---|---|---|---|',
    ...[...new Set(scored.map(({ label }) => label.repo))].map((repo) => {
      const sites = scored.filter(({ label }) => label.repo === repo);
      const production = sites.filter(isProduction);
      const test = sites.filter((site) => !isProduction(site));
      const redis = count(sites, 'found') + count(sites, 'missed');
      const name = sites.some(({ held }) => held) ? `${repo} (held out)` : repo;
      return `| ${name} | ${recall(production)} | ${precision(production)} | ${recall(test)} | ${precision(test)} | ${redis} |`;
    }),
  ];
  if (absent.length > 0) {
    lines.push('', `No checkout: ${absent.join(', ')}.`);
  }
  return `${lines.join('\n')}\n`;
}

function isProduction({ label }: Scored): boolean {
  return label.context !== 'test';
}

function row(name: string, sites: readonly Scored[]): string {
  return `| ${name} | ${recall(sites)} | ${precision(sites)} | ${count(sites, 'found')} | ${count(sites, 'missed')} | ${count(sites, 'false')} |`;
}

function count(sites: readonly Scored[], outcome: Scored['outcome']): number {
  return sites.filter((site) => site.outcome === outcome).length;
}

function recall(sites: readonly Scored[]): string {
  return percent(count(sites, 'found'), count(sites, 'missed'));
}

function precision(sites: readonly Scored[]): string {
  return percent(count(sites, 'found'), count(sites, 'false'));
}

function percent(good: number, bad: number): string {
  return good + bad === 0 ? '-' : `${((100 * good) / (good + bad)).toFixed(1)} %`;
}
