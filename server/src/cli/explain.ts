import { documentation } from '../rules/documentation.ts';
import { registry } from '../rules/registry.ts';
import { pc } from './colors.ts';
import { print } from './output.ts';
import { unknownRule } from './unknownRule.ts';

/** `lintel explain`: a rule's documentation as it is written, or the table of rules. */
export function explain(rule: string | undefined): number {
  if (rule === undefined) {
    const width = Math.max(...registry.map(({ id }) => id.length));
    for (const {
      id,
      rule: { meta },
    } of registry) {
      const severity = meta.offByDefault ? 'off' : meta.severity;
      print(`${id.padEnd(width)}  ${severity.padEnd(7)}  ${meta.fixable ? 'fix' : '   '}  ${pc.dim(summaryOf(id))}`);
    }
    return 0;
  }
  const text = documentation.get(rule);
  if (text === undefined) {
    throw unknownRule(rule);
  }
  print(text.trimEnd());
  return 0;
}

/** The first sentence of a rule's page. */
function summaryOf(id: string): string {
  const paragraph =
    documentation
      .get(id)
      ?.split(/\n{2,}/)[1]
      ?.replaceAll('\n', ' ') ?? '';
  return /^.*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
}
