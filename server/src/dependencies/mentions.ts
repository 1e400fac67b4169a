import { knownBreakageData } from '../catalog/knownBreakageData.ts';

/** The names that the conditions of known breakages ask for. A text that has none of them mentions nothing. */
export const askedNames: readonly string[] = [
  ...new Set(
    knownBreakageData
      .flatMap(({ affects }) => affects)
      .flatMap(({ condition }) => (condition !== undefined && 'names' in condition ? condition.names : [])),
  ),
];

const anyAsked = new RegExp(askedNames.join('|'));

/** Which of `askedNames` a Ruby text mentions outside of comments. */
export function mentionsOf(text: string): readonly string[] {
  if (!anyAsked.test(text)) {
    return [];
  }
  const mentioned = askedNames.filter((name) => text.includes(name));
  // Rails generates its configuration with the cache stores in comments.
  return mentioned.filter((name) => new RegExp(`^[^#\\n]*\\b${name}\\b`, 'm').test(text));
}
