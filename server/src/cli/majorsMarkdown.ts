import type { DependencyGraph } from '../dependencies/graph.ts';
import { breakageText, carriersText, edgeText, pinText } from '../dependencies/messages.ts';
import type { Threat } from '../dependencies/threats.ts';
import { escapeMarkdown } from '../features/markdown.ts';
import { originOf } from './majorsJson.ts';
import { familiesOf, headline } from './majorsText.ts';
import { print } from './output.ts';

/** The report as a comment for a pull request. */
export function printMarkdown(base: string, crossed: readonly Threat[], graph: DependencyGraph): void {
  print(`### Lintel: ${escapeMarkdown(headline(base, crossed))}`);
  const uninvited = crossed.filter(({ crossing }) => crossing.origin !== 'invited');
  if (uninvited.length > 0) {
    print('');
    print('| gem | moved | origin | reaches | pulled by | what to do |');
    print('|---|---|---|---|---|---|');
    for (const threat of uninvited) {
      print(row(threat));
    }
  }
  const notes = uninvited.flatMap((threat) => noteOf(threat, graph));
  const invited = familiesOf(crossed).map(({ text }) => escapeMarkdown(text));
  for (const line of [...notes, ...invited]) {
    print('');
    print(line);
  }
}

function row(threat: Threat): string {
  const { crossing, pin } = threat;
  const cells = [
    `**${escapeMarkdown(crossing.gem.name)}**`,
    escapeMarkdown(`${crossing.from} → ${crossing.to}`),
    originOf(crossing),
    crossing.blast,
    crossing.gem.parents.map((edge) => escapeMarkdown(edgeText(edge))).join('<br>'),
    escapeMarkdown(pinText(pin)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function noteOf(threat: Threat, graph: DependencyGraph): readonly string[] {
  const { crossing, breakages } = threat;
  const breakage = breakageText(threat);
  const sources = [...new Set(breakages.flatMap((active) => active.breakage.sources))];
  return [
    ...(breakage === undefined
      ? []
      : [`⚠️ ${escapeMarkdown(`${crossing.gem.name} ${crossing.to} ${breakage}.`)} Sources: ${sources.join(', ')}`]),
    ...(crossing.origin !== 'carried'
      ? []
      : [
          escapeMarkdown(
            `${crossing.gem.name}: ${carriersText(crossing, (name) => graph.gems.get(name)?.version ?? '')}`,
          ),
        ]),
  ];
}
