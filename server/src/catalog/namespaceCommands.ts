import { type NamespaceCommand, namespaceCommandData } from './namespaceCommandData.ts';

/** The oldest release whose table was read: what it lists, older ones are taken to list as well. */
export const oldestNamespaceRelease = '1.5.3';

/** What redis-namespace does with `method`; undefined: no release up to 1.11.0 knows it, so it runs on the raw, unprefixed key. */
export function namespaceCommand(method: string): NamespaceCommand | undefined {
  return Object.hasOwn(namespaceCommandData, method) ? namespaceCommandData[method] : undefined;
}
