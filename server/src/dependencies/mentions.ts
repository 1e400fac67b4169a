import { knownBreakageData } from '../catalog/knownBreakageData.ts';

const names = [
  ...new Set(
    knownBreakageData
      .flatMap(({ affects }) => affects)
      .flatMap(({ condition }) => (condition !== undefined && 'names' in condition ? condition.names : [])),
  ),
];

/** Whether `mentionsOf` can find anything; also told from the bytes of a UTF-8 text, each taken for a character. */
export function mayMention(text: string): boolean {
  return names.some((name) => text.includes(name));
}

/** Which of the names that the conditions of known breakages ask for a Ruby text mentions outside of comments. */
export function mentionsOf(text: string): readonly string[] {
  const mentioned = names.filter((name) => text.includes(name));
  // Rails generates its configuration with the cache stores in comments.
  return mentioned.filter((name) => new RegExp(`^[^#\\n]*\\b${name}\\b`, 'm').test(text));
}
