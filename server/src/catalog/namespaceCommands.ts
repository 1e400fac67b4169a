import { type NamespaceCommand, namespaceCommandData } from './namespaceCommandData.ts';

/** What redis-namespace does with `method`; undefined: no release up to 1.11.0 knows it, so it runs on the raw, unprefixed key. */
export function namespaceCommand(method: string): NamespaceCommand | undefined {
  return Object.hasOwn(namespaceCommandData, method) ? namespaceCommandData[method] : undefined;
}
