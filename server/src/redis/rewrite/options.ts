import type { Expression } from '../expression.ts';
import type { Site } from './site.ts';

/** The text of a string or symbol literal. */
export function literalName(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'symbol' || expression?.kind === 'string' ? expression.value : undefined;
}

/** The same in capitals, as Redis's own words are compared. */
export function literalWord(expression: Expression | undefined): string | undefined {
  return literalName(expression)?.toUpperCase();
}

/** Whether an option is given, as a keyword (`by_score: true`, `byscore: true`) or as a word (`"BYSCORE"`). */
export function hasOption({ call }: Site, keyword: string, word: string): boolean {
  return (
    call.call.keywords.some(({ key }) => literalName(key) === keyword || literalWord(key) === word) ||
    call.args.some((arg) => literalWord(arg) === word)
  );
}

/** The value of an option: of the keyword, or of the argument behind the word. */
export function optionValue({ call }: Site, keyword: string, word: string): Expression | undefined {
  const pair = call.call.keywords.find(({ key }) => literalName(key) === keyword || literalWord(key) === word);
  if (pair !== undefined) {
    return pair.value;
  }
  const at = call.args.findIndex((arg) => literalWord(arg) === word);
  return at < 0 ? undefined : call.args[at + 1];
}

/** Whether options are handed on in a variable, so that nobody can tell which there are. */
export function hidesOptions({ call }: Site, fixedArguments: number): boolean {
  const computed = call.args
    .slice(fixedArguments)
    .some(({ kind }) => kind !== 'string' && kind !== 'integer' && kind !== 'symbol');
  return computed || call.call.keywords.some(({ key }) => key === undefined);
}
