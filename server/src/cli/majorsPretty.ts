import type { DependencyGraph } from '../dependencies/graph.ts';
import { breakageText, carriersText, edgeText, hasCeiling, pinText } from '../dependencies/messages.ts';
import type { Threat } from '../dependencies/threats.ts';
import { pc } from './colors.ts';
import { originOf } from './majorsJson.ts';
import { familiesOf, headline } from './majorsText.ts';
import { print } from './output.ts';

/** The report for a terminal. */
export function printPretty(base: string, crossed: readonly Threat[], graph: DependencyGraph): void {
  print(headline(base, crossed));
  print('');
  for (const threat of crossed.filter(({ crossing }) => crossing.origin !== 'invited')) {
    printThreat(threat, graph);
  }
  for (const { text, threat } of familiesOf(crossed)) {
    const breakage = breakageText(threat);
    print(`  ${pc.dim(text)}${breakage === undefined ? '' : `\n    ${breakage}`}`);
  }
}

function printThreat(threat: Threat, graph: DependencyGraph): void {
  const { crossing, pin, risk } = threat;
  const color = risk === 'error' ? pc.red : risk === 'warning' ? pc.yellow : pc.cyan;
  const origin = originOf(crossing) === 'carried' ? 'carried' : 'uninvited';
  const moved = color(pc.bold(`${crossing.gem.name} ${crossing.from} -> ${crossing.to}`));
  print(`${moved}  ${origin}, ${crossing.blast}`);
  const breakage = breakageText(threat);
  if (breakage !== undefined) {
    print(`  ${breakage}`);
  }
  if (crossing.origin === 'carried') {
    print(`  because ${carriersText(crossing, (name) => graph.gems.get(name)?.version ?? '')}`);
  }
  print('  pulled by');
  for (const edge of crossing.gem.parents) {
    print(
      `    ${edgeText(edge)}  ${graph.gems.get(edge.parent)?.version ?? ''}${hasCeiling(edge) ? '' : pc.dim('  no ceiling')}`,
    );
  }
  print(
    `  ${pin.satisfiable ? pc.green('fix') : 'fix'}: ${pinText(pin)}${pin.satisfiable ? `  (lintel pin ${crossing.gem.name})` : ''}`,
  );
  print('');
}
