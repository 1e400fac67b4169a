import type { Directive } from '../redis/workspaceIndex.ts';
import type { Diagnostic } from './diagnostic.ts';

/** What a directive comment asks for. */
export type Suppression =
  /** `lintel:disable-next-line RULE… -- reason`, or `lintel:disable-line` behind the code. */
  | {
      readonly kind: 'line';
      readonly line: number;
      readonly rules: readonly string[];
      readonly reason: string | undefined;
    }
  /** `lintel:ignore RULE GEM [MAJOR] -- reason` in a Gemfile: Gemfile.lock itself cannot hold a comment. */
  | {
      readonly kind: 'gem';
      readonly rule: string;
      readonly gem: string;
      readonly version: string | undefined;
      readonly reason: string | undefined;
    };

const directivePattern = /^lintel:(disable-next-line|disable-line|ignore)\s+(.*)$/;

/** The suppression that a directive states, or undefined for text that is none. */
export function parseSuppression(directive: Directive): Suppression | undefined {
  const match = directivePattern.exec(directive.text.trim());
  const [, verb, rest] = match ?? [];
  if (verb === undefined || rest === undefined) {
    return undefined;
  }
  const [subject = '', ...reasons] = rest.split(/\s+--\s+/);
  const reason = reasons.length > 0 ? reasons.join(' -- ') : undefined;
  const words = subject.split(/[\s,]+/).filter((word) => word !== '');
  if (verb === 'ignore') {
    const [rule, gem, version] = words;
    return rule === undefined || gem === undefined ? undefined : { kind: 'gem', rule, gem, version, reason };
  }
  const line = directive.range.start.line + (verb === 'disable-next-line' ? 1 : 0);
  return words.length === 0 ? undefined : { kind: 'line', line, rules: words, reason };
}

/** Whether `suppression` silences `diagnostic`. `gem` is what the finding is about, when it is about a gem. */
export function suppresses(
  suppression: Suppression,
  diagnostic: Diagnostic,
  gem: { readonly name: string; readonly version: string } | undefined,
): boolean {
  if (suppression.kind === 'line') {
    return suppression.line === diagnostic.range.start.line && suppression.rules.includes(diagnostic.rule);
  }
  return (
    suppression.rule === diagnostic.rule &&
    suppression.gem === gem?.name &&
    (suppression.version === undefined || isVersionOrBelow(gem.version, suppression.version))
  );
}

/** `3.0.2` is of `3` and of `3.0`, not of `3.1`. */
function isVersionOrBelow(version: string, prefix: string): boolean {
  return version === prefix || version.startsWith(`${prefix}.`);
}

/** The comment that silences `rule` on the line below it. The reason is for people; `--` parts it from the rule. */
export function disableNextLine(rule: string, reason: string): string {
  return `# lintel:disable-next-line ${rule} -- ${reason}`;
}
